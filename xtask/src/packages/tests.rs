use super::missing_in;

#[test]
fn packages_of_programs_that_are_nowhere_are_missing() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let elsewhere = concat!(env!("CARGO_MANIFEST_DIR"), "/src/packages");
    let programs = [("main.rs", "a"), ("no_services.rs", "b"), ("nothing.rs", "c"), ("packages", "d")];
    // A folder is no program.
    assert_eq!(missing_in(&[here, elsewhere], &programs), ["c", "d"]);
    assert_eq!(missing_in::<&str>(&[], &programs), ["a", "b", "c", "d"]);
}
