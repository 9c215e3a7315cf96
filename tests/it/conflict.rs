//! Findings that do not fit together are named on the plan, both of them, with a way to look at each again.

use diagnosis::knowledge_base::{Kind, Role};
use diagnosis::posterior::{Posterior, Subject};
use diagnosis::words::{Places, plan};
use diagnosis::{Consultation, conflict};
use scraper::Html;

use crate::desk::Desk;
use crate::server_side::ServerSide;

const START: &str = "on=this-computer";
/// Answers after which the search for a conflict is given up.
const LONGEST: usize = 12;

/// Every answer that a person can give and that says something about causes, as part of an address.
fn answers(desk: &Desk) -> Vec<String> {
    let base = &desk.base;
    let asked = |o: &usize| {
        let observation = &base.observations[*o];
        observation.role == Role::Symptom && observation.askable && observation.kind != Kind::Code
    };
    let part = |o: usize| {
        let observation = &base.observations[o];
        // Where Remote Desktop works again, the case is at its end and nothing has to fit any more.
        let open = observation.outcomes.iter().filter(|outcome| !outcome.cured);
        open.map(move |outcome| format!("&{}={}", observation.key, outcome.id))
    };
    (0..base.observations.len()).filter(asked).flat_map(part).collect()
}

/// The case with one more answer, the one that fits worst.
fn worse(desk: &Desk, query: &str, answers: &[String]) -> String {
    let new = |part: &&String| !query.contains(&part[..=part.find('=').unwrap()]);
    let nats = |query: &str| conflict::measure(&desk.base, &Posterior::of(&desk.base, &desk.read(query)));
    let longer = answers.iter().filter(new).map(|part| format!("{query}{part}"));
    longer.max_by(|a, b| nats(a).total_cmp(&nats(b))).unwrap()
}

/// What a page says of a finding.
fn statement(desk: &Desk, subject: Subject) -> Option<String> {
    let Subject::Finding(observation, outcome) = subject else { return None };
    Some(desk.words.observation(observation)?.outcomes.get(outcome.position())?.says.to_lowercase())
}

/// The plan says the conflict, if there is one and only then. Tells whether there is.
async fn named(desk: &Desk, server: &ServerSide, query: &str, consultation: &Consultation) -> bool {
    let (steps, heading) = (knowledge::english().steps(), desk.words.say("conflict.heading"));
    let view = plan::plan(&desk.base, &desk.words, &steps, &Places::default(), query, consultation);
    let remark = view.remarks.iter().find(|remark| remark.heading == heading);
    let html = server.get(&format!("/plan?{query}")).await.html;
    let page = Html::parse_document(&html).root_element().text().collect::<String>().to_lowercase();
    assert_eq!(page.contains(&heading.to_lowercase()), consultation.conflict.is_some(), "{query}: on the page");
    assert_eq!(remark.is_some(), consultation.conflict.is_some(), "{query}: in the view");
    let (Some(conflict), Some(remark)) = (&consultation.conflict, remark) else { return false };
    assert_eq!(conflict.culprits.len(), 2, "{query}");
    let text = remark.text.to_lowercase();
    for culprit in &conflict.culprits {
        let statement = statement(desk, *culprit).unwrap();
        assert!(text.contains(&statement), "{query}: {statement:?} is not in {text:?}");
        assert!(page.contains(&statement), "{query}: {statement:?} is not on the page");
    }
    // Each of them is an answer that can be changed from there.
    assert_eq!(remark.links.len(), 2, "{query}: {:?}", remark.links);
    for link in &remark.links {
        let there = [link.href.clone(), link.href.replace('&', "&amp;"), link.href.replace('&', "&#38;")];
        assert!(there.iter().any(|href| html.contains(href)), "{query}: no link {}", link.href);
    }
    true
}

#[tokio::test]
async fn a_conflict_is_named_on_the_plan_as_soon_as_there_is_one() {
    let (desk, server) = (Desk::new(), ServerSide::new());
    let answers = answers(&desk);
    let mut found = 0;
    for first in answers.iter().step_by(answers.len() / 5) {
        let mut query = format!("{START}{first}");
        for _ in 0..LONGEST {
            let consultation = desk.consult(&query);
            if named(&desk, &server, &query, &consultation).await {
                found += 1;
                break;
            }
            query = worse(&desk, &query, &answers);
        }
    }
    assert!(found >= 4, "only {found} conflicts were found");
}
