use diagnosis::evidence::{Device, Source};
use diagnosis::reading::measurement::Verdict;
use diagnosis::reading::measurement::report::{Check, Finished};

use super::*;

mod ahead;
mod checks;
mod history;

/// Text of the sequence of addresses and effects is what the tests read; this is one visit in one tab.
struct Visit {
    interview: Interview,
    effects: Vec<Effect>,
}

fn portal() -> Rc<Portal> {
    let language = knowledge::english();
    let places = diagnosis::words::Places { base: "/rdp".to_string(), ..Default::default() };
    Portal::new(knowledge::MODEL.bytes, language.words.bytes, places).unwrap()
}

impl Visit {
    /// Opens an address of the interview or the plan, as the server would send it.
    fn open(transcript: &str) -> Self {
        Self::reopen(transcript, "")
    }

    fn reopen(transcript: &str, memory: &str) -> Self {
        let portal = portal();
        let case = transcript::parse(&portal.base, transcript);
        let next = consultation::consult(&portal.base, &case, &diagnosis::Surface::default());
        let question = next.question.map(|q| key(&portal, q.observation));
        let landing = Landing {
            address: format!("/rdp/diagnose?{transcript}"),
            transcript: transcript.to_string(),
            question,
            chosen: None,
            memory: memory.to_string(),
        };
        let mut visit = Self { interview: Interview::new(portal), effects: Vec::new() };
        visit.act(Action::Landed(landing));
        visit.act(Action::StepsArrived(Some(Rc::new(knowledge::english().steps()))));
        visit
    }

    fn act(&mut self, action: Action) -> &[Effect] {
        self.effects = self.interview.act(action);
        &self.effects
    }

    fn question(&self) -> String {
        self.interview.question_key().unwrap_or_default()
    }

    fn transcript(&self) -> String {
        transcript::print(&self.interview.portal.base, &self.interview.case)
    }

    /// Sends the form of the shown question.
    fn answer(&mut self, answer: &str) -> &[Effect] {
        self.act(Action::Submitted(self.filled_in(answer)))
    }

    /// What the form of the shown question would send.
    fn filled_in(&self, answer: &str) -> Submission {
        let mut fields = vec![("t".to_string(), self.transcript()), ("q".to_string(), self.question())];
        if !answer.is_empty() {
            fields.push(("a".to_string(), answer.to_string()));
        }
        Submission { place: Place::Interview, fields }
    }

    /// Answers until no question is left; what is not given is not known.
    fn finish(&mut self, answers: &[(&str, &str)]) {
        for _ in 0..20 {
            let question = self.question();
            if question.is_empty() {
                return;
            }
            let answer = answers.iter().find(|(key, _)| *key == question).map_or("unknown", |(_, answer)| answer);
            self.answer(answer);
        }
        panic!("no plan after 20 questions");
    }

    fn plan(&self) -> &PlanView {
        match &self.interview.shown {
            Shown::Plan { view, .. } => view,
            other => panic!("no plan: {other:?}"),
        }
    }
}

fn key(portal: &Portal, observation: ObservationIndex) -> String {
    portal.base.observation(observation).unwrap().key.clone()
}

fn measured(check: Check, result: &Finished) -> Action {
    Action::Measured(check, result.line(check))
}

