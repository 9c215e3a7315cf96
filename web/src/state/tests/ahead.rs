//! A step that is worked out before Continue is pressed.

use super::*;

/// A visit whose checks run, with an answer chosen.
fn prepared(answer: &str) -> Visit {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    let effects = visit.act(Action::Chose(answer.to_string())).to_vec();
    assert!(effects.contains(&Effect::Prepare), "{effects:?}");
    let submission = visit.filled_in(answer);
    visit.interview.prepare(&submission);
    visit
}

/// What is shown, and where; the place of the words in memory tells whether they are those that stood ready.
fn words(visit: &Visit) -> Rc<InterviewView> {
    match visit.interview.shown() {
        Shown::Question { view, .. } => Rc::clone(view),
        other => panic!("no question: {other:?}"),
    }
}

fn ready(visit: &Visit) -> Shown {
    visit.interview.worked.as_ref().expect("a step was worked out").shown().clone()
}

#[test]
fn preparing_changes_nothing_that_can_be_seen() {
    let mut visit = Visit::open("code=0x904.pt&on=this-computer");
    let (shown, address, case) = (visit.interview.shown.clone(), visit.interview.address.clone(), visit.transcript());
    let (memory, asked) = (visit.interview.memory(), visit.question());
    let submission = visit.filled_in("unknown");
    visit.interview.prepare(&submission);
    assert_eq!(visit.interview.shown, shown);
    assert_eq!(visit.interview.address, address);
    assert_eq!(visit.transcript(), case);
    assert_eq!(visit.interview.memory(), memory);
    assert_eq!(visit.question(), asked);
}

#[test]
fn what_stands_ready_is_shown() {
    let mut visit = prepared("unknown");
    let Shown::Question { view, .. } = ready(&visit) else { panic!("a question") };
    visit.answer("unknown");
    assert!(Rc::ptr_eq(&words(&visit), &view), "it was worked out twice");
}

#[test]
fn every_step_is_the_same_with_and_without() {
    let mut plain = Visit::open("code=0x904.pt&on=this-computer");
    let mut visit = Visit::open("code=0x904.pt&on=this-computer");
    while !plain.question().is_empty() {
        let submission = visit.filled_in("unknown");
        visit.interview.prepare(&submission);
        assert_eq!(visit.answer("unknown").to_vec(), plain.answer("unknown").to_vec());
        assert_eq!(visit.interview.shown, plain.interview.shown);
    }
}

#[test]
fn another_answer_than_the_one_prepared_counts() {
    let mut visit = prepared("unknown");
    let Shown::Question { view: other, .. } = ready(&visit) else { panic!("a question") };
    let (base, question) = (Rc::clone(&visit.interview.portal), visit.question());
    let asked = base.base.observation_by_key(&question).and_then(|o| base.base.observation(o)).unwrap();
    visit.answer(&asked.outcomes[0].id);
    let expected = format!("{question}={}", asked.outcomes[0].id);
    assert!(visit.transcript().ends_with(&expected), "{}", visit.transcript());
    assert!(!Rc::ptr_eq(&words(&visit), &other));
}

#[test]
fn what_was_measured_meanwhile_counts_too() {
    let mut visit = prepared("unknown");
    visit.act(bad_path());
    visit.answer("unknown");
    assert!(visit.transcript().contains("check-path=slow"), "{}", visit.transcript());
}

#[test]
fn words_that_have_come_meanwhile_are_used() {
    let mut visit = prepared("unknown");
    let Shown::Question { view, .. } = ready(&visit) else { panic!("a question") };
    visit.act(Action::StepsArrived(Some(Rc::new(knowledge::english().steps()))));
    visit.answer("unknown");
    assert!(!Rc::ptr_eq(&words(&visit), &view), "they were worded with what was there before");
}
