use super::*;

fn go(text: &str) -> Read {
    read(&knowledge::base(), &Places { base: "/rdp".to_string(), ..Places::default() }, text)
}

#[test]
fn only_codes_go_on() {
    let read = go("Der Remotecomputer PC-0815.firma.example: Fehlercode: 0x904, Erweiterter Fehlercode: 0x7");
    assert_eq!(read.address.as_deref(), Some("/rdp/diagnose?code=0x904.pt&ext=seven.pt"));
    assert!(!read.echo.contains("0815"), "{}", read.echo);
    assert!(read.echo.contains("0x904"));
}

#[test]
fn a_code_of_another_fault_goes_on_as_well() {
    let read = go("Error code: 0x204 on PC-0815.firma.example");
    assert_eq!(read.address.as_deref(), Some("/rdp/diagnose?code=0x204.pt"));
}

#[test]
fn a_text_without_a_known_code_goes_to_the_server_without_names() {
    for text in ["It does not work on PC-0815.firma.example", "", "0xdeadbeef at PC-0815.firma.example"] {
        let read = go(text);
        assert_eq!(read.address, None, "{text}");
        assert!(!read.echo.contains("0815"), "{}", read.echo);
    }
}
