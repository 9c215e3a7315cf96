//! When checks run, what they change, and what they leave alone.

use diagnosis::reading::measurement::Reason;
use diagnosis::reading::measurement::report::absent;

use super::*;

fn waits(visit: &Visit, check: Check) -> bool {
    visit.interview.waiting().contains(&check)
}

fn row(visit: &Visit, check: Check) -> diagnosis::words::checks::CheckRow {
    let rows = visit.interview.panel().unwrap().checks.rows;
    rows.into_iter().find(|row| row.id == check.id()).unwrap()
}

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
    visit.act(wrong_clock());
    visit.act(bad_path());
    visit.answer("unknown");
    assert!(!visit.transcript().contains("check-"), "{}", visit.transcript());
}

#[test]
fn an_answer_that_came_with_the_address_is_asked_back() {
    let mut visit = Visit::open("code=0x904.pt&on=this-computer");
    assert!(!visit.interview.running, "the address may have come to another device");
    let panel = visit.interview.panel().unwrap();
    assert_eq!(panel.buttons.iter().map(|b| b.0).collect::<Vec<_>>(), [PanelButton::StillHere]);
    let note = panel.note.clone().unwrap();
    assert!(note.contains("\"On the computer I connect from"), "{note}");
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
    assert!(waits(&visit, Check::Path));
    assert!(!waits(&visit, Check::Clock));
    assert!(!visit.interview.waiting().contains(&Check::Middlebox), "nor his encryption");
    visit.act(bad_path());
    run_ended(&mut visit);
    assert!(!visit.interview.running);
    visit.answer("unknown");
    assert!(visit.transcript().contains("check-path=slow.mn"), "{}", visit.transcript());
    visit.act(Action::Followed(format!("/rdp/diagnose?{}&at=on", visit.transcript())));
    assert!(runs(visit.answer("this-computer")), "now the clock counts");
    assert_eq!(visit.interview.waiting(), [Check::Clock, Check::Middlebox, Check::Environment]);
    assert!(visit.transcript().contains("check-path=slow.mt"), "{}", visit.transcript());
}

#[test]
fn what_is_measured_counts_from_the_next_step_on() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    let (shown, transcript) = (visit.interview.shown.clone(), visit.transcript());
    let effects = visit.act(bad_path()).to_vec();
    assert_eq!(effects, [Effect::Refresh, Effect::Remember]);
    visit.act(wrong_clock());
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
    visit.act(good_path());
    visit.act(right_clock());
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
    visit.act(wrong_clock());
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
    visit.act(bad_path());
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
    phone.act(wrong_clock());
    phone.act(bad_path());
    phone.finish(&[]);
    assert_eq!(phone.plan().heading, computer.plan().heading);
    assert_eq!(phone.plan().ranking, computer.plan().ranking);
}

#[test]
fn the_stop_button_ends_them_without_a_verdict_and_they_can_run_again() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(right_clock());
    let effects = visit.act(Action::Pressed(PanelButton::Stop)).to_vec();
    assert!(effects.contains(&Effect::Halt));
    assert!(visit.act(bad_path()).is_empty(), "a result after the stop is dropped");
    let panel = visit.interview.panel().unwrap();
    assert_eq!(row(&visit, Check::Path).status, "No clear result, you stopped it");
    assert_eq!(panel.buttons.iter().map(|b| b.0).collect::<Vec<_>>(), [PanelButton::Run]);
    assert!(runs(visit.act(Action::Pressed(PanelButton::Run))));
    assert!(waits(&visit, Check::Path));
    assert!(!waits(&visit, Check::Clock), "the clock has its verdict");
}

#[test]
fn a_page_that_comes_back_begins_anew() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(Action::Progressed(Check::Clock, 4, 12));
    assert!(visit.act(Action::Left).contains(&Effect::Halt));
    assert!(waits(&visit, Check::Clock));
    assert!(runs(visit.act(Action::Returned)));
    assert!(!runs(visit.act(Action::Returned)));
}

