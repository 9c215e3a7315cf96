//! Back, Forward, reload and the back/forward cache.

use super::*;

/// The entries of a tab, as a browser keeps them.
fn pushed(effects: &[Effect]) -> (String, String) {
    effects
        .iter()
        .find_map(|e| match e {
            Effect::Push(address, note) => Some((address.clone(), note.clone())),
            _ => None,
        })
        .expect("a new entry")
}

#[test]
fn back_three_times_across_the_takeover_restores_questions_and_choices() {
    let mut visit = Visit::open("code=0x904.pt");
    let Some(Effect::Note(None, note)) = visit
        .interview
        .act(Action::Landed(Landing {
            address: "/rdp/diagnose?code=0x904.pt".to_string(),
            transcript: "code=0x904.pt".to_string(),
            question: Some("on".to_string()),
            ..Landing::default()
        }))
        .first()
        .cloned()
    else {
        panic!("the first entry is noted")
    };
    let mut entries = vec![("/rdp/diagnose?code=0x904.pt".to_string(), note)];
    let mut shown = vec![(visit.question(), "elsewhere".to_string())];
    visit.answer("elsewhere");
    entries.push(pushed(&visit.effects));
    for _ in 0..2 {
        let Shown::Question { view, .. } = &visit.interview.shown else { panic!("a question") };
        let answer = view.choices[0].value.clone();
        shown.push((visit.question(), answer.clone()));
        visit.answer(&answer);
        entries.push(pushed(&visit.effects));
    }
    for step in (0..3).rev() {
        let (address, note) = entries[step].clone();
        let effects = visit.act(Action::Popped(address.clone(), Some(note))).to_vec();
        assert!(effects.contains(&Effect::Draw), "{effects:?}");
        assert!(!effects.iter().any(|e| matches!(e, Effect::Push(..))));
        assert_eq!(visit.interview.address, address);
        assert_eq!((visit.question(), visit.interview.choice().unwrap()), shown[step]);
    }
    let (address, note) = entries[3].clone();
    visit.act(Action::Popped(address.clone(), Some(note)));
    assert_eq!(visit.interview.address, address);
    assert_eq!(visit.interview.choice(), None);
}

#[test]
fn an_answer_chosen_but_not_sent_is_restored_too() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.act(Action::Chose("vpn-off".to_string()));
    visit.act(Action::Followed("/rdp/plan?code=0x904.pt".to_string()));
    visit.plan();
    visit.act(Action::Popped("/rdp/diagnose?code=0x904.pt".to_string(), None));
    assert_eq!(visit.question(), "on");
    assert_eq!(visit.interview.choice().as_deref(), Some("vpn-off"));
}

#[test]
fn a_jump_within_the_page_is_no_step() {
    let mut visit = Visit::open("code=0x904.pt&on=elsewhere");
    visit.finish(&[]);
    let address = visit.interview.address.clone();
    assert!(visit.act(Action::Popped(address, None)).is_empty());
}

#[test]
fn an_entry_of_another_page_is_loaded() {
    let mut visit = Visit::open("code=0x904.pt");
    assert_eq!(visit.act(Action::Popped("/rdp/causes".to_string(), None)), [Effect::Go("/rdp/causes".to_string())]);
}

#[test]
fn a_reload_restores_the_choice_unless_one_was_made_meanwhile() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.act(Action::Chose("vpn-off".to_string()));
    let memory = visit.interview.memory();
    let landing = |chosen: Option<&str>| Landing {
        address: "/rdp/diagnose?code=0x904.pt".to_string(),
        transcript: "code=0x904.pt".to_string(),
        question: Some("on".to_string()),
        chosen: chosen.map(str::to_string),
        memory: memory.clone(),
    };
    let mut again = Interview::new(portal());
    assert!(again.act(Action::Landed(landing(None))).contains(&Effect::Choose("vpn-off".to_string())));
    let mut again = Interview::new(portal());
    let effects = again.act(Action::Landed(landing(Some("elsewhere"))));
    assert!(!effects.iter().any(|e| matches!(e, Effect::Choose(_))), "{effects:?}");
    assert_eq!(again.choice().as_deref(), Some("elsewhere"));
}

#[test]
fn a_choice_of_another_question_at_the_same_address_is_not_taken() {
    let memory = "choice /rdp/diagnose?code=0x904.pt with-whom alone";
    let visit = Visit::reopen("code=0x904.pt", memory);
    assert_eq!(visit.question(), "on");
    assert_eq!(visit.interview.choice(), None);
}

#[test]
fn a_damaged_memory_is_no_memory() {
    for memory in ["path", "path bad x", "clock bad 1", "choice a", "own =&=&", "\n\n", "path ok 1 2 3 4 5 6 7", "seen"]
    {
        Visit::reopen("code=0x904.pt", memory);
    }
}

#[test]
fn measurements_outlive_a_reload() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(bad_path());
    visit.act(wrong_clock());
    let memory = visit.interview.memory();
    let again = Visit::reopen("code=0x904.pt&on=this-computer&check-path=slow.mt1-good", &memory);
    assert_eq!(again.interview.own, visit.interview.own);
    assert!(again.interview.said_here);
    assert_eq!(again.interview.checks.all, visit.interview.checks.all);
    let waiting = again.interview.waiting();
    assert!(!waiting.contains(&Check::Path) && !waiting.contains(&Check::Clock), "{waiting:?}");
}

#[test]
fn the_answer_to_a_form_gets_an_address_that_shows_it_again() {
    let landing = |address: &str, question: Option<&str>| Landing {
        address: address.to_string(),
        transcript: "code=0x904.pt".to_string(),
        question: question.map(str::to_string),
        ..Landing::default()
    };
    let cases = [
        (landing("/rdp/diagnose", Some("on")), "/rdp/diagnose?code=0x904.pt"),
        (landing("/rdp/diagnose", Some("path")), "/rdp/diagnose?code=0x904.pt&at=path"),
        (landing("/rdp/plan/confirm", None), "/rdp/plan?code=0x904.pt"),
    ];
    for (landing, expected) in cases {
        let mut interview = Interview::new(portal());
        let effects = interview.act(Action::Landed(landing));
        assert!(matches!(&effects[0], Effect::Note(Some(address), _) if address == expected), "{effects:?}");
        assert_eq!(interview.address, expected);
    }
}
