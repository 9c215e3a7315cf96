//! `/plan`: the plan of a case, and the designed ends.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use diagnosis::transcript::result_from_word;
use diagnosis::words::Places;
use diagnosis::words::plan::{PlanView, plan};
use diagnosis::{Consultation, Entry, Evidence, consult};

use super::interview::chosen;
use super::{arrived, other_code};
use crate::layout::Shell;
use crate::page::Page;
use crate::visit::{Fields, Visit};

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage<'a> {
    shell: Shell<'a>,
    view: PlanView,
    /// Boxes that are missing: target and text.
    wrong: Vec<(String, String)>,
    missing: Option<Missing>,
}

impl PlanPage<'_> {
    /// The message at the confirmation of a remedy; empty if nothing is missing there.
    fn wrong_for(&self, remedy: &str) -> &str {
        self.missing.as_ref().filter(|missing| missing.remedy == remedy).map_or("", |missing| &missing.message)
    }
}

/// A confirmation that lacks a box.
#[derive(Clone, Debug)]
pub(crate) struct Missing {
    /// Id of the remedy.
    pub(crate) remedy: String,
    /// Name of the first box that is missing.
    pub(crate) name: &'static str,
    /// What to do.
    pub(crate) message: String,
}

pub(crate) async fn get(visit: Visit) -> Response {
    let evidence = visit.evidence();
    if let Some(page) = arrived::page(&visit, &evidence, |case| visit.places().plan(case)) {
        return page;
    }
    let consultation = consult(visit.base(), &evidence, &visit.surface());
    other_code::page(&visit, &consultation)
        .unwrap_or_else(|| page(&visit, &evidence, &consultation, None).into_response())
}

/// Takes how a step went, and sends on to the plan that follows from it.
pub(crate) async fn post(visit: Visit, fields: Fields) -> Response {
    let mut evidence = visit.case(fields.get("t"));
    let base = visit.base();
    if let (Some(remedy), Some(result)) = (base.remedy_by_id(fields.get("r")), result_from_word(fields.get("o"))) {
        evidence.give(Entry::Tried(remedy, result));
    }
    if let Some(observation) = base.observation_by_key(fields.get("q"))
        && let Some(outcome) = chosen(&visit, observation, fields.get("a"))
    {
        evidence.answer(observation, outcome);
    }
    visit.see_other(&visit.places().plan(&visit.print(&evidence)))
}

/// The page of a plan, as it stands after a confirmation too.
pub(crate) fn page<'a>(
    visit: &'a Visit,
    evidence: &Evidence,
    consultation: &Consultation,
    missing: Option<Missing>,
) -> Page<impl Template + 'a> {
    let case = visit.print(evidence);
    let places = Places { origin: visit.origin(), ..visit.places().clone() };
    let view = plan(visit.base(), visit.words(), visit.steps(), &places, &case, consultation);
    let gate = view.next.iter().chain(&view.fix).any(|card| card.gate.is_some());
    let shell = Shell::new(visit, view.title.clone()).unlisted().client(visit, "plan", &case).commands().gate(gate);
    let first = view.next.as_ref().map_or("", |card| card.anchor.as_str());
    let wrong = missing.iter().map(|missing| {
        let card = if missing.remedy == first { "next" } else { &missing.remedy };
        (format!("{card}-{}", missing.name), missing.message.clone())
    });
    let status = if missing.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = PlanPage {
        wrong: wrong.collect(),
        shell: if missing.is_some() { shell.wrong() } else { shell },
        view,
        missing,
    };
    Page::new(page.shell.policy(), page).status(status)
}
