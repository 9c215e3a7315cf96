//! `/how-we-estimate`: what the figures mean, and what they do not.

use askama::Template;
use axum::response::{IntoResponse, Response};
use diagnosis::evidence::Source;
use diagnosis::knowledge_base::Group;

use crate::layout::Shell;
use crate::markdown;
use crate::page::Page;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "method.html")]
struct MethodPage<'a> {
    shell: Shell<'a>,
    numbers: String,
    /// Sources of findings, and how often each names a wrong outcome.
    noise: Vec<(String, String)>,
    /// Observations that share their errors, and why.
    groups: Vec<(String, String)>,
    grades: Vec<(String, String)>,
    limits: String,
}

pub(crate) async fn get(visit: Visit) -> Response {
    let (base, w) = (visit.base(), visit.w());
    let (written, else_) = (base.causes.len().to_string(), visit.words().percent(base.something_else.value()));
    let numbers = w.fill("method.numbers", &[("written", &written), ("else", &else_)]);
    let noise = Source::ALL.into_iter().zip(base.noise);
    let grades = ["vendor", "reproduced", "field-report", "inferred"];
    let page = MethodPage {
        shell: Shell::new(&visit, w.say("method.heading")),
        numbers: markdown::render(visit.places(), &numbers),
        noise: noise.map(|(source, p)| (w.say(source_key(source)), visit.words().percent(p.value()))).collect(),
        groups: groups(&visit),
        grades: grades.map(|grade| (w.say(&format!("grade.{grade}")), w.say(&format!("grade.{grade}-means")))).into(),
        limits: markdown::render(visit.places(), &w.say("method.limits")),
    };
    Page::new(page.shell.policy(), page).into_response()
}

fn source_key(source: Source) -> &'static str {
    match source {
        Source::StatedByLink => "method.by-link",
        Source::Asked => "method.by-person",
        Source::Pasted => "method.by-text",
        Source::Measured => "method.by-browser",
        Source::Probed => "method.by-probe",
        Source::Collected => "method.by-report",
    }
}

fn groups(visit: &Visit) -> Vec<(String, String)> {
    let members = |group: usize| {
        let of_group = visit.base().observations.iter().zip(&visit.words().observations);
        let names =
            of_group.filter(|(o, _)| o.group.map(usize::from) == Some(group)).map(|(_, words)| words.short.clone());
        names.collect::<Vec<_>>().join("; ")
    };
    let reason = |group: &Group| {
        visit.articles().groups.iter().find(|(id, _)| *id == group.id).map(|(_, reason)| reason.clone())
    };
    let rows = visit.base().groups.iter().enumerate().map(|(g, group)| (members(g), reason(group).unwrap_or_default()));
    rows.filter(|(names, _)| !names.is_empty()).collect()
}
