//! `/diagnose`: one question.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use diagnosis::consultation::{Ending, Question, revisit};
use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex};
use diagnosis::transcript::UNKNOWN;
use diagnosis::words::interview::{InterviewView, interview};
use diagnosis::{Consultation, Evidence, consult};

use super::{arrived, other_code};
use crate::deep_link::{self, DeepLink};
use crate::layout::Shell;
use crate::page::Page;
use crate::visit::{Fields, Visit};

#[derive(Template)]
#[template(path = "interview.html")]
struct InterviewPage<'a> {
    shell: Shell<'a>,
    view: InterviewView,
    /// Whether no answer was chosen.
    wrong: bool,
    /// Ids of what describes the answers.
    described_by: String,
}

/// The next question, or a former one that `at` names; the plan when nothing is left to ask.
pub(crate) async fn get(visit: Visit) -> Response {
    let places = visit.places();
    match deep_link::read(visit.base(), &visit.query) {
        DeepLink::Canonical => {}
        DeepLink::Moved(case) => return visit.see_other(&places.interview(&case)),
        DeepLink::Unknown(code) => return visit.see_other(&places.page(&format!("/codes/{}", super::read::hex(code)))),
    }
    let evidence = visit.evidence();
    if let Some(page) = arrived::page(&visit, &evidence, |case| places.interview(case)) {
        return page;
    }
    let consultation = consult(visit.base(), &evidence, &visit.surface());
    if let Some(page) = other_code::page(&visit, &consultation) {
        return page;
    }
    match named(&visit, &evidence).or_else(|| next(&consultation)) {
        Some(question) => page(&visit, &evidence, &consultation, &question, false),
        None => visit.see_other(&places.plan(&visit.print(&evidence))),
    }
}

/// Takes an answer, and sends on to what it leads to.
pub(crate) async fn post(visit: Visit, fields: Fields) -> Response {
    let mut evidence = visit.case(fields.get("t"));
    let observation = visit.base().observation_by_key(fields.get("q"));
    let Some(observation) = observation.filter(|o| askable(&visit, *o)) else {
        return visit.see_other(&visit.places().interview(&visit.print(&evidence)));
    };
    let Some(outcome) = chosen(&visit, observation, fields.get("a")) else {
        let consultation = consult(visit.base(), &evidence, &visit.surface());
        let question = consultation.question.clone().filter(|q| q.observation == observation);
        let question = question.unwrap_or_else(|| revisit(visit.base(), &evidence, observation));
        return page(&visit, &evidence, &consultation, &question, true);
    };
    evidence.answer(observation, outcome);
    visit.see_other(&visit.places().interview(&visit.print(&evidence)))
}

/// The former question that the address names.
fn named(visit: &Visit, evidence: &Evidence) -> Option<Question> {
    let observation = visit.base().observation_by_key(&visit.asked_for("at")?)?;
    askable(visit, observation).then(|| revisit(visit.base(), evidence, observation))
}

/// The next question, also after steps were tried: somebody who comes here then has asked for it.
pub(crate) fn next(consultation: &Consultation) -> Option<Question> {
    let open = matches!(consultation.ending, None | Some(Ending::AllUnknown | Ending::OnlyOthers));
    consultation.question.clone().filter(|_| open)
}

fn askable(visit: &Visit, observation: ObservationIndex) -> bool {
    visit.base().observation(observation).is_some_and(|o| o.askable)
}

/// What was chosen: an outcome, "I do not know", or nothing.
pub(crate) fn chosen(visit: &Visit, observation: ObservationIndex, answer: &str) -> Option<Option<OutcomeIndex>> {
    if answer == UNKNOWN { Some(None) } else { visit.base().outcome_by_id(observation, answer).map(Some) }
}

fn page(visit: &Visit, evidence: &Evidence, consultation: &Consultation, question: &Question, wrong: bool) -> Response {
    let case = visit.print(evidence);
    let view = interview(visit.base(), visit.words(), visit.places(), &case, consultation, question);
    let shell = Shell::new(visit, view.title.clone()).unlisted().client(visit, "interview", &case);
    let ids = [("answer-error", wrong), ("help", !view.help.is_empty())];
    let described_by: Vec<&str> = ids.into_iter().filter(|(_, there)| *there).map(|(id, _)| id).collect();
    let page = InterviewPage {
        shell: if wrong { shell.wrong() } else { shell },
        view,
        wrong,
        described_by: described_by.join(" "),
    };
    let page = Page::new(page.shell.policy(), page);
    if wrong { page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response() } else { page.into_response() }
}
