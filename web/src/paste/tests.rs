use super::*;

fn go(text: &str) -> Option<Read> {
    read(&knowledge::base(), &Places { base: "/rdp".to_string() }, text)
}

#[test]
fn only_codes_go_on() {
    let read = go("Der Remotecomputer PC-0815.firma.example: Fehlercode: 0x904, Erweiterter Fehlercode: 0x7").unwrap();
    assert_eq!(read.address, "/rdp/diagnose?code=0x904.pt&ext=seven.pt");
    assert!(!read.echo.contains("0815"), "{}", read.echo);
    assert!(read.echo.contains("0x904"));
}

#[test]
fn everything_else_is_left_to_the_server() {
    assert_eq!(go("Error code: 0x204"), None);
    assert_eq!(go("It does not work"), None);
    assert_eq!(go(""), None);
    assert_eq!(go("0xdeadbeef"), None);
}
