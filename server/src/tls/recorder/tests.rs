use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

#[tokio::test]
async fn the_first_bytes_are_kept_and_passed_on() {
    let (mut there, here) = tokio::io::duplex(64);
    let mut recorder = Recorder::new(here);
    for part in [&b"he"[..], b"llo"] {
        there.write_all(part).await.unwrap();
        let mut read = vec![0; part.len()];
        recorder.read_exact(&mut read).await.unwrap();
        assert_eq!(read, part);
    }
    assert_eq!(recorder.recorded(), b"hello");
    there.write_all(b"!").await.unwrap();
    assert_eq!(recorder.read_u8().await.unwrap(), b'!');
    assert_eq!(recorder.recorded(), b"", "nothing is kept after it was taken");
    recorder.write_all(b"back").await.unwrap();
    let mut back = [0; 4];
    there.read_exact(&mut back).await.unwrap();
    assert_eq!(&back, b"back");
}

#[tokio::test]
async fn no_more_than_the_limit_is_kept() {
    let (mut there, here) = tokio::io::duplex(3 * MOST);
    let mut recorder = Recorder::new(here);
    there.write_all(&vec![7; 2 * MOST]).await.unwrap();
    let mut read = vec![0; 2 * MOST];
    recorder.read_exact(&mut read).await.unwrap();
    assert_eq!(recorder.recorded().len(), MOST);
}
