use proptest::prelude::*;
use rustls::server::Acceptor;

use super::*;

/// A record around a body.
fn record_of(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind, 3, 3][..], &sized(body)].concat()
}

fn message_of(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind][..], &(body.len() as u32).to_be_bytes()[1..], body].concat()
}

/// A server's hello with this choice and a session of some length.
fn hello_of(version: u16, cipher: u16, session: u8) -> Vec<u8> {
    let mut body = version.to_be_bytes().to_vec();
    body.extend_from_slice(&[7; 32]);
    body.push(session);
    body.extend(std::iter::repeat_n(9, usize::from(session)));
    body.extend_from_slice(&cipher.to_be_bytes());
    body.push(0);
    message_of(2, &body)
}

fn certificates_of(chain: &[&[u8]]) -> Vec<u8> {
    let long = |bytes: &[u8]| [&(bytes.len() as u32).to_be_bytes()[1..], bytes].concat();
    let list: Vec<u8> = chain.iter().flat_map(|certificate| long(certificate)).collect();
    message_of(11, &long(&list))
}

fn usual() -> Vec<u8> {
    [record_of(22, &hello_of(0x0302, 0xc013, 32)), record_of(22, &certificates_of(&[b"first", b"second"]))].concat()
}

fn expected() -> Choice {
    Choice { version: 0x0302, cipher: 0xc013, chain: vec![b"first".to_vec(), b"second".to_vec()] }
}

/// Our own greeting, read by a server's library: it is a whole one, and says what it should.
#[test]
fn a_servers_library_takes_the_greeting() {
    for (name, expected) in [("pc-17.example.org", Some("pc-17.example.org")), ("192.0.2.7", None)] {
        let greeting = greeting(TLS_1_2, name);
        let mut acceptor = Acceptor::default();
        acceptor.read_tls(&mut greeting.as_slice()).unwrap();
        let accepted = acceptor.accept().unwrap_or_else(|_| panic!("{name} is refused")).expect("not whole");
        let hello = accepted.client_hello();
        assert_eq!(hello.server_name(), expected);
        assert_eq!(hello.cipher_suites().len(), CIPHERS.len());
    }
}

#[test]
fn an_old_greeting_offers_no_new_version() {
    let old = greeting(TLS_1_0, "pc-17");
    // Record, message, then the version.
    assert_eq!(&old[9..11], [3, 1]);
    assert!(!old.windows(4).any(|bytes| bytes == [0, 13, 0, 24]), "signatures belong to 1.2");
    assert_eq!(&greeting(TLS_1_2, "pc-17")[9..11], [3, 3]);
}

#[test]
fn an_answer_is_read_however_it_is_cut() {
    let bytes = usual();
    for size in 1..bytes.len() {
        let mut flight = Flight::default();
        let mut found = None;
        for piece in bytes.chunks(size) {
            found = found.or(flight.take(piece).unwrap());
        }
        assert_eq!(found, Some(expected()), "in pieces of {size}");
    }
}

#[test]
fn messages_may_be_spread_over_records_or_share_one() {
    let messages = [hello_of(0x0302, 0xc013, 0), certificates_of(&[b"first", b"second"])].concat();
    assert_eq!(Flight::default().take(&record_of(22, &messages)), Ok(Some(expected())));
    let spread: Vec<u8> = messages.chunks(10).flat_map(|piece| record_of(22, piece)).collect();
    assert_eq!(Flight::default().take(&spread), Ok(Some(expected())));
}

#[test]
fn other_answers_are_told_apart() {
    let hello = record_of(22, &hello_of(0x0303, 0x002f, 0));
    let cases: [(&str, Vec<u8>, Outcome); 9] = [
        ("alert", record_of(21, &[2, 70]), Outcome::Alert { code: 70 }),
        ("alert after hello", [hello.clone(), record_of(21, &[2, 40])].concat(), Outcome::Alert { code: 40 }),
        ("frame of RDP", vec![3, 0, 0, 9, 2, 0xf0, 0x80, 0x21, 0x80], Outcome::Plain),
        ("web server", b"HTTP/1.1 400 Bad Request\r\n".to_vec(), Outcome::Plain),
        ("too long a record", vec![22, 3, 3, 0xff, 0xff], Outcome::Malformed),
        ("empty record", vec![22, 3, 3, 0, 0], Outcome::Malformed),
        ("certificate before hello", record_of(22, &certificates_of(&[b"x"])), Outcome::Malformed),
        ("a version that is none", record_of(22, &hello_of(0x7f17, 0x002f, 0)), Outcome::Malformed),
        ("cut hello", record_of(22, &message_of(2, &[3, 3, 1])), Outcome::Malformed),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(Flight::default().take(&bytes), Err(expected), "{name}");
    }
    let flood = record_of(22, &[0; 16_384]).repeat(5);
    let mut flight = Flight::default();
    flight.take(&hello).unwrap();
    assert_eq!(flight.take(&flood), Err(Outcome::TooLong));
}

#[test]
fn only_some_certificates_are_kept() {
    let many: Vec<&[u8]> = vec![b"certificate"; 40];
    let bytes = [record_of(22, &hello_of(0x0303, 0xc02f, 0)), record_of(22, &certificates_of(&many))].concat();
    assert_eq!(Flight::default().take(&bytes).unwrap().unwrap().chain.len(), LONGEST_CHAIN);
}

#[test]
fn every_cipher_on_offer_has_a_name() {
    let nameless: Vec<u16> = CIPHERS.into_iter().filter(|c| cipher_name(*c).starts_with("0x")).collect();
    assert_eq!(nameless, [0x00ff], "the sign for renegotiation is no cipher");
    assert!(is_of_today("TLS 1.2", &cipher_name(0xc02f)));
    assert!(!is_of_today("TLS 1.2", &cipher_name(0xc028)));
    assert!(!is_of_today("TLS 1.1", &cipher_name(0xc013)));
    let names = [Some("SSL 3.0"), Some("TLS 1.0"), Some("TLS 1.3"), None];
    assert_eq!([0x0300, 0x0301, 0x0304, 0x7f17].map(version_name), names);
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600), size in 1usize..40) {
        let mut flight = Flight::default();
        for piece in bytes.chunks(size) {
            if flight.take(piece).is_err() {
                break;
            }
        }
    }

    #[test]
    fn a_damaged_answer_is_survived(place in 0usize..100, value: u8, size in 1usize..100) {
        let mut bytes = usual();
        let length = bytes.len();
        bytes[place % length] = value;
        let mut flight = Flight::default();
        for piece in bytes.chunks(size) {
            if flight.take(piece).is_err() {
                break;
            }
        }
    }
}
