use super::*;

const CLEAN: MappingSamples = MappingSamples { seen: 1, udp: true, failed: false, complete: true };

#[test]
fn one_mapping_is_good_and_many_are_borderline() {
    assert_eq!(mapping(&CLEAN), Finished::found(Verdict::Ok, "one"));
    assert_eq!(mapping(&MappingSamples { seen: 2, ..CLEAN }), Finished::found(Verdict::Warn, "many"));
    // Two different answers say it even if something else could not be asked.
    let late = MappingSamples { seen: 3, failed: true, complete: false, ..CLEAN };
    assert_eq!(mapping(&late), Finished::found(Verdict::Warn, "many"));
    assert_eq!(mapping(&MappingSamples { seen: 0, ..CLEAN }), Finished::found(Verdict::Ok, "none"));
}

#[test]
fn without_both_answers_there_is_no_result() {
    assert_eq!(mapping(&MappingSamples { complete: false, ..CLEAN }), unclear(Reason::NoAnswer));
    assert_eq!(mapping(&MappingSamples { seen: 0, failed: true, ..CLEAN }), unclear(Reason::NoAnswer));
    let switched_off = MappingSamples { seen: 0, udp: false, failed: false, complete: true };
    assert_eq!(mapping(&switched_off), absent(Reason::BrowserLacksIt));
}
