use axum::http::{HeaderMap, HeaderValue, header};

use super::fields;

async fn form(kind: &str, body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
    let found = fields(&headers, body.to_vec()).await;
    found.into_iter().map(|(name, value)| (name, value.to_vec())).collect()
}

#[tokio::test]
async fn files_and_fields_are_told_apart_by_name() {
    let body = b"--b1\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nrdp-tcp\r\n--x\r\n--b1\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"JANES-PC.xml\"\r\nContent-Type: text/xml\r\n\r\n\
        \xff\xfe<\0\r\n\r\n>\0\r\n--b1--\r\n";
    let found = form("multipart/form-data; boundary=b1", body).await;
    let expected =
        [("text".to_string(), b"rdp-tcp\r\n--x".to_vec()), ("file".to_string(), b"\xff\xfe<\0\r\n\r\n>\0".to_vec())];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_form_without_files_is_read_too() {
    assert_eq!(
        form("application/x-www-form-urlencoded", b"text=a+b&t=").await,
        [("text".to_string(), b"a b".to_vec()), ("t".to_string(), Vec::new())]
    );
}

#[tokio::test]
async fn broken_forms_have_no_fields_and_do_no_harm() {
    for body in [&b""[..], b"--b1", b"--b1\r\n", b"--b1\r\n\r\n--b1", b"--b2\r\n\r\n\r\n--b2--", b"\r\n--b1\r\nx"] {
        assert!(form("multipart/form-data; boundary=b1", body).await.is_empty(), "{body:?}");
    }
    assert!(form("multipart/form-data", b"--b1\r\n").await.is_empty());
    assert!(form("text/plain; charset=utf-8", b"").await.is_empty());
}

#[tokio::test]
async fn boundaries_are_written_with_and_without_quotes() {
    for kind in ["multipart/form-data; boundary=\"a b\"; charset=utf-8", "multipart/form-data; Boundary=\"a b\""] {
        let body = b"--a b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nx\r\n--a b--\r\n";
        assert_eq!(form(kind, body).await, [("t".to_string(), b"x".to_vec())], "{kind}");
    }
}

/// The form of the page is larger than what axum takes unasked.
#[tokio::test]
async fn a_large_file_comes_whole() {
    let large = vec![b'x'; super::LARGEST - 200];
    let head = b"--b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xml\"\r\n\r\n";
    let body = [&head[..], &large, b"\r\n--b1--\r\n"].concat();
    let found = form("multipart/form-data; boundary=b1", &body).await;
    assert_eq!(
        found.iter().map(|(name, value)| (name.as_str(), value.len())).collect::<Vec<_>>(),
        [("file", large.len())]
    );
}
