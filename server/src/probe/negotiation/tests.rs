use proptest::prelude::*;

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// As Windows' own program asks, but for the cookie; MS-RDPBCGR 2.2.1.1, and 4.1.1 for an example.
#[test]
fn the_usual_request_has_these_bytes() {
    let request = request(protocol::USUAL);
    let head = bytes("0300002c 27e00000000000");
    let cookie = b"Cookie: mstshash=fix904\r\n";
    assert_eq!(request, [&head[..], cookie, &bytes("01000800 0b000000")].concat());
    assert_eq!(usize::from(request[3]), request.len());
    assert_eq!(usize::from(request[4]), request.len() - 5);
}

/// Answers as they were recorded from xrdp 0.9.21 and FreeRDP 2.11 and, in the form of MS-RDPBCGR 2.2.1.2, those that nmap's
/// pull request 1614 publishes for Windows Server 2016.
#[test]
fn recorded_answers_are_understood() {
    let selected = |protocol, flags| Ok(Answer::Selected { protocol, flags });
    let cases = [
        ("xrdp, TLS", "03000013 0ed00000123400 0201080001000000", selected(1, 1)),
        ("FreeRDP, CredSSP", "03000013 0ed00000000000 0203080002000000", selected(2, 3)),
        ("xrdp, no TLS", "03000013 0ed00000123400 0200080000000000", selected(0, 0)),
        ("Windows 2016, CredSSP-EX", "03000013 0ed00000123400 021f080008000000", selected(8, 0x1f)),
        ("xrdp, no certificate", "03000013 0ed00000123400 0300080003000000", Ok(Answer::Failed { code: 3 })),
        ("Windows 2016, TLS required", "03000013 0ed00000123400 0300080001000000", Ok(Answer::Failed { code: 1 })),
        ("Windows 2016, NLA required", "03000013 0ed00000123400 0300080005000000", Ok(Answer::Failed { code: 5 })),
        ("without a choice", "0300000b 06d00000123400", Ok(Answer::Bare)),
        ("sent away", "03000009 02f0802180", Ok(Answer::Dismissed)),
    ];
    for (name, hex, expected) in cases {
        assert_eq!(answer(&bytes(hex)), expected, "{name}");
    }
}

#[test]
fn what_is_no_answer_is_refused() {
    let speaks = |speaks| Outcome::Foreign { speaks };
    let cases = [
        ("", speaks(Speaks::Other)),
        ("HTTP/1.1 400 Bad Request\r\n", speaks(Speaks::Http)),
        ("<html><body>", speaks(Speaks::Http)),
        ("SSH-2.0-OpenSSH_9.2\r\n", speaks(Speaks::Ssh)),
        ("\u{15}\u{3}\u{3}\0\u{2}\u{2}\u{28}", speaks(Speaks::Tls)),
        ("220 mail ready\r\n", speaks(Speaks::Other)),
        ("H", speaks(Speaks::Other)),
    ];
    for (said, expected) in cases {
        assert_eq!(answer(said.as_bytes()), Err(expected), "{said:?}");
    }
    let broken = [
        ("longer than is read", "0300ffff 0ed00000123400", Outcome::TooLong),
        ("shorter than a head", "03000004", Outcome::Malformed),
        ("cut", "03000013 0ed0000012340002", Outcome::Malformed),
        ("more than promised", "0300000b 06d0000012340000", Outcome::Malformed),
        ("length inside is wrong", "03000013 0dd00000123400 0201080001000000", Outcome::Malformed),
        ("choice has another length", "03000013 0ed00000123400 0201090001000000", Outcome::Malformed),
        ("no kind of choice", "03000013 0ed00000123400 0701080001000000", Outcome::Malformed),
        ("a request", "0300000b 06e00000123400", Outcome::Malformed),
        ("other data", "03000009 02f0807f66", Outcome::Malformed),
    ];
    for (name, hex, expected) in broken {
        assert_eq!(answer(&bytes(hex)), Err(expected), "{name}");
    }
}

#[test]
fn the_longest_frame_is_the_limit() {
    assert_eq!(frame_length(&[3, 0, 4, 0]), Ok(1024));
    assert_eq!(frame_length(&[3, 0, 4, 1]), Err(Outcome::TooLong));
    assert_eq!(frame_length(&[3, 0, 0, 7]), Ok(7));
    assert_eq!(frame_length(&[3, 0, 0, 6]), Err(Outcome::Malformed));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..1_100)) {
        let _ = answer(&bytes);
        let _ = foreign(&bytes);
    }

    #[test]
    fn every_choice_is_read_as_it_was_written(protocol: u32, flags: u8, reference: u16) {
        let [high, low] = reference.to_be_bytes();
        let mut frame = vec![3, 0, 0, 19, 14, 0xd0, 0, 0, high, low, 0, 2, flags, 8, 0];
        frame.extend_from_slice(&protocol.to_le_bytes());
        prop_assert_eq!(answer(&frame), Ok(Answer::Selected { protocol, flags }));
        prop_assert!(answer(&frame[..18]).is_err());
    }
}