fn numbers<const N: usize>(numbers: [(&'static str, &str); N]) -> [(&'static str, String); N] {
    numbers.map(|(name, number)| (name, number.to_string()))
}

fn good_path() -> Action {
    let figures = numbers([("median", "34"), ("jitter", "2")]);
    measured(Check::Path, &Finished::found(Verdict::Ok, "good").saying("figure", &figures))
}

fn bad_path() -> Action {
    let figures = numbers([("median", "244"), ("jitter", "4")]);
    measured(Check::Path, &Finished::found(Verdict::Bad, "slow").saying("figure", &figures))
}

fn wrong_clock() -> Action {
    let figures = numbers([("n", "7"), ("bound", "0.1")]);
    measured(Check::Clock, &Finished::found(Verdict::Bad, "off").saying("ahead-minutes", &figures))
}

fn right_clock() -> Action {
    let figures = numbers([("n", "0"), ("bound", "0.1")]);
    measured(Check::Clock, &Finished::found(Verdict::Ok, "right").saying("same", &figures))
}

/// What has not ended by now ends without a verdict.
fn run_ended(visit: &mut Visit) {
    visit.act(Action::RunEnded(Check::ALL.to_vec()));
}

#[test]
fn nothing_is_drawn_when_the_page_has_loaded() {
    let mut visit = Visit::open("code=0x904.p");
    let landing = visit.act(Action::Followed("/rdp/causes".to_string()));
    assert_eq!(landing, [Effect::Native]);
    assert!(matches!(visit.interview.shown, Shown::Server(Some(_))));
}

#[test]
fn continue_shows_the_next_question_as_a_new_entry() {
    let mut visit = Visit::open("code=0x904.pt");
    let first = visit.question();
    assert_eq!(first, "on");
    let effects = visit.answer("elsewhere").to_vec();
    let Some(Effect::Push(address, note)) = effects.iter().find(|e| matches!(e, Effect::Push(..))) else {
        panic!("{effects:?}")
    };
    assert_eq!(address, "/rdp/diagnose?code=0x904.pt&on=elsewhere");
    assert_eq!(*note, format!("{} code=0x904.pt&on=elsewhere", visit.question()));
    assert!(effects.contains(&Effect::Draw));
    assert_ne!(visit.question(), first);
}

#[test]
fn continue_without_an_answer_shows_the_same_question_with_an_error() {
    let mut visit = Visit::open("code=0x904.pt");
    let effects = visit.answer("").to_vec();
    assert!(effects.contains(&Effect::Draw));
    assert!(!effects.iter().any(|e| matches!(e, Effect::Push(..))), "{effects:?}");
    assert_eq!(visit.question(), "on");
    assert!(matches!(visit.interview.shown, Shown::Question { unanswered: true, revisit: false, .. }));
    let (title, _) = visit.interview.shown.title(&visit.interview.portal.words).unwrap();
    assert!(title.starts_with("Error: "), "{title}");
    visit.answer("this-computer");
    assert!(matches!(visit.interview.shown, Shown::Question { unanswered: false, .. }));
}

#[test]
fn the_last_answer_leads_to_the_plan() {
    let mut visit = Visit::open("code=0x904.pt&on=elsewhere");
    visit.finish(&[]);
    assert!(visit.interview.address.starts_with("/rdp/plan?code=0x904.pt&on=elsewhere"));
    let (title, announcement) = visit.interview.shown.title(&visit.interview.portal.words).unwrap();
    assert_eq!(title, format!("{} - fix904", visit.plan().heading));
    assert!(announcement.contains(&visit.plan().heading));
}

#[test]
fn a_plan_waits_for_the_words_of_its_steps() {
    let mut visit = Visit::open("code=0x904.pt&on=elsewhere");
    visit.interview.steps = None;
    visit.interview.steps_asked = false;
    let effects = visit.act(Action::Followed("/rdp/plan?code=0x904.pt&on=elsewhere".to_string()));
    assert_eq!(effects, [Effect::FetchSteps]);
    assert!(matches!(visit.interview.shown, Shown::Server(_)));
    let effects = visit.act(Action::StepsArrived(Some(Rc::new(knowledge::english().steps()))));
    assert!(effects.contains(&Effect::Draw));
    visit.plan();
}

#[test]
fn a_plan_without_words_is_left_to_the_server() {
    let mut visit = Visit::open("code=0x904.pt&on=elsewhere");
    visit.interview.steps = None;
    visit.interview.steps_asked = false;
    visit.act(Action::Followed("/rdp/plan?code=0x904.pt&on=elsewhere".to_string()));
    let effects = visit.act(Action::StepsArrived(None));
    assert_eq!(effects.last(), Some(&Effect::Go("/rdp/plan?code=0x904.pt&on=elsewhere".to_string())));
}

#[test]
fn the_result_of_a_step_gives_a_new_plan_at_once() {
    let mut visit = Visit::open("code=0x904.pt&on=elsewhere");
    visit.finish(&[]);
    let before = visit.plan().clone();
    let form = before.fix.iter().chain(&before.next).find_map(|card| card.form.as_ref().filter(|f| f.field == "r"));
    let form = form.expect("a plan with a remedy that can be tried").clone();
    let fields = [("t", form.transcript.as_str()), ("r", form.subject.as_str()), ("o", "no-change")];
    let fields = fields.map(|(n, v)| (n.to_string(), v.to_string())).to_vec();
    let effects = visit.act(Action::Submitted(Submission { place: Place::Plan, fields })).to_vec();
    assert!(effects.contains(&Effect::Draw));
    assert!(
        visit.interview.address.ends_with(&format!("step.{}=no-change", form.subject)),
        "{}",
        visit.interview.address
    );
    assert_ne!(*visit.plan(), before);
}

#[test]
fn the_outcome_of_a_confirmation_stays_on_the_plan() {
    let mut visit = Visit::open("code=0x904.pt&on=elsewhere");
    let fields = [("t", "code=0x904.pt&on=elsewhere"), ("q", "large-ping"), ("a", "unknown")];
    let fields = fields.map(|(n, v)| (n.to_string(), v.to_string())).to_vec();
    visit.act(Action::Submitted(Submission { place: Place::Plan, fields }));
    visit.plan();
    assert!(visit.transcript().ends_with("large-ping=unknown"), "{}", visit.transcript());
}

#[test]
fn what_is_not_understood_is_left_to_the_server() {
    let mut visit = Visit::open("code=0x904.pt");
    for fields in [
        vec![],
        vec![("t", "code=0x904.pt")],
        vec![("t", "code=0x904.pt"), ("q", "nobody-asks-this"), ("a", "yes")],
        vec![("t", "code=0x904.pt"), ("q", "on"), ("a", "the-moon")],
        vec![("t", "code=0x904.pt"), ("r", "prayer"), ("o", "worked")],
        vec![("q", "on"), ("a", "elsewhere")],
    ] {
        let fields = fields.into_iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        let effects = visit.act(Action::Submitted(Submission { place: Place::Interview, fields }));
        assert_eq!(effects, [Effect::Native]);
    }
}

#[test]
fn another_code_is_left_to_the_server() {
    let mut visit = Visit::open("on=elsewhere");
    let effects = visit.act(Action::Followed("/rdp/diagnose?code=0x204.pt&on=elsewhere".to_string()));
    assert!(matches!(effects.last(), Some(Effect::Go(_))), "{effects:?}");
}

#[test]
fn changing_an_answer_shows_that_question_with_its_answer() {
    let mut visit = Visit::open("code=0x904.pt&on=elsewhere");
    let asked = visit.question();
    visit.answer("unknown");
    visit.act(Action::Followed(format!("/rdp/diagnose?{}&at=on", visit.transcript())));
    assert_eq!(visit.question(), "on");
    assert!(visit.interview.address.ends_with("&at=on"));
    let Shown::Question { view, revisit, .. } = &visit.interview.shown else { panic!("a question") };
    assert!(*revisit);
    assert_eq!(view.choices.iter().find(|c| c.checked).map(|c| c.value.as_str()), Some("elsewhere"));
    visit.answer("this-computer");
    assert_eq!(visit.transcript(), format!("code=0x904.pt&on=this-computer&{asked}=unknown"));
}

#[test]
fn the_language_of_the_address_stays() {
    let mut visit = Visit::open("code=0x904.pt&lang=qps");
    visit.answer("elsewhere");
    assert_eq!(visit.interview.address, "/rdp/diagnose?code=0x904.pt&on=elsewhere&lang=qps");
}

#[test]
fn an_answer_of_a_person_is_no_measurement() {
    let mut visit = Visit::open("code=0x904.pt&on=elsewhere&check-clock=off.mt");
    let finding = visit.interview.case.observed().find(|o| o.source == Source::Measured).copied().unwrap();
    assert!(finding.carried);
    assert_eq!(finding.device, Device::ThisComputer);
    visit.act(bad_path());
    assert!(visit.interview.own.findings().is_empty(), "nothing was running");
}

#[test]
fn a_question_waits_for_words_only_if_the_case_needs_them() {
    let mut visit = Visit::open("code=0x904.pt&on=elsewhere");
    visit.interview = Interview::new(portal());
    let plain = visit.act(Action::Followed("/rdp/diagnose?code=0x904.pt&on=elsewhere".to_string())).to_vec();
    assert!(plain.contains(&Effect::FetchSteps) && plain.contains(&Effect::Draw), "{plain:?}");
    let tried = "/rdp/diagnose?code=0x904.pt&on=elsewhere&step.reconnect-vpn=no-change&more=1";
    assert!(!visit.act(Action::Followed(tried.to_string())).contains(&Effect::Draw));
    let arrived = visit.act(Action::StepsArrived(Some(Rc::new(knowledge::english().steps())))).to_vec();
    assert!(arrived.contains(&Effect::Draw), "{arrived:?}");
}
