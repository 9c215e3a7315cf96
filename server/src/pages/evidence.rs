//! `/evidence`: what a machine says. A text or a file comes in by a form, is read, and is dropped with the answer; the
//! person looks it over line by line, and only outcomes go on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use diagnosis::KnowledgeBase;
use diagnosis::evidence::Source;
use diagnosis::knowledge_base::{Kind, Machine as Where, ObservationIndex, Role};
use diagnosis::reading::pasted::{self, About, Machine, Tool};
use diagnosis::reading::understood::{Rank, Understood, counting};
use diagnosis::words::Link;

use super::detour::{Detour, TO, go_on};
use crate::calendar;
use crate::failure::PageError;
use crate::layout::Shell;
use crate::page::Page;
use crate::upload::{self, Upload};
use crate::visit::{Fields, Visit};

mod reports;
mod shown;

use shown::Section;

/// Ranks as they stand in the form.
const RANKS: [Rank; 4] = [Rank::Healthy, Rank::Weak, Rank::Fault, Rank::Root];

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
    sections: Vec<Section>,
    /// What is wrong with another part of what was sent; empty if all of it was read.
    left: String,
    /// Whether more would follow if the machine were known.
    asks_machine: bool,
    /// Whether anything can go on.
    findings: bool,
    on_text: String,
}

pub(crate) async fn get(visit: Visit) -> Response {
    page(&visit, Detour::begun(&visit), None)
}

/// The page, with what is wrong if nothing could be read. It never holds the text.
fn page(visit: &Visit, detour: Detour, wrong: Option<&Wrong>) -> Response {
    let shell = Shell::new(visit, visit.w().say("evidence.heading"));
    let shell = if detour.case.is_empty() { shell } else { shell.unlisted() };
    let w = visit.w();
    let tool = |tool: Tool| {
        let word = tool.word();
        (w.say(&format!("evidence.tool.{word}")), w.say(&format!("evidence.how.{word}")))
    };
    let page = EvidencePage {
        wrong: wrong.map_or_else(String::new, |wrong| said(visit, wrong)),
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

fn said(visit: &Visit, wrong: &Wrong) -> String {
    let parameters: Vec<(&str, &str)> = wrong.parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visit.w().fill(&wrong.key, &parameters)
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
    let about = About { machine: machine(upload.text("machine")), today: Some(calendar::days(visit.portal().clock)) };
    // Reading the largest form takes longer than a request may keep others waiting.
    let knowledge = visit.knowledge_shared();
    let reading = tokio::task::spawn_blocking(move || read(&knowledge.base, &upload, &about)).await;
    match reading {
        Ok(Ok((parts, wrong))) => understood(&visit, detour, &parts, wrong.as_ref()),
        Ok(Err(wrong)) => page(&visit, detour, Some(&wrong)),
        // The message of a panic may hold what was read, so it goes no further.
        Err(_) => PageError::internal(std::io::Error::other("a reader panicked")).into_response(),
    }
}

fn machine(word: &str) -> Option<Machine> {
    match word {
        "host" => Some(Machine::Host),
        "client" => Some(Machine::Client),
        _ => None,
    }
}

/// What was understood of one tool's text or of a report.
pub(crate) struct Read {
    /// Its word in keys of phrases.
    word: &'static str,
    understood: Understood,
    /// For each line, whether it counts among the lines of all parts.
    counts: Vec<bool>,
    asks_machine: bool,
}

/// Why something could not be read: a phrase with its parameters.
pub(crate) struct Wrong {
    key: String,
    parameters: Vec<(&'static str, String)>,
}

impl Wrong {
    fn of(key: impl Into<String>) -> Self {
        Self { key: key.into(), parameters: Vec::new() }
    }
}

/// Reads files and text, each for itself. What could not be read stands beside the rest, and alone if there is no rest.
fn read(base: &KnowledgeBase, upload: &Upload, about: &About) -> Result<(Vec<Read>, Option<Wrong>), Wrong> {
    let (mut parts, mut reports, mut wrong) = (Vec::new(), Vec::new(), None);
    for bytes in upload.all("file").chain(upload.all("text")).filter(|bytes| !bytes.is_empty()) {
        if reports::looks_like_one(bytes) {
            match reports::read(bytes) {
                Ok(report) => reports.push(report),
                Err(error) => wrong = wrong.or(Some(error)),
            }
            continue;
        }
        match pasted::read(base, bytes, about) {
            Ok(reading) => parts.extend(reading.parts.into_iter().map(|part| Read {
                word: part.tool.word(),
                understood: part.understood,
                counts: Vec::new(),
                asks_machine: part.asks_machine,
            })),
            Err(refusal) => wrong = wrong.or(Some(Wrong::of(format!("evidence.wrong.{}", refusal.word())))),
        }
    }
    parts.extend(reports::understand(base, &reports));
    weigh(&mut parts);
    if parts.is_empty() { Err(wrong.unwrap_or_else(|| Wrong::of("evidence.wrong.empty"))) } else { Ok((parts, wrong)) }
}

/// Finds out which lines count, over all parts.
fn weigh(parts: &mut [Read]) {
    let counting = counting(parts.iter().flat_map(|part| &part.understood.lines));
    let mut counting = counting.into_iter().peekable();
    let mut places = 0..;
    for part in parts {
        let of_part = places.by_ref().take(part.understood.lines.len());
        part.counts = of_part.map(|place| counting.next_if_eq(&place).is_some()).collect();
    }
}

fn understood(visit: &Visit, detour: Detour, parts: &[Read], wrong: Option<&Wrong>) -> Response {
    let w = visit.w();
    let sections = shown::sections(visit, parts);
    let page = UnderstoodPage {
        shell: Shell::new(visit, w.say("understood.heading")).unlisted().gate(true),
        again: detour.page(visit, "/evidence"),
        left: wrong.map_or_else(String::new, |wrong| said(visit, wrong)),
        findings: sections.iter().any(|section| !section.findings.is_empty()),
        asks_machine: parts.iter().any(|part| part.asks_machine),
        sections,
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
    let rank = parts.next()?.parse::<usize>().ok()?;
    Some((observation, outcome, *RANKS.get(rank)?))
}

fn rank_word(rank: Rank) -> usize {
    RANKS.iter().position(|other| *other == rank).unwrap_or(0)
}
