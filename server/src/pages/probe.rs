//! `/probe`: this portal's server looks at the other computer. The name that somebody types comes in a form and ends with the
//! answer; only outcomes go on. Without ranges in the configuration there is no such page.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use diagnosis::evidence::{Device, Observed, Source};
use diagnosis::knowledge_base::{Kind, ObservationIndex, OutcomeIndex};
use diagnosis::{Entry, KnowledgeBase};

use super::detour::{Detour, TO, go_on};
use crate::config::Who;
use crate::failure::PageError;
use crate::layout::Shell;
use crate::page::Page;
use crate::portal::Portal;
use crate::probe::Finding;
use crate::probe::lookout::{Lookout, Reply, most};
use crate::self_check::caller::Caller;
use crate::self_check::network::Network;
use crate::visit::{Fields, Visit};

mod shown;

use shown::Looked;

/// What a look says of an observation that is otherwise asked of people.
const CLOCK: (&str, &str) = ("host-screen", "clock-wrong");

#[derive(Template)]
#[template(path = "probe.html")]
struct ProbePage<'a> {
    shell: Shell<'a>,
    lede: String,
    hint: String,
    happens: String,
    kept: String,
    detour: Detour,
    /// Why there is no look; empty before one was asked for.
    wrong: String,
}

#[derive(Template)]
#[template(path = "probed.html")]
struct ProbedPage<'a> {
    shell: Shell<'a>,
    detour: Detour,
    again: String,
    looked: Looked,
    from: String,
    on_text: String,
}

/// The network that a request comes from.
pub(crate) struct Asker(Network);

impl FromRequestParts<Portal> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Infallible> {
        let request = Request::from_parts(parts.clone(), Body::empty());
        Ok(Self(Caller::of(portal, &request).network()))
    }
}

fn lookout(visit: &Visit) -> Option<Arc<Lookout>> {
    visit.portal().lookout.clone()
}

pub(crate) async fn get(visit: Visit) -> Response {
    if lookout(&visit).is_none() {
        return PageError::NotFound.into_response();
    }
    page(&visit, Detour::begun(&visit), None)
}

/// Why there is no look.
#[derive(Clone, Copy)]
enum Wrong {
    Empty,
    Refused,
    Later(Duration),
}

/// The page with its form. It never holds what was typed before.
fn page(visit: &Visit, detour: Detour, wrong: Option<Wrong>) -> Response {
    let w = visit.w();
    let status = match &wrong {
        None => StatusCode::OK,
        Some(Wrong::Empty | Wrong::Refused) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Wrong::Later(_)) => StatusCode::TOO_MANY_REQUESTS,
    };
    let wait = if let Some(Wrong::Later(wait)) = &wrong { Some(wait.as_secs().max(1)) } else { None };
    let said = match (&wrong, wait) {
        (None, _) => String::new(),
        (Some(Wrong::Empty), _) => w.say("look.empty"),
        (_, Some(seconds)) => w.count("look.later", seconds.div_ceil(60) as usize, &[]),
        (Some(_), None) => w.say("look.refused"),
    };
    let shell = Shell::new(visit, w.say("look.heading")).unlisted().gate(true);
    let page = ProbePage {
        shell: if wrong.is_some() { shell.wrong() } else { shell },
        lede: with_place(visit, ["look.lede", "look.lede-placed"]),
        hint: w.say("look.host-hint"),
        happens: happens(visit),
        kept: w.say(match visit.portal().config.probe.who {
            Who::Network => "look.kept-network",
            Who::Code => "look.kept-code",
        }),
        detour,
        wrong: said,
    };
    let page = Page::new(page.shell.policy(), page).status(status);
    if wrong.is_none() {
        return page.into_response();
    }
    let mut response = page.unstored().into_response();
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// What a look does, with its limits.
fn happens(visit: &Visit) -> String {
    let (seconds, connections) = most();
    let (seconds, connections) = (seconds.to_string(), connections.to_string());
    visit.w().fill("look.happens-text", &[("connections", &connections), ("seconds", &seconds)])
}

/// A phrase without and with the place where the server stands.
fn with_place(visit: &Visit, [without, with]: [&str; 2]) -> String {
    match &visit.portal().config.probe.place {
        Some(place) => visit.w().fill(with, &[("place", place)]),
        None => visit.w().say(without),
    }
}

/// Looks. The name ends with this call; the record of looks is all that keeps it.
pub(crate) async fn post(visit: Visit, Asker(network): Asker, fields: Fields) -> Response {
    let Some(lookout) = lookout(&visit) else { return PageError::NotFound.into_response() };
    if !visit.is_own() {
        return PageError::Refused.into_response();
    }
    let detour = Detour::sent(&visit, fields.get("t"), fields.get(TO));
    let typed = fields.get("host");
    if typed.trim().is_empty() {
        return page(&visit, detour, Some(Wrong::Empty));
    }
    match lookout.ask(typed, network, visit.id.as_str()).await {
        Ok(Reply::Seen(seen)) => looked(&visit, detour, shown::looked(&visit, &seen)),
        Ok(Reply::Refused) => page(&visit, detour, Some(Wrong::Refused)),
        Ok(Reply::Later(wait)) => page(&visit, detour, Some(Wrong::Later(wait))),
        Err(error) => PageError::internal(error).into_response(),
    }
}

fn looked(visit: &Visit, detour: Detour, looked: Looked) -> Response {
    let w = visit.w();
    let page = ProbedPage {
        shell: Shell::new(visit, looked.heading.clone()).unlisted().gate(true),
        again: detour.page(visit, "/probe"),
        from: with_place(visit, ["look.from", "look.from-placed"]),
        on_text: w.say(if detour.to_plan { "look.to-plan" } else { "interview.submit" }),
        looked,
        detour,
    };
    Page::new(page.shell.policy(), page).unstored().into_response()
}

/// Going there by address begins anew.
pub(crate) async fn get_taken(visit: Visit) -> Response {
    if lookout(&visit).is_none() {
        return PageError::NotFound.into_response();
    }
    visit.see_other(&visit.places().page("/probe"))
}

/// Takes the outcomes that were left ticked, and sends on.
pub(crate) async fn post_taken(visit: Visit, fields: Fields) -> Response {
    if lookout(&visit).is_none() {
        return PageError::NotFound.into_response();
    }
    if !visit.is_own() {
        return PageError::Refused.into_response();
    }
    let base = visit.base();
    let mut evidence = visit.case(fields.get("t"));
    for (observation, outcome) in fields.all("l").filter_map(|value| found(base, value)) {
        evidence.give(Entry::Observed(Observed {
            observation,
            outcome: Some(outcome),
            source: Source::Probed,
            device: Device::ThisComputer,
            soft: None,
            carried: false,
        }));
    }
    go_on(&visit, &fields, evidence)
}

/// A finding as the form holds it. It may speak only of what a look can see.
fn found(base: &KnowledgeBase, value: &str) -> Option<(ObservationIndex, OutcomeIndex)> {
    let (observation, outcome) = value.split_once(':')?;
    let index = base.observation_by_id(observation)?;
    let probe = base.observation(index).is_some_and(|o| o.kind == Kind::Probe);
    let told = probe || (observation, outcome) == CLOCK;
    Some((index, base.outcome_by_id(index, outcome).filter(|_| told)?))
}

/// A finding as the form holds it.
fn value(finding: &Finding) -> String {
    format!("{}:{}", finding.observation, finding.outcome)
}