#[test]
fn progress_counts_down() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    assert_eq!(visit.interview.checks.seconds_left, 27);
    visit.act(right_clock());
    visit.act(Action::Progressed(Check::Path, 30, 60));
    assert_eq!(visit.interview.checks.seconds_left, 24);
    let panel = visit.interview.panel().unwrap();
    assert_eq!(row(&visit, Check::Path).status, "Running: step 30 of 60");
    assert_eq!(panel.checks.percent, 16);
    visit.act(good_path());
    visit.act(Action::Progressed(Check::Udp, 175, 350));
    assert_eq!(visit.interview.checks.seconds_left, 17);
    run_ended(&mut visit);
    assert!(visit.interview.panel().unwrap().buttons.is_empty());
    assert_eq!(visit.interview.panel().unwrap().checks.progress, "All 9 checks are done.");
}

#[test]
fn a_check_that_ends_in_mid_question_keeps_the_choice() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(Action::Chose("unknown".to_string()));
    visit.act(wrong_clock());
    assert_eq!(visit.interview.choice().as_deref(), Some("unknown"));
}

fn lossy() -> Action {
    let figures = [("ports", "2"), ("of", "2"), ("up", "3.2"), ("down", "0.0"), ("low", "1.7"), ("high", "5.6")];
    measured(Check::Udp, &Finished::found(Verdict::Bad, "lossy").toward("open", 1).saying("loss", &numbers(figures)))
}

#[test]
fn what_the_battery_finds_counts_from_the_next_step_on() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    let (shown, transcript) = (visit.interview.shown.clone(), visit.transcript());
    assert_eq!(visit.act(lossy()), [Effect::Refresh, Effect::Remember]);
    assert_eq!((&visit.interview.shown, visit.transcript()), (&shown, transcript));
    let row = row(&visit, Check::Udp);
    assert!(row.status.starts_with("Problem, 2 of 2 ports open, 3.2 % lost going"), "{}", row.status);
    assert!(row.meaning.contains("freeze"), "{}", row.meaning);
    visit.answer("unknown");
    assert!(visit.transcript().contains("&check-udp=lossy.mt1-open"), "{}", visit.transcript());
}

#[test]
fn without_the_battery_nothing_else_changes() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(right_clock());
    visit.act(good_path());
    assert!(visit.interview.running);
    run_ended(&mut visit);
    assert!(!visit.interview.running);
    let panel = visit.interview.panel().unwrap();
    for row in &panel.checks.rows[2..] {
        assert_eq!(row.status, "Not available, its program could not be loaded");
        assert_eq!(row.meaning, "This check says nothing about your case.");
    }
    assert!(visit.act(lossy()).is_empty(), "a report after the end is dropped");
    visit.answer("unknown");
    let transcript = visit.transcript();
    assert!(transcript.contains("check-path=good") && !transcript.contains("check-udp"), "{transcript}");
}

#[test]
fn a_stop_and_a_page_that_goes_away_hold_for_the_battery_too() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(lossy());
    visit.act(Action::Progressed(Check::Mtu, 3, 9));
    visit.act(Action::Left);
    assert!(visit.interview.waiting().contains(&Check::Mtu));
    assert!(!visit.interview.waiting().contains(&Check::Udp));
    visit.act(Action::Returned);
    visit.act(Action::Pressed(PanelButton::Stop));
    assert_eq!(visit.interview.waiting(), []);
    assert!(runs(visit.act(Action::Pressed(PanelButton::Run))));
    assert!(visit.interview.waiting().contains(&Check::Mtu));
    assert!(!visit.interview.waiting().contains(&Check::Udp), "it has its verdict");
}

