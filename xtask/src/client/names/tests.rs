use super::{Names, tight};

#[test]
fn a_name_is_the_same_in_both_files_and_foreign_ones_stay() {
    let mut names = Names::default();
    let (first, second) = (names.short("__wbg_abort_0123"), names.short("__wbg_abort_01234"));
    assert_ne!(first, second);
    assert_eq!(names.short("__wbg_abort_0123"), first);
    assert_eq!(names.short("memory"), "memory");
    let glue = "__wbg_abort_0123: f, wasm.__wbg_abort_01234(), wasm.memory, x__wbg_abort_0123";
    assert_eq!(names.put_into(glue), format!("{first}: f, wasm.{second}(), wasm.memory, x__wbg_abort_0123"));
}

#[test]
fn comments_and_indentation_go_and_nothing_else() {
    assert_eq!(tight("/**\n * Says.\n */\nif (a) {\n    b(\"// c\"); // d\n}\n\n"), "if (a) {\nb(\"// c\"); // d\n}\n");
}
