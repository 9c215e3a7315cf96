//! What is drawn, as HTML: structure, order, names. That it equals the server's pages is tested in a browser, in `tests/`.

use std::rc::Rc;

use diagnosis::evidence::{Evidence, StepResult};
use diagnosis::reading::measurement::report::Check;
use diagnosis::words::checks::{Checks, Progress, panel};
use diagnosis::words::{Places, interview, plan};
use diagnosis::{Device, Entry, Surface, consult, transcript};
use yew::LocalServerRenderer;

use super::*;
use crate::state::{PanelButton, PanelView, Shown};

struct Desk {
    base: diagnosis::KnowledgeBase,
    words: diagnosis::words::Words,
    places: Places,
}

fn desk() -> Desk {
    Desk {
        base: knowledge::base(),
        words: knowledge::english().words(),
        places: Places { base: "/rdp".to_string(), ..Places::default() },
    }
}

impl Desk {
    fn question(&self, query: &str) -> Shown {
        let evidence = transcript::parse(&self.base, query);
        let consultation = consult(&self.base, &evidence, &Surface::default());
        let question = consultation.question.clone().expect("a question");
        let view = interview::interview(&self.base, &self.words, &self.places, query, &consultation, &question);
        Shown::Question {
            view: Rc::new(view),
            observation: question.observation,
            revisit: false,
            unanswered: false,
            announcement: String::new(),
        }
    }

    fn plan(&self, evidence: &Evidence) -> Shown {
        let consultation = consult(&self.base, evidence, &Surface::default());
        let query = transcript::print(&self.base, evidence);
        let steps = knowledge::english().steps();
        let view = plan::plan(&self.base, &self.words, &steps, &self.places, &query, &consultation);
        Shown::Plan { view: Rc::new(view), announcement: String::new() }
    }

    fn panel(&self) -> PanelView {
        let all = vec![(Check::Path, Progress::Running(30, 60)), (Check::Clock, Progress::Waiting)];
        let checks = Checks { all, seconds_left: 5 };
        PanelView {
            checks: panel(&self.words, &checks, Some(Device::ThisComputer)),
            begun: true,
            note: None,
            announced: self.words.say("checks.announced"),
            details: None,
            change: None,
            settled: None,
            buttons: vec![(PanelButton::Stop, self.words.say("checks.stop"))],
        }
    }
}

async fn draw(shown: Shown, chosen: Option<&str>, panel: Option<PanelView>) -> String {
    let scene = Scene {
        visit: 1,
        shown,
        chosen: chosen.map(str::to_string),
        missing: ("There is a problem".to_string(), "Choose an answer.".to_string()),
        copied: "Copied".to_string(),
        panel,
        arrival: None,
    };
    let props = PageProps { scene: Rc::new(scene) };
    LocalServerRenderer::<Page>::with_props(props).hydratable(false).render().await
}

/// All of these pieces must be there, in this order. The order of attributes within a tag means nothing.
fn in_order(html: &str, pieces: &[&str]) {
    let html = canonical(html);
    let mut from = 0;
    for piece in pieces {
        let piece = canonical(piece);
        match html[from..].find(&piece) {
            Some(at) => from += at + piece.len(),
            None => panic!("{piece:?} is missing, or stands too early, in\n{html}"),
        }
    }
}

/// HTML with the attributes of each tag sorted, and those without a value written short.
fn canonical(html: &str) -> String {
    let mut sorted = String::new();
    for (i, part) in html.split('<').enumerate() {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        if i == 0 || !part.contains('>') {
            sorted.push_str(part);
            continue;
        }
        let mut quoted = false;
        let mut words: Vec<&str> = tag
            .split(|c| {
                quoted ^= c == '"';
                c == ' ' && !quoted
            })
            .collect();
        for word in &mut words {
            if let Some((name, value)) = word.split_once('=')
                && (value.trim_matches('"') == name || value == "\"\"")
            {
                *word = name;
            }
        }
        words[1..].sort_unstable();
        sorted.push_str(&format!("<{}>{text}", words.join(" ")));
    }
    sorted
}

