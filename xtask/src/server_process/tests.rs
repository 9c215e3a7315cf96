use super::host_in;

#[test]
fn the_address_is_found_in_text_and_json() {
    assert_eq!(host_in("fix904 listens on http://localhost:2308"), Some("localhost:2308"));
    assert_eq!(host_in(r#"{"message":"listening","address":"http://127.0.0.1:41234/"}"#), Some("127.0.0.1:41234"));
    assert_eq!(host_in("It listens on http://[::1]:2308."), Some("[::1]:2308"));
}

#[test]
fn other_lines_hold_no_address() {
    assert_eq!(host_in("started"), None);
    assert_eq!(host_in("documentation: http://example.org/manual"), None);
}
