//! When checks run, what they change, and what they leave alone.

use super::*;

fn runs(effects: &[Effect]) -> bool {
    effects.contains(&Effect::Run)
}

#[test]
fn nothing_runs_before_the_visitor_has_said_where_the_page_is_open() {
    let visit = Visit::open("code=0x904.pt");
    assert!(!visit.interview.running);
    assert_eq!(visit.interview.panel(), None);
}

#[test]
fn on_this_computer_the_checks_run_at_once() {
    for answer in ["this-computer", "vpn-off", "same-network"] {
        let mut visit = Visit::open("code=0x904.pt");
        assert!(runs(visit.answer(answer)), "{answer}");
        let panel = visit.interview.panel().unwrap();
        assert_eq!(panel.buttons.iter().map(|b| b.0).collect::<Vec<_>>(), [PanelButton::Stop]);
    }
}

#[test]
fn elsewhere_they_run_only_when_asked_and_count_for_nothing() {
    let mut visit = Visit::open("code=0x904.pt");
    assert!(!runs(visit.answer("elsewhere")));
    let panel = visit.interview.panel().unwrap();
    assert_eq!(panel.buttons.iter().map(|b| b.0).collect::<Vec<_>>(), [PanelButton::Run]);
    assert!(!panel.begun);
    assert_eq!(panel.checks.heading, "About this phone, not used for your plan");
    assert!(runs(visit.act(Action::Pressed(PanelButton::Run))));
    visit.act(Action::ClockMeasured(wrong_clock()));
    visit.act(Action::PathMeasured(bad_path()));
    visit.answer("unknown");
    assert!(!visit.transcript().contains("check-"), "{}", visit.transcript());
}

#[test]
fn an_answer_that_came_with_the_address_is_asked_back() {
    let mut visit = Visit::open("code=0x904.pt&on=this-computer");
    assert!(!visit.interview.running, "the address may have come to another device");
    let panel = visit.interview.panel().unwrap();
    assert_eq!(panel.buttons.iter().map(|b| b.0).collect::<Vec<_>>(), [PanelButton::StillHere]);
    assert!(panel.note.is_some());
    assert!(panel.change.as_ref().unwrap().href.ends_with("&at=on"));
    assert!(runs(visit.act(Action::Pressed(PanelButton::StillHere))));
    assert_eq!(visit.interview.panel().unwrap().note, None);
}

#[test]
fn an_answer_given_before_the_client_arrived_is_known_by_the_page_before() {
    let first = Visit::open("code=0x904.pt");
    let memory = first.interview.memory();
    assert!(Visit::reopen("code=0x904.pt&on=this-computer", &memory).interview.running);
    assert!(!Visit::reopen("code=0x904.pt&path=vpn&on=this-computer", &memory).interview.running);
    assert!(!Visit::reopen("code=0x104.pt&on=this-computer", &memory).interview.running);
}

#[test]
fn a_neighbours_clock_is_not_looked_at() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("same-network");
    assert!(visit.interview.waits(Check::Path));
    assert!(!visit.interview.waits(Check::Clock));
    visit.act(Action::PathMeasured(bad_path()));
    assert!(!visit.interview.running);
    visit.answer("unknown");
    assert!(visit.transcript().contains("check-path=slow.mn"), "{}", visit.transcript());
    visit.act(Action::Followed(format!("/rdp/diagnose?{}&at=on", visit.transcript())));
    assert!(runs(visit.answer("this-computer")), "now the clock counts");
    assert!(visit.transcript().contains("check-path=slow.mt"), "{}", visit.transcript());
}

#[test]
fn what_is_measured_counts_from_the_next_step_on() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    let (shown, transcript) = (visit.interview.shown.clone(), visit.transcript());
    let effects = visit.act(Action::PathMeasured(bad_path())).to_vec();
    assert_eq!(effects, [Effect::Refresh, Effect::Remember]);
    visit.act(Action::ClockMeasured(wrong_clock()));
    assert_eq!(visit.interview.shown, shown);
    assert_eq!(visit.transcript(), transcript);
    visit.answer("unknown");
    let after = visit.transcript();
    assert!(after.starts_with("code=0x904.pt&on=this-computer&check-path=slow.mt"), "{after}");
    assert!(after.contains("&check-clock=off.mt&"), "{after}");
    assert!(visit.interview.case.observed().all(|o| o.source != Source::Measured || !o.carried));
}

#[test]
fn a_measured_observation_is_not_asked() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(Action::PathMeasured(good_path()));
    visit.act(Action::ClockMeasured(right_clock()));
    let mut asked = Vec::new();
    while !visit.question().is_empty() {
        asked.push(visit.question());
        visit.answer("unknown");
    }
    assert!(!asked.contains(&"check-path".to_string()) && !asked.contains(&"check-clock".to_string()), "{asked:?}");
}

