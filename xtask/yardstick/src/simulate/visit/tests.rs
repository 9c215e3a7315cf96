//! What people say of their rights.

use super::People;

#[test]
fn rights_are_answered_as_they_are() {
    let base = knowledge::base();
    let answers = |people: People| {
        ["my-rights", "client-rights"].map(|id| {
            let observation = &base.observations[base.observation_by_id(id).unwrap().position()];
            observation.outcomes[people.answer(observation).unwrap().position()].id.as_str()
        })
    };
    assert_eq!(answers(People::User), ["user", "no-administrator"]);
    assert_eq!(answers(People::ClientAdmin), ["user", "administrator"]);
    assert_eq!(answers(People::AtHost), ["at-hand", "no-administrator"]);
    assert_eq!(answers(People::Administrator), ["admin", "administrator"]);
    assert_eq!(answers(People::Owner), ["mine", "administrator"]);
}
