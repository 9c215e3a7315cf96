//! `/self-check`: all checks of the browser with what they mean, and `/self-check/host`: a look at one's own host from this browser.
//!
//! Both are complete without scripts in what they explain. With scripts the first shows what this tab has measured, and the second
//! tries the host. Neither sends anything to the portal.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use diagnosis::reading::measurement::report::Check;
use diagnosis::words::Link;

use crate::layout::Shell;
use crate::linked_data::Described;
use crate::page::Page;
use crate::portal::Portal;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "self_check.html")]
struct SelfCheckPage<'a> {
    shell: Shell<'a>,
    checks: Vec<Explained>,
    untested: Vec<(String, String)>,
    host: Option<Link>,
}

/// A check with what stands beside its result.
struct Explained {
    id: &'static str,
    name: String,
    does: String,
    limits: String,
    misleads: String,
    otherwise: String,
    /// The sentence that says what its picture shows, with parameters, and the labels in the picture; none without a picture.
    chart: Option<(String, String)>,
}

pub(crate) async fn get(visit: Visit, State(portal): State<Portal>) -> Response {
    let w = visit.w();
    let explained = |check: Check| {
        let id = check.id();
        let say = |part: &str| w.say(&format!("detail.{id}-{part}"));
        let chart = has_chart(check).then(|| (say("chart"), say("labels")));
        Explained {
            id,
            name: visit.words().say(&format!("battery.{id}")),
            does: say("does"),
            limits: say("limits"),
            misleads: say("misleads"),
            otherwise: say("otherwise"),
            chart,
        }
    };
    let untested = ["way", "computer", "port", "names"];
    let untested = untested.map(|part| (w.say(&format!("untested.{part}")), w.say(&format!("untested.{part}-how"))));
    let host = portal
        .config
        .self_check
        .host_check
        .then(|| Link { text: w.say("host.link"), href: format!("{}/self-check/host", portal.base_path()) });
    let (heading, lede) = (w.say("detail.heading"), w.say("detail.lede"));
    let described = Described { path: "/self-check", title: &heading, summary: &lede, review: None, list: None };
    let page = SelfCheckPage {
        shell: Shell::new(&visit, heading.clone()).described(&visit, &described).client(&visit, "self-check", ""),
        checks: Check::ALL.map(explained).into(),
        untested: untested.into(),
        host,
    };
    Page::new(page.shell.policy(), page).into_response()
}

fn has_chart(check: Check) -> bool {
    matches!(check, Check::Clock | Check::Path | Check::Udp | Check::Mtu | Check::Load)
}

#[derive(Template)]
#[template(path = "host_check.html")]
struct HostPage<'a> {
    shell: Shell<'a>,
    /// Whether the operator offers it.
    offered: bool,
    /// Results by name, with what each means.
    results: Vec<(&'static str, String)>,
}

/// Names of the results, as the program of this page tells them.
const RESULTS: [&str; 9] = [
    "running",
    "answered",
    "no-answer",
    "completed",
    "certificate",
    "pending",
    "not-available",
    "inconclusive",
    "not-a-name",
];

pub(crate) async fn host(visit: Visit, State(portal): State<Portal>) -> Response {
    let w = visit.w();
    let offered = portal.config.self_check.host_check;
    let shell = Shell::new(&visit, w.say("host.heading"));
    let shell = if offered { shell.client(&visit, "self-check-host", "") } else { shell };
    let page = HostPage {
        offered,
        results: RESULTS.map(|result| (result, w.say(&format!("host-result.{result}")))).into(),
        shell,
    };
    let policy = crate::security::Policy { host_check: offered, ..page.shell.policy() };
    Page::new(policy, page).into_response()
}
