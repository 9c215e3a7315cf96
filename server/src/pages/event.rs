//! `/events/{number}`: what an entry of an event log says, and which causes it speaks for.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use diagnosis::knowledge_base::Machine;
use diagnosis::words::Link;
use diagnosis::words::reference::{DetailWords, EventWords};

use super::entry::{Entry, Fact, Part, Value, causes, links, sources};
use crate::catalogue::by_number;
use crate::failure::PageError;
use crate::layout::{Nav, Shell};
use crate::visit::Visit;

pub(crate) async fn get(visit: Visit, Path(written): Path<String>) -> Response {
    let events = &visit.articles().reference.events;
    let number = written.parse::<u32>().ok();
    if let Some(meanings) = number.and_then(|number| by_number(events).remove(&number)) {
        return page(&visit, number.unwrap_or_default(), &meanings);
    }
    // An id is permanent too.
    match events.iter().find(|event| event.id == written) {
        Some(event) => visit.see_other(&visit.places().page(&format!("/events/{}#{}", event.number(), event.id))),
        None => PageError::NotFound.into_response(),
    }
}

fn page(visit: &Visit, number: u32, meanings: &[&EventWords]) -> Response {
    let w = visit.w();
    let list = Link { text: w.say("events.heading"), href: visit.places().page("/events") };
    let n = number.to_string();
    let heading = match meanings {
        [one] => w.fill("event.heading", &[("n", &n), ("title", &one.title)]),
        _ => w.fill("event.several", &[("n", &n)]),
    };
    let lede = match meanings {
        [_] => w.say("event.lede"),
        many => w.count("event.lede-several", many.len(), &[]),
    };
    let shell = Shell::new(visit, heading.clone()).nav(Nav::Search).commands();
    let mut ids: Vec<String> = meanings.iter().flat_map(|event| event.sources.clone()).collect();
    ids.sort();
    ids.dedup();
    let entry = Entry {
        parts: meanings.iter().map(|event| part(visit, number, event)).collect(),
        sources: sources(visit, &ids),
        ..Entry::new(shell, list, heading, lede)
    };
    let review = &visit.articles().reference.event_review;
    entry.described(visit, &format!("/events/{number}"), Some(review)).page(visit).into_response()
}

fn part(visit: &Visit, number: u32, event: &EventWords) -> Part {
    let w = visit.w();
    let machine = match event.machine {
        Machine::Client => "machine.client",
        Machine::Host | Machine::Network => "machine.host",
        Machine::Gateway => "machine.gateway",
        Machine::DomainController => "machine.domain-controller",
    };
    let value = |detail: &DetailWords| Value {
        value: detail.value.clone(),
        means: if detail.sure {
            detail.means.clone()
        } else {
            w.fill("event.unsure-value", &[("means", &detail.means)])
        },
        causes: causes(visit, &detail.causes),
    };
    // As it is typed in the shell of the administrator; the last five of this number.
    let command = format!(
        "Get-WinEvent -MaxEvents 5 -FilterHashtable @{{ LogName='{}'; Id={number} }} | Format-List",
        event.channel
    );
    Part {
        anchor: event.id.clone(),
        heading: event.title.clone(),
        facts: vec![
            Fact::name(w.say("event.log"), &event.channel),
            Fact::name(w.say("event.provider"), &event.provider),
            Fact::text(w.say("event.machine"), w.say(machine)),
        ],
        text: event.tells.clone(),
        caution: if event.sure { String::new() } else { w.say("event.unsure") },
        links: links(w.say("event.points-to"), causes(visit, &event.causes)).into_iter().collect(),
        command: Some((w.say("event.command"), command)),
        values: event.details.iter().map(value).collect(),
    }
}
