use super::Tally;

#[test]
fn a_closing_line_is_counted_whoever_printed_it() {
    let native = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.02s";
    assert_eq!(Tally::read(native), Some(Tally { passed: 12, failed: 0, ignored: 1 }));
    let wasm = "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 filtered out; finished in 1.20s";
    assert_eq!(Tally::read(wasm), Some(Tally { passed: 2, failed: 1, ignored: 0 }));
}

#[test]
fn other_lines_are_not_counted() {
    for line in ["running 3 tests", "test result: soon", "test result: ok. many passed", ""] {
        assert_eq!(Tally::read(line), None, "{line}");
    }
}
