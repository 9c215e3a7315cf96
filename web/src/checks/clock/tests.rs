use super::read;

#[test]
fn reads_the_portals_answer() {
    assert_eq!(read("{\"now\": 1764000000000}"), Some(1_764_000_000_000.0));
    assert_eq!(read("{\"now\":1764000000000}"), Some(1_764_000_000_000.0));
    assert_eq!(read(" { \"zone\": \"UTC\", \"now\" : 17 , \"x\": 1 }\n"), Some(17.0));
    assert_eq!(read("{\"now\": 17.25}"), Some(17.0));
}

#[test]
fn refuses_everything_else() {
    for text in ["", "now", "{\"now\": }", "{\"now\": \"17\"}", "{\"now\": -17}", "{\"now\": 17e3}", "<!doctype html>"]
    {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(read("{\"now\": 99999999999999999999}"), None);
    assert_eq!(read("{\"now\": 9999999999999999}"), None);
}
