use super::*;

#[test]
fn time_decides() {
    use Attempt::{Certificate, Completed, Failed, Silent};
    for (attempts, result) in [
        (&[Failed(165.0), Failed(42.0), Failed(43.0)][..], HostResult::Answered),
        // The first one may take as long as it likes.
        (&[Failed(4_900.0), Failed(42.0), Failed(43.0)], HostResult::Answered),
        (&[Failed(85.0)], HostResult::Answered),
        (&[Silent], HostResult::NoAnswer),
        (&[Failed(42.0), Silent], HostResult::NoAnswer),
        (&[Failed(42.0), Failed(7_000.0), Failed(43.0)], HostResult::Inconclusive),
        (&[Failed(0.2), Failed(0.1), Failed(0.1)], HostResult::Inconclusive),
        (&[Failed(42.0), Completed, Failed(43.0)], HostResult::Completed),
        (&[Certificate], HostResult::Certificate),
        (&[], HostResult::Inconclusive),
    ] {
        assert_eq!(host(attempts), result, "{attempts:?}");
    }
}

#[test]
fn only_names_and_addresses_are_taken() {
    for name in ["pc-17", "pc-17.example.org", "192.0.2.7", "[2001:db8::7]", "PC_17"] {
        assert!(is_name(name), "{name}");
    }
    for text in ["", "pc 17", "pc-17:3389", "https://pc", "pc/x", "pc?x", "user@pc", "[pc]", "2001:db8::7", "pc#", "ü"]
    {
        assert!(!is_name(text), "{text}");
    }
}
