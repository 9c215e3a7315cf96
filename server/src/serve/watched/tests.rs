use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::*;

const LONGEST: Duration = Duration::from_secs(30);

#[tokio::test(start_paused = true)]
async fn whoever_takes_nothing_is_given_up() {
    let (_there, here) = duplex(16);
    let mut stream = Watched::new(here, LONGEST);
    let error = stream.write_all(&[7; 17]).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
}

#[tokio::test(start_paused = true)]
async fn whoever_takes_a_little_now_and_then_is_not() {
    let (mut there, here) = duplex(16);
    let mut stream = Watched::new(here, LONGEST);
    let writing = tokio::spawn(async move { stream.write_all(&[7; 100]).await });
    let mut taken = 0;
    while taken < 100 {
        tokio::time::sleep(LONGEST - Duration::from_secs(1)).await;
        taken += there.read(&mut [0; 16]).await.unwrap();
    }
    writing.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn silence_is_borne() {
    let (mut there, here) = duplex(16);
    let mut stream = Watched::new(here, LONGEST);
    let reading = tokio::spawn(async move { stream.read_u8().await });
    tokio::time::sleep(10 * LONGEST).await;
    there.write_u8(7).await.unwrap();
    assert_eq!(reading.await.unwrap().unwrap(), 7);
}

#[tokio::test]
async fn the_first_bytes_are_kept_and_passed_on() {
    let (mut there, here) = duplex(64);
    let mut stream = Watched::new(here, LONGEST);
    stream.keep(100);
    for part in [&b"he"[..], b"llo"] {
        there.write_all(part).await.unwrap();
        let mut read = vec![0; part.len()];
        stream.read_exact(&mut read).await.unwrap();
        assert_eq!(read, part);
    }
    assert_eq!(stream.kept(), b"hello");
    there.write_all(b"!").await.unwrap();
    assert_eq!(stream.read_u8().await.unwrap(), b'!');
    assert_eq!(stream.kept(), b"", "nothing is kept after it was taken");
    stream.write_all(b"back").await.unwrap();
    let mut back = [0; 4];
    there.read_exact(&mut back).await.unwrap();
    assert_eq!(&back, b"back");
}

#[tokio::test]
async fn no_more_than_the_limit_is_kept() {
    let (mut there, here) = duplex(300);
    let mut stream = Watched::new(here, LONGEST);
    stream.keep(100);
    there.write_all(&[7; 200]).await.unwrap();
    let mut read = vec![0; 200];
    stream.read_exact(&mut read).await.unwrap();
    assert_eq!(stream.kept().len(), 100);
}
