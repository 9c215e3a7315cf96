use axum::http::{HeaderMap, HeaderValue, header};

use super::{boundary, fields};

fn form(kind: &str, body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
    fields(&headers, body)
}

#[test]
fn files_and_fields_are_told_apart_by_name() {
    let body = b"--b1\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nrdp-tcp\r\n--x\r\n--b1\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"JANES-PC.xml\"\r\nContent-Type: text/xml\r\n\r\n\
        \xff\xfe<\0\r\n\r\n>\0\r\n--b1--\r\n";
    let found = form("multipart/form-data; boundary=b1", body);
    let expected =
        [("text".to_string(), b"rdp-tcp\r\n--x".to_vec()), ("file".to_string(), b"\xff\xfe<\0\r\n\r\n>\0".to_vec())];
    assert_eq!(found, expected);
}

#[test]
fn a_form_without_files_is_read_too() {
    assert_eq!(
        form("application/x-www-form-urlencoded", b"text=a+b&t="),
        [("text".to_string(), b"a b".to_vec()), ("t".to_string(), Vec::new())]
    );
}

#[test]
fn broken_forms_have_no_fields_and_do_no_harm() {
    for body in [&b""[..], b"--b1", b"--b1\r\n", b"--b1\r\n\r\n--b1", b"--b2\r\n\r\n\r\n--b2--", b"\r\n--b1\r\nx"] {
        assert!(form("multipart/form-data; boundary=b1", body).is_empty(), "{body:?}");
    }
    assert!(form("multipart/form-data", b"--b1\r\n").is_empty());
    assert!(form("text/plain; charset=utf-8", b"").is_empty());
}

#[test]
fn boundaries_are_written_with_and_without_quotes() {
    assert_eq!(boundary("multipart/form-data; boundary=\"a b\"; charset=utf-8"), Some("a b"));
    assert_eq!(boundary("multipart/form-data; Boundary=----x"), Some("----x"));
    assert_eq!(boundary("multipart/form-data; boundary="), None);
}
