use super::{missing, told};

#[cfg(target_os = "linux")]
#[test]
fn what_is_not_run_is_named_with_the_line_that_installs_it() {
    let everything = missing(|programs| programs.iter().map(|(_, package)| *package).collect());
    let said = told(&everything).unwrap();
    assert!(said.contains("the probe against xrdp and FreeRDP's shadow server;"), "{said}");
    assert!(said.ends_with("apt-get install --yes xrdp xvfb freerdp2-shadow-x11 winpr-utils"), "{said}");

    let one =
        missing(|programs| programs.iter().map(|(_, package)| *package).filter(|p| *p == "winpr-utils").collect());
    let said = told(&one).unwrap();
    assert!(!said.contains("xrdp") && said.ends_with("apt-get install --yes winpr-utils"), "{said}");
}

#[test]
fn nothing_is_said_where_nothing_is_missing() {
    assert_eq!(told(&missing(|_| Vec::new())), None);
}
