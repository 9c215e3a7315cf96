use std::process::Command;

use super::{line, program};

#[test]
fn a_command_is_shown_as_one_would_type_it() {
    let mut command = Command::new("/somewhere/bin/cargo");
    command.args(["test", "--test", "*"]);
    command.env("CHROMEDRIVER", "/usr/bin/chromedriver").env_remove("CARGO_PKG_NAME");
    assert_eq!(line(&command), "CHROMEDRIVER=/usr/bin/chromedriver cargo test --test '*'");
}

#[test]
fn only_finished_programs_are_taken_from_cargos_messages() {
    let bin = r#"{"target":{"kind":["bin"],"name":"fix904"},"profile":{"test":false},"executable":"/t/fix904"}"#;
    let test = r#"{"target":{"kind":["bin"],"name":"fix904"},"profile":{"test":true},"executable":"/t/fix904-1"}"#;
    let lib = r#"{"target":{"kind":["lib"],"name":"server"},"profile":{"test":false},"executable":null}"#;
    assert_eq!(program(bin).expect("a program").path.to_str(), Some("/t/fix904"));
    for other in [test, lib, "not json", "{}"] {
        assert!(program(other).is_none(), "{other}");
    }
}