#[tokio::test(flavor = "current_thread")]
async fn a_question_is_a_form_that_works_without_this_client() {
    let html = draw(desk().question("code=0x904.pt"), None, None).await;
    in_order(
        &html,
        &[
            r#"<a class="back" href="/rdp/">Back</a>"#,
            r#"<h1 id="question">Where is this page open?</h1>"#,
            r#"<form class="flow" method="post" action="/rdp/diagnose" novalidate>"#,
            r#"<input type="hidden" name="t" value="code=0x904.pt">"#,
            r#"<input type="hidden" name="q" value="on">"#,
            r#"<fieldset aria-labelledby="question">"#,
            r#"value="this-computer""#,
            r#"value="unknown""#,
            r#"<button class="btn" type="submit">Continue</button>"#,
            "<summary>",
            r#"<dl class="trail">"#,
            r#"<aside aria-labelledby="ranking"><section id="checks" hidden>"#,
            r#"<h2 id="ranking">"#,
            r#"<ol class="rank">"#,
            r#"href="/rdp/how-we-estimate""#,
        ],
    );
    assert_eq!(html.matches(r#"id="answer""#).count(), 1);
    assert_eq!(html.matches("checked").count(), 0);
    assert!(!html.contains("error-summary") && !html.contains("style="), "{html}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_chosen_answer_is_chosen() {
    let html = draw(desk().question("code=0x904.pt"), Some("elsewhere"), None).await;
    assert_eq!(html.matches(" checked").count(), 1, "{html}");
    let input = html.split("<input").find(|i| i.contains(" checked")).unwrap();
    assert!(input.contains(r#"value="elsewhere""#), "{input}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_missing_answer_is_named_above_and_at_the_field() {
    let mut shown = desk().question("code=0x904.pt");
    if let Shown::Question { unanswered, .. } = &mut shown {
        *unanswered = true;
    }
    let html = draw(shown, None, None).await;
    in_order(
        &html,
        &[
            r##"<div class="notice flow" id="error-summary" role="alert" tabindex="-1"><h2>There is a problem</h2><p><a href="#answer">Choose an answer.</a></p>"##,
            r#"class="back""#,
            r#"aria-describedby="answer-error"#,
            r#"<p class="error" id="answer-error">Choose an answer.</p><div class="choices wrong">"#,
        ],
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_panel_stands_in_its_place() {
    let desk = desk();
    let html = draw(desk.question("code=0x904.pt&on=this-computer"), None, Some(desk.panel())).await;
    in_order(
        &html,
        &[
            r#"<section id="checks"><div class="flow"><h2>Checks of your network</h2><div class="small" role="status">"#,
            "0 of 2 done, about 5 seconds left.",
            r#"class="bar""#,
            "Running: step 30 of 60",
            r#"<button class="btn quiet small" type="button" data-checks="stop">Stop the checks</button>"#,
            r#"<h2 id="ranking">"#,
        ],
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_plan_has_five_blocks_and_forms_that_work_without_this_client() {
    let desk = desk();
    let html = draw(desk.plan(&transcript::parse(&desk.base, "code=0x904.pt&on=elsewhere")), None, None).await;
    in_order(
        &html,
        &[
            r#"class="back""#,
            r#"<header class="flow"><p class="eyebrow">"#,
            "<h1>",
            r#"<ol class="line" aria-label="How far your connection gets">"#,
            r#"id="b1""#,
            r#"id="b2""#,
            r#"id="b3""#,
            r#"<article class="step now" id="next" aria-labelledby="next-title">"#,
            r#"<form action="/rdp/plan""#,
            r#"value="code=0x904.pt&amp;on=elsewhere">"#,
            r#"id="b4""#,
            r#"<section class="block flow" id="who" aria-labelledby="b5">"#,
            r#"<aside aria-labelledby="later"><section id="checks" hidden>"#,
            r#"src="/rdp/qr.svg?code=0x904.pt&amp;on=elsewhere""#,
            r#"<dl class="trail">"#,
        ],
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_gated_step_has_a_form_for_the_server_and_no_command() {
    let desk = desk();
    let gated = desk.base.remedies.iter().find(|r| r.gated()).expect("a gated remedy").id.clone();
    let index = desk.base.remedy_by_id(&gated).unwrap();
    // Which evidence leads to a gated step is the engine's business; any plan that holds one will do.
    let cases = ["rights=admin&host-rights=admin", "code=0x904.pt&on=elsewhere"];
    let html = cases.map(|case| transcript::parse(&desk.base, case)).into_iter().map(|evidence| desk.plan(&evidence));
    for shown in html {
        let Shown::Plan { view, .. } = &shown else { unreachable!() };
        let gates = view.next.iter().chain(&view.fix).filter(|card| card.gate.is_some()).count();
        let html = draw(shown, None, None).await;
        assert_eq!(html.matches(r#"action="/rdp/plan/confirm#"#).count(), gates);
    }
    assert!(desk.base.remedy(index).is_some());
}

#[tokio::test(flavor = "current_thread")]
async fn when_it_works_again_there_is_no_next_step() {
    let desk = desk();
    let mut evidence = transcript::parse(&desk.base, "code=0x904.pt&on=elsewhere");
    let remedy = desk.base.remedy_by_id("retry").expect("a remedy everybody can try");
    evidence.give(Entry::Tried(remedy, StepResult::Worked));
    let html = draw(desk.plan(&evidence), None, None).await;
    assert!(!html.contains(r#"id="b3""#) && !html.contains(r#"id="b4""#), "{html}");
    in_order(&html, &[r#"<section class="block flow"><p>"#, r#"id="b1""#, r#"id="b2""#]);
}