#[test]
fn a_shown_question_that_was_measured_is_settled() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(Action::Followed("/rdp/diagnose?code=0x904.pt&on=this-computer&at=check-clock".to_string()));
    let revisit = visit.question();
    assert_eq!(revisit, "check-clock");
    // Looked at on purpose: nothing settles it.
    visit.act(Action::ClockMeasured(wrong_clock()));
    assert_eq!(visit.interview.settled(), None);
    if let Shown::Question { revisit, .. } = &mut visit.interview.shown {
        *revisit = false;
    }
    visit.interview.address = "/rdp/diagnose?code=0x904.pt&on=this-computer".to_string();
    let way_on = visit.interview.settled().expect("settled");
    assert_eq!(way_on, "/rdp/diagnose?code=0x904.pt&on=this-computer&check-clock=off.mt");
    let (text, link) = visit.interview.panel().unwrap().settled.unwrap();
    assert!(!text.is_empty());
    assert_eq!(link.href, way_on);
    // Continue without an answer of one's own goes on as well.
    visit.answer("");
    assert!(matches!(visit.interview.shown, Shown::Question { unanswered: false, .. } | Shown::Plan { .. }));
    assert!(visit.transcript().ends_with("check-clock=off.mt"), "{}", visit.transcript());
}

#[test]
fn a_finding_of_a_better_device_is_not_replaced_by_a_hand_over() {
    let mut visit = Visit::open("code=0x904.pt&on=this-computer&check-path=good.mt");
    visit.act(Action::Followed("/rdp/diagnose?code=0x904.pt&on=this-computer&check-path=good.mt&at=on".to_string()));
    visit.answer("same-network");
    visit.act(Action::PathMeasured(bad_path()));
    visit.answer("unknown");
    assert!(visit.transcript().contains("check-path=good.mt&"), "{}", visit.transcript());
}

#[test]
fn a_phone_in_another_network_changes_nothing() {
    let case = "code=0x904.pt&on=this-computer&path=vpn&check-path=good.mt";
    let mut computer = Visit::open(case);
    computer.finish(&[]);
    let mut phone = Visit::open(case);
    phone.act(Action::Followed(format!("/rdp/diagnose?{case}&at=on")));
    phone.answer("elsewhere");
    phone.act(Action::Pressed(PanelButton::Run));
    phone.act(Action::ClockMeasured(wrong_clock()));
    phone.act(Action::PathMeasured(bad_path()));
    phone.finish(&[]);
    assert_eq!(phone.plan().heading, computer.plan().heading);
    assert_eq!(phone.plan().ranking, computer.plan().ranking);
}

#[test]
fn the_stop_button_ends_them_without_a_verdict_and_they_can_run_again() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(Action::ClockMeasured(right_clock()));
    let effects = visit.act(Action::Pressed(PanelButton::Stop)).to_vec();
    assert!(effects.contains(&Effect::Halt));
    assert!(visit.act(Action::PathMeasured(bad_path())).is_empty(), "a result after the stop is dropped");
    let panel = visit.interview.panel().unwrap();
    assert_eq!(panel.checks.rows[0].status, "No clear result, you stopped it");
    assert_eq!(panel.buttons.iter().map(|b| b.0).collect::<Vec<_>>(), [PanelButton::Run]);
    assert!(runs(visit.act(Action::Pressed(PanelButton::Run))));
    assert!(visit.interview.waits(Check::Path));
    assert!(!visit.interview.waits(Check::Clock), "the clock has its verdict");
}

#[test]
fn a_page_that_comes_back_begins_anew() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(Action::CheckProgress(Check::Clock, 4, 12));
    assert!(visit.act(Action::Left).contains(&Effect::Halt));
    assert!(visit.interview.waits(Check::Clock));
    assert!(runs(visit.act(Action::Returned)));
    assert!(!runs(visit.act(Action::Returned)));
}

#[test]
fn progress_counts_down() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    assert_eq!(visit.interview.checks.seconds_left, 9);
    visit.act(Action::ClockMeasured(right_clock()));
    visit.act(Action::CheckProgress(Check::Path, 30, 60));
    assert_eq!(visit.interview.checks.seconds_left, 4);
    let panel = visit.interview.panel().unwrap();
    assert_eq!(panel.checks.rows[0].status, "Running: step 30 of 60");
    assert_eq!(panel.checks.percent, 75);
    visit.act(Action::PathMeasured(good_path()));
    assert!(visit.interview.panel().unwrap().buttons.is_empty());
}

#[test]
fn a_check_that_ends_in_mid_question_keeps_the_choice() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(Action::Chose("unknown".to_string()));
    visit.act(Action::ClockMeasured(wrong_clock()));
    assert_eq!(visit.interview.choice().as_deref(), Some("unknown"));
}
