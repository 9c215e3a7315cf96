use super::read_answer;

#[test]
fn the_body_ends_where_the_length_says_or_with_the_connection() {
    let told = read_answer(&mut &b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokmore"[..]).expect("an answer");
    assert_eq!((told.status, told.body.as_slice()), (200, &b"ok"[..]));
    let untold = read_answer(&mut &b"HTTP/1.0 404 Not Found\r\n\r\ngone"[..]).expect("an answer");
    assert_eq!((untold.status, untold.body.as_slice()), (404, &b"gone"[..]));
}

#[test]
fn what_is_not_http_is_refused() {
    assert!(read_answer(&mut &b"SSH-2.0-OpenSSH\r\n"[..]).is_err());
    assert!(read_answer(&mut &b""[..]).is_err());
}
