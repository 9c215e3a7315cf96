//! `Test-NetConnection`: its property names and `True` and `False` are the same in every language.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

use super::{Part, Tool};
use crate::knowledge_base::KnowledgeBase;
use crate::reading::understood::Rank;

/// One run of the command.
#[derive(Default)]
struct Run {
    remote: Option<IpAddr>,
    source: Option<IpAddr>,
    port: Option<u16>,
    connected: Option<bool>,
}

/// Reads all runs, if there are any.
pub(super) fn read(base: &KnowledgeBase, text: &str) -> Option<Part> {
    let runs = runs(text);
    if runs.is_empty() {
        return None;
    }
    let mut part = Part::new(Tool::ConnectionTest);
    let of_six = |run: &&Run| run.remote.is_some_and(|address| address.is_ipv6());
    let six_fails = runs.iter().any(|run| of_six(&run) && run.connected == Some(false));
    let four_works = runs.iter().any(|run| !of_six(&run) && run.connected == Some(true));
    for run in &runs {
        let port = run.port.map_or_else(String::new, |port| alloc::format!("{port}"));
        let own = run.remote.is_some_and(|address| address.is_loopback() || Some(address) == run.source);
        if own {
            let found = ("report-client-path", "own-address");
            part.understood.derive(base, ("RemoteAddress", ""), "test-own-address", Rank::Fault, found);
        }
        let family = if of_six(&run) { "IPv6" } else { "IPv4" };
        let what = alloc::format!("TcpTestSucceeded {family} {port}");
        match run.connected {
            Some(true) => part.understood.note(what, "True", "test-connected"),
            Some(false) if of_six(&run) && four_works => {
                let found = ("report-client-path", "six-fails");
                part.understood.derive(base, (what, "False"), "test-six-fails", Rank::Fault, found);
            }
            Some(false) => part.understood.note(what, "False", "test-not-connected"),
            None => {}
        }
    }
    if six_fails && !four_works {
        part.understood.note("IPv4", "", "test-four-missing");
    }
    Some(part)
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut seen: Vec<&str> = Vec::new();
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let (name, value) = (name.trim(), value.trim());
        let known = ["ComputerName", "RemoteAddress", "RemotePort", "SourceAddress", "TcpTestSucceeded"];
        let Some(name) = known.into_iter().find(|known| *known == name) else { continue };
        // A property that comes again belongs to the next run.
        if seen.contains(&name) {
            keep(&mut runs, core::mem::take(&mut run));
            seen.clear();
        }
        seen.push(name);
        match name {
            "RemoteAddress" => run.remote = address(value),
            "SourceAddress" => run.source = address(value),
            "RemotePort" => run.port = value.parse().ok(),
            "TcpTestSucceeded" => run.connected = truth(value),
            _ => {}
        }
    }
    keep(&mut runs, run);
    runs
}

fn keep(runs: &mut Vec<Run>, run: Run) {
    if run.connected.is_some() || (run.remote.is_some() && run.source.is_some()) {
        runs.push(run);
    }
}

/// An address without its zone.
fn address(text: &str) -> Option<IpAddr> {
    text.split('%').next()?.parse().ok()
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "True" => Some(true),
        "False" => Some(false),
        _ => None,
    }
}