#[test]
fn results_of_the_battery_outlive_a_reload() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(lossy());
    visit.act(measured(Check::Mtu, &absent(Reason::NotSetUp)));
    let again = Visit::reopen("code=0x904.pt&on=this-computer", &visit.interview.memory());
    assert_eq!(again.interview.own, visit.interview.own);
    assert_eq!(row(&again, Check::Udp), row(&visit, Check::Udp));
    let waiting = again.interview.waiting();
    assert!(!waiting.contains(&Check::Udp));
    assert!(waiting.contains(&Check::Mtu), "what could not run may run now");
    let damaged = Visit::reopen("code=0x904.pt&on=this-computer", "here\ncheck check-mtu\ncheck check-none o|||");
    assert_eq!(damaged.interview.waiting().len(), Check::ALL.len());
}

#[test]
fn a_line_that_costs_money_is_filled_only_by_who_was_told_and_asks_again() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("elsewhere");
    assert!(runs(visit.act(Action::Pressed(PanelButton::Run))));
    assert!(!visit.interview.asked(), "the button of a first run asks for no particular check");
    visit.act(measured(Check::Load, &absent(Reason::Metered)));
    run_ended(&mut visit);
    assert!(runs(visit.act(Action::Pressed(PanelButton::Run))));
    assert!(visit.interview.asked() && waits(&visit, Check::Load));
}

#[test]
fn what_still_waits_on_another_device_can_be_run_after_a_reload() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("elsewhere");
    visit.act(Action::Pressed(PanelButton::Run));
    visit.act(right_clock());
    visit.act(measured(Check::Mtu, &absent(Reason::NotSetUp)));
    run_ended(&mut visit);
    let again = Visit::reopen("code=0x904.pt&on=elsewhere", &visit.interview.memory());
    assert!(waits(&again, Check::Mtu) && !waits(&again, Check::Clock));
    let buttons = again.interview.panel().unwrap().buttons;
    assert_eq!(buttons.iter().map(|b| b.0).collect::<Vec<_>>(), [PanelButton::Run]);
}

#[test]
fn results_keep_their_words_until_there_are_new_ones() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(right_clock());
    assert!(visit.interview.results().unwrap().starts_with("check-clock\t"));
    assert_eq!(Interview::new(portal()).results(), None);
}

#[test]
fn nobody_waits_for_what_runs_in_the_background() {
    let mut visit = Visit::open("code=0x904.pt");
    visit.answer("this-computer");
    visit.act(right_clock());
    visit.act(good_path());
    let foreground = Check::ALL.into_iter().filter(|check| !check.is_in_background());
    for check in foreground {
        assert!(visit.interview.running, "{check:?}");
        visit.act(measured(check, &absent(Reason::NotSetUp)));
    }
    assert!(!visit.interview.running);
    let progress = Action::Progressed(Check::Hold, 1, 4);
    assert_eq!(visit.act(progress.clone()), [Effect::Refresh]);
    let panel = visit.interview.panel().unwrap();
    assert_eq!((panel.checks.progress.as_str(), panel.checks.percent), ("All 9 checks are done.", 100));
    assert_eq!(row(&visit, Check::Hold).status, "Running: step 1 of 4");
    assert_eq!(panel.buttons.iter().map(|b| b.0).collect::<Vec<_>>(), [PanelButton::Stop]);

    // It ends with the page, begins anew with it, and still counts.
    assert!(visit.act(Action::Left).contains(&Effect::Halt));
    assert_eq!(visit.interview.waiting(), [Check::Hold]);
    assert!(runs(visit.act(Action::Returned)));
    visit.act(progress);
    assert!(!visit.interview.running);
    let cut = Finished::found(Verdict::Bad, "cut");
    assert_eq!(visit.act(measured(Check::Hold, &cut)), [Effect::Refresh, Effect::Remember]);
    visit.answer("unknown");
    assert!(visit.transcript().contains("&check-idle-hold=cut.mt"), "{}", visit.transcript());
    assert!(visit.interview.panel().unwrap().buttons.is_empty());
}
