//! `/plan/confirm`, `/causes/{id}/confirm` and `/remedies/{id}/confirm`: the only ways to the commands of a gated step. Never an address alone, only
//! a form of this portal, filled in by an administrator in this visit.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use diagnosis::knowledge_base::RemedyIndex;
use diagnosis::{Surface, consult};

use super::cause;
use super::plan::{self, Missing};
use super::remedy;
use crate::failure::PageError;
use crate::visit::{Fields, Visit};

/// The boxes; all of them are needed.
const BOXES: [&str; 2] = ["administrator", "way-in"];

/// Going there by address shows the plan as it is.
pub(crate) async fn get(visit: Visit) -> Response {
    visit.see_other(&visit.places().plan(&visit.print(&visit.evidence())))
}

/// Shows the plan with the commands of one step.
pub(crate) async fn post(visit: Visit, fields: Fields) -> Response {
    if !visit.is_own() {
        return PageError::Refused.into_response();
    }
    let base = visit.base();
    let mut evidence = visit.case(fields.get("t"));
    let Some(remedy) = base.remedy_by_id(fields.get("r")) else {
        return visit.see_other(&visit.places().plan(&visit.print(&evidence)));
    };
    let missing = missing(&visit, &fields);
    if missing.is_none()
        && let Some(way_in) = base.observation_by_id("second-way-in")
    {
        evidence.answer(way_in, base.outcome_by_id(way_in, "yes"));
    }
    let consultation = consult(base, &evidence, &surface(&visit, remedy, missing.as_ref()));
    plan::page(&visit, &evidence, &consultation, missing).unstored().into_response()
}

/// Going there by address shows the article as it is.
pub(crate) async fn get_article(visit: Visit, Path(id): Path<String>) -> Response {
    visit.see_other(&visit.places().cause(&id))
}

/// Shows the article with the commands of one step.
pub(crate) async fn post_article(visit: Visit, Path(id): Path<String>, fields: Fields) -> Response {
    if !visit.is_own() {
        return PageError::Refused.into_response();
    }
    let Some(cause) = visit.base().cause_by_id(&id) else { return PageError::NotFound.into_response() };
    let Some(remedy) = visit.base().remedy_by_id(fields.get("r")) else {
        return visit.see_other(&visit.places().cause(&id));
    };
    let missing = missing(&visit, &fields);
    let surface = surface(&visit, remedy, missing.as_ref());
    cause::page(&visit, cause, &surface, missing).unstored().into_response()
}

/// Going there by address shows the remedy as it is.
pub(crate) async fn get_remedy(visit: Visit, Path(id): Path<String>) -> Response {
    visit.see_other(&visit.places().page(&format!("/remedies/{id}")))
}

/// Shows the remedy with its commands.
pub(crate) async fn post_remedy(visit: Visit, Path(id): Path<String>, fields: Fields) -> Response {
    if !visit.is_own() {
        return PageError::Refused.into_response();
    }
    let Some(remedy) = visit.base().remedy_by_id(&id) else { return PageError::NotFound.into_response() };
    let missing = missing(&visit, &fields);
    let surface = surface(&visit, remedy, missing.as_ref());
    remedy::page(&visit, remedy, &surface, missing).unstored().into_response()
}

/// What the confirmation opens: the one step, if every box is ticked.
fn surface(visit: &Visit, remedy: RemedyIndex, missing: Option<&Missing>) -> Surface {
    Surface { confirmed: if missing.is_none() { vec![remedy] } else { Vec::new() }, ..visit.surface() }
}

/// The first box that is not ticked.
fn missing(visit: &Visit, fields: &Fields) -> Option<Missing> {
    let name = BOXES.into_iter().find(|name| fields.get(name) != "yes")?;
    Some(Missing { remedy: fields.get("r").to_string(), name, message: visit.w().say("gate.missing") })
}
