use super::{printed, seconds};

#[test]
fn times_are_read_and_printed_alike() {
    assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
    assert_eq!(seconds("2026-11-20T09:30:00Z"), Some(1_795_167_000));
    assert_eq!(seconds("2024-02-29T23:59:59.1234567Z"), Some(1_709_251_199));
    assert_eq!(seconds("2026-11-20T09:30:00+00:00"), seconds(" 2026-11-20T09:30:00Z "));
    // What certificates without an end say; no pasted date may be that far away.
    assert_eq!(seconds("9999-12-31T23:59:59Z"), Some(253_402_300_799));
    assert_eq!(seconds("2026-11-20"), seconds("2026-11-20T00:00:00Z"));
    for day in 0..40_000 {
        let at = day * 86_400 + 86_399 - day % 86_400;
        assert_eq!(seconds(&printed(at)), Some(at), "{}", printed(at));
    }
}

#[test]
fn what_is_no_time_gives_none() {
    let odd = [
        "",
        "T",
        "yesterday",
        "2026-13-01T00:00:00Z",
        "2026-11-20T25:00:00Z",
        "2026-11-20T09:30:00",
        "2026-11-20T09:30:00+01:00",
        "2026-11-20T09:30:00.xZ",
        "2026-11-20T09:30Z",
        "-026-11-20T09:30:00Z",
        "99999-11-20T09:30:00Z",
        "2026-11-20-01T09:30:00Z",
        "\u{661}026-11-20T09:30:00Z",
    ];
    for text in odd {
        assert_eq!(seconds(text), None, "{text}");
    }
}
