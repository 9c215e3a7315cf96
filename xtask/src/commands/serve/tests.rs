use super::*;

#[test]
fn a_configuration_is_named_in_two_ways() {
    let names = |arguments: &[&str]| names_file(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
    assert!(names(&["--config", "own.toml"]));
    assert!(names(&["--listen", "localhost:1", "--config=own.toml"]));
    assert!(!names(&["--listen", "localhost:1"]));
    assert!(!names(&["--configuration=own.toml", "config"]));
}
