//! The lists: `/events`, `/updates`, `/myths`, `/codes`.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::{IntoResponse, Response};
use diagnosis::knowledge_base::Machine;
use diagnosis::words::Link;
use diagnosis::words::reference::ReasonWords;

use super::{other_code, reason};
use crate::calendar;
use crate::catalogue::by_number;
use crate::layout::{Nav, Shell};
use crate::linked_data::Described;
use crate::page::Page;
use crate::visit::Visit;

/// Families of codes, in the order in which a connection meets them.
const FAMILIES: [&str; 9] =
    ["socket", "unreachable", "security", "sign-in", "licensing", "session", "gateway", "client", "information"];

#[derive(Template)]
#[template(path = "lookup.html")]
struct Lookup<'a> {
    shell: Shell<'a>,
    heading: String,
    lede: String,
    groups: Vec<Group>,
}

struct Group {
    anchor: String,
    heading: String,
    note: String,
    rows: Vec<Row>,
}

struct Row {
    /// A number or name before the title, the same in every language.
    name: String,
    link: Link,
    note: String,
}

fn page(visit: &Visit, path: &str, nav: Nav, phrases: [&str; 2], groups: Vec<Group>) -> Response {
    let [heading, lede] = phrases.map(|key| visit.w().say(key));
    let described = Described { path, title: &heading, summary: &lede, review: None, list: None };
    let shell = Shell::new(visit, heading.clone()).nav(nav).described(visit, &described);
    Page::new(shell.policy(), Lookup { shell, heading, lede, groups }).into_response()
}

/// `/events`
pub(crate) async fn events(visit: Visit) -> Response {
    let events = &visit.articles().reference.events;
    let group = |(machine, key): (Machine, &str)| {
        let there: Vec<_> = events.iter().filter(|event| event.machine == machine).cloned().collect();
        let rows = by_number(&there).into_iter().flat_map(|(number, meanings)| {
            let visit = &visit;
            meanings.into_iter().map(move |event| Row {
                name: number.to_string(),
                link: Link {
                    text: event.title.clone(),
                    href: visit.places().page(&format!("/events/{number}#{}", event.id)),
                },
                note: visit.w().fill("event.in", &[("provider", &event.provider)]),
            })
        });
        let rows: Vec<Row> = rows.collect();
        let heading = visit.w().say(&format!("events.{key}"));
        (!rows.is_empty()).then(|| Group { anchor: key.to_string(), heading, note: String::new(), rows })
    };
    let machines = [
        (Machine::Host, "host"),
        (Machine::Client, "client"),
        (Machine::Gateway, "gateway"),
        (Machine::DomainController, "domain-controller"),
    ];
    let groups = machines.into_iter().filter_map(group).collect();
    page(&visit, "/events", Nav::Search, ["events.heading", "events.lede"], groups)
}

/// `/updates`
pub(crate) async fn updates(visit: Visit) -> Response {
    let row = |update: &diagnosis::words::reference::UpdateWords| Row {
        name: update.numbers.join(", "),
        link: Link { text: update.title.clone(), href: visit.places().page(&format!("/updates/{}", update.id)) },
        note: format!("{}. {}", calendar::day_or_month(visit.w(), &update.released), update.affects),
    };
    let rows = visit.articles().reference.updates.iter().map(row).collect();
    let group = Group { anchor: String::new(), heading: String::new(), note: visit.w().say("updates.note"), rows };
    page(&visit, "/updates", Nav::Search, ["updates.heading", "updates.lede"], vec![group])
}

/// `/myths`
pub(crate) async fn myths(visit: Visit) -> Response {
    let group = |verdict: &str| {
        let myths = visit.articles().reference.myths.iter().filter(|myth| myth.verdict == verdict);
        let row = |myth: &diagnosis::words::reference::MythWords| Row {
            name: String::new(),
            link: Link { text: myth.title.clone(), href: visit.places().page(&format!("/myths/{}", myth.id)) },
            note: myth.instead.clone(),
        };
        let rows: Vec<Row> = myths.map(row).collect();
        let heading = visit.w().say(&format!("verdict.{verdict}-list"));
        (!rows.is_empty()).then(|| Group { anchor: verdict.to_string(), heading, note: String::new(), rows })
    };
    let groups = ["harmful", "useless", "wrong"].into_iter().filter_map(group).collect();
    page(&visit, "/myths", Nav::Search, ["myths.heading", "myths.lede"], groups)
}

/// `/codes`: what an error box shows, by family; then what stands in its second line, and what the protocol says.
pub(crate) async fn codes(visit: Visit) -> Response {
    let (base, articles, w) = (visit.base(), visit.articles(), visit.w());
    let mut by_family: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for (code, words) in base.codes.iter().zip(&articles.codes) {
        let href = other_code::link(&visit, words).href;
        let row = Row {
            name: words.hex.clone(),
            link: Link { text: words.title.clone(), href },
            note: code.value.to_string(),
        };
        by_family.entry(code.family.as_str()).or_default().push(row);
    }
    let family = |name: &&'static str| {
        let heading = w.say(&format!("code-family.{name}"));
        by_family.remove(*name).map(|rows| Group { anchor: (*name).to_string(), heading, note: String::new(), rows })
    };
    let mut groups: Vec<Group> = FAMILIES.iter().filter_map(family).collect();
    let link = |text: &str, path: String| Link { text: text.to_string(), href: visit.places().page(&path) };
    let extended = articles.extended.iter().map(|words| Row {
        name: words.hex.clone(),
        link: link(&words.means, format!("/codes/extended/{}", words.hex)),
        note: String::new(),
    });
    let reasons = |negotiation: bool| -> Vec<Row> {
        let those = articles.reference.protocol.iter().filter(|words| words.negotiation == negotiation);
        let row = |words: &ReasonWords| Row {
            name: words.hex.clone(),
            link: link(&words.title, reason::path(words)),
            note: String::new(),
        };
        those.map(row).collect()
    };
    let lists =
        [("extended", extended.collect::<Vec<Row>>()), ("protocol", reasons(false)), ("negotiation", reasons(true))];
    for (key, rows) in lists {
        let (heading, note) = (w.say(&format!("codes.{key}")), w.say(&format!("codes.{key}-note")));
        groups.push(Group { anchor: key.to_string(), heading, note, rows });
    }
    page(&visit, "/codes", Nav::Codes, ["codes.heading", "codes.lede"], groups)
}
