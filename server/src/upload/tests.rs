use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{Excess, MOST_FIELDS, Upload, fields};
use crate::portal::Portal;
use crate::self_check::limits::UPLOAD_SEATS;

async fn form(kind: &str, body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
    let found = fields(&headers, body.to_vec()).await.unwrap();
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

/// A form with so many files.
fn files(many: usize) -> String {
    let file = "--b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n";
    file.repeat(many) + "--b1--\r\n"
}

#[tokio::test]
async fn so_many_fields_are_read_and_one_more_is_too_many() {
    let kinds = ["multipart/form-data; boundary=b1", "application/x-www-form-urlencoded"];
    for (kind, body) in kinds.into_iter().zip([files, |many| "file=x&".repeat(many)]) {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        let read = async |many| fields(&headers, body(many).into_bytes()).await.map(|found| found.len());
        assert_eq!(read(MOST_FIELDS).await, Ok(MOST_FIELDS), "{kind}");
        assert_eq!(read(MOST_FIELDS + 1).await, Err(Excess::TooMany), "{kind}");
        assert_eq!(read(50_000).await, Err(Excess::TooMany), "{kind}");
    }
}

#[tokio::test]
async fn a_form_keeps_its_seat_until_it_is_dropped() {
    let portal = Portal::new(crate::Config::default(), crate::now).unwrap();
    let send = async |many| {
        let request = Request::post("/evidence").header(header::CONTENT_TYPE, "multipart/form-data; boundary=b1");
        Upload::from_request(request.body(Body::from(files(many))).unwrap(), &portal).await
    };
    let taken = || portal.far_ends.uploads.taken();
    // Who is refused for another reason takes none.
    assert_eq!(send(MOST_FIELDS + 1).await.err().unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(taken(), 0);
    let mut kept = Vec::new();
    for _ in 0..UPLOAD_SEATS.1 {
        kept.push(send(1).await.unwrap());
    }
    assert_eq!(taken(), UPLOAD_SEATS.1);
    assert_eq!(send(1).await.err().unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    kept.pop();
    assert!(send(1).await.is_ok());
    drop(kept);
    assert_eq!(taken(), 0);
}
