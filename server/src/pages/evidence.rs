//! `/evidence`: what a machine says. A text or a file comes in by a form, is read, and is dropped with the answer; the
//! person looks it over line by line, and only outcomes go on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use diagnosis::evidence::Source;
use diagnosis::knowledge_base::{Kind, Machine as Where, ObservationIndex, Role};
use diagnosis::reading::pasted::{About, Machine, Tool};
use diagnosis::reading::together::{self, Reading, Wrong};
use diagnosis::reading::understood::{Rank, Understood};
use diagnosis::words::Link;
use diagnosis::words::understood::{UnderstoodView, said, view};

use super::detour::{Detour, TO, go_on};
use crate::calendar;
use crate::failure::PageError;
use crate::layout::Shell;
use crate::page::Page;
use crate::upload::{self, Upload};
use crate::visit::{Fields, Visit};

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage<'a> {
    shell: Shell<'a>,
    detour: Detour,
    /// What is wrong with what was sent; empty if nothing is.
    wrong: String,
    file_hint: String,
    /// What can be read: name and how one gets it.
    tools: Vec<(String, String)>,
    /// Single looks: heading, and each with who can do it.
    looks: Vec<(String, Vec<(Link, String)>)>,
}

#[derive(Template)]
#[template(path = "understood.html")]
struct UnderstoodPage<'a> {
    shell: Shell<'a>,
    detour: Detour,
    again: String,
    view: UnderstoodView,
    on_text: String,
}

pub(crate) async fn get(visit: Visit) -> Response {
    page(&visit, Detour::begun(&visit), None)
}

/// The page, with what is wrong if nothing could be read. It never holds the text.
fn page(visit: &Visit, detour: Detour, wrong: Option<&Wrong>) -> Response {
    // What the client draws in place of the answer of `post` is a form that only this portal may send.
    let shell = Shell::new(visit, visit.w().say("evidence.heading")).client(visit, "evidence", &detour.case).gate(true);
    let shell = if detour.case.is_empty() { shell } else { shell.unlisted() };
    let w = visit.w();
    let tool = |tool: Tool| {
        let word = tool.word();
        (w.say(&format!("evidence.tool.{word}")), w.say(&format!("evidence.how.{word}")))
    };
    let page = EvidencePage {
        wrong: wrong.map_or_else(String::new, |wrong| said(visit.reader(), wrong)),
        file_hint: w.fill("evidence.file-hint", &[("size", &(upload::LARGEST / (1024 * 1024)).to_string())]),
        tools: Tool::ALL.into_iter().map(tool).collect(),
        looks: looks(visit),
        detour,
        shell: if wrong.is_some() { shell.wrong() } else { shell },
    };
    let page = Page::new(page.shell.policy(), page);
    if wrong.is_some() {
        page.status(StatusCode::UNPROCESSABLE_ENTITY).unstored().into_response()
    } else {
        page.into_response()
    }
}

/// Looks that one makes with one command, by machine.
fn looks(visit: &Visit) -> Vec<(String, Vec<(Link, String)>)> {
    let (base, w) = (visit.base(), visit.w());
    let of = |machine: Where| {
        let looks = base
            .observations
            .iter()
            .enumerate()
            .filter(|(_, o)| o.kind == Kind::Report && o.how.as_ref().is_some_and(|how| how.machine == machine));
        let link = |(position, observation): (usize, &diagnosis::knowledge_base::Observation)| {
            let words = visit.steps().confirmations.get(position).filter(|words| !words.title.is_empty())?;
            let href = visit.places().page(&format!("/observations/{}", observation.id));
            let audience = visit.words().audience(observation.audience);
            Some((Link { text: words.title.clone(), href }, audience))
        };
        looks.filter_map(link).collect::<Vec<_>>()
    };
    [("machine.host", Where::Host), ("machine.client", Where::Client)]
        .into_iter()
        .map(|(key, machine)| (w.say(key), of(machine)))
        .filter(|(_, looks)| !looks.is_empty())
        .collect()
}

/// Reads what was sent. Bytes and texts end with this call.
pub(crate) async fn post(visit: Visit, upload: Upload) -> Response {
    let detour = Detour::sent(&visit, upload.text("t"), upload.text(TO));
    let about =
        About { machine: Machine::of(upload.text("machine")), today: Some(calendar::days(visit.portal().clock)) };
    // Reading the largest form takes longer than a request may keep others waiting.
    let knowledge = visit.knowledge_shared();
    let reading = tokio::task::spawn_blocking(move || {
        together::read(&knowledge.base, upload.all("file").chain(upload.all("text")), &about)
    });
    match reading.await {
        Ok(Ok(reading)) => understood(&visit, detour, &reading),
        Ok(Err(wrong)) => page(&visit, detour, Some(&wrong)),
        // The message of a panic may hold what was read, so it goes no further.
        Err(_) => PageError::internal(std::io::Error::other("a reader panicked")).into_response(),
    }
}

fn understood(visit: &Visit, detour: Detour, reading: &Reading) -> Response {
    let w = visit.w();
    let page = UnderstoodPage {
        shell: Shell::new(visit, w.say("understood.heading")).unlisted().gate(true),
        again: detour.page(visit, "/evidence"),
        view: view(visit.base(), visit.reader(), reading),
        on_text: w.say(if detour.to_plan { "understood.to-plan" } else { "interview.submit" }),
        detour,
    };
    Page::new(page.shell.policy(), page).unstored().into_response()
}

/// Going there by address begins anew.
pub(crate) async fn get_taken(visit: Visit) -> Response {
    visit.see_other(&visit.places().page("/evidence"))
}

/// Takes the outcomes that were left ticked, and sends on.
pub(crate) async fn post_taken(visit: Visit, fields: Fields) -> Response {
    if !visit.is_own() {
        return PageError::Refused.into_response();
    }
    let base = visit.base();
    let mut evidence = visit.case(fields.get("t"));
    let mut taken = Understood::default();
    for (observation, outcome, rank) in fields.all("l").filter_map(finding) {
        let known = base.observation_by_id(observation).is_some_and(|index| readable(&visit, index));
        if known {
            taken.derive(base, ("", ""), "taken", rank, (observation, outcome));
        }
    }
    for entry in taken.evidence(Source::Collected).entries() {
        evidence.give(*entry);
    }
    go_on(&visit, &fields, evidence)
}

/// Whether a machine's output can speak of it: never of who may do what.
fn readable(visit: &Visit, index: ObservationIndex) -> bool {
    visit.base().observation(index).is_some_and(|observation| observation.role != Role::Gate)
}

/// A finding as the form holds it: observation, outcome, rank.
fn finding(value: &str) -> Option<(&str, &str, Rank)> {
    let mut parts = value.split(':');
    let (observation, outcome) = (parts.next()?, parts.next()?);
    let rank = Rank::of(parts.next()?.parse().ok()?)?;
    Some((observation, outcome, rank))
}
