//! The page of one thing that stands around the causes: an event, an update, a myth, a code, a remedy, an observation.
//! All of them have the same shape: facts, text, steps, links both ways, sources.

use askama::Template;
use axum::http::StatusCode;
use diagnosis::knowledge_base::CauseIndex;
use diagnosis::words::reference::Review;
use diagnosis::words::{Link, StepCard};

use super::cause::{SourceRow, source};
use super::plan::Missing;
use crate::calendar;
use crate::layout::Shell;
use crate::linked_data::Described;
use crate::page::Page;
use crate::visit::Visit;

/// One entry. What is empty is not shown.
#[derive(Template)]
#[template(path = "entry.html")]
pub(crate) struct Entry<'a> {
    pub(crate) shell: Shell<'a>,
    /// The list that it belongs to.
    pub(crate) list: Link,
    pub(crate) heading: String,
    pub(crate) lede: String,
    pub(crate) facts: Vec<Fact>,
    /// Rendered Markdown.
    pub(crate) prose: String,
    pub(crate) card: Option<StepCard>,
    /// What was not filled in at its gate.
    pub(crate) missing: Option<Missing>,
    pub(crate) parts: Vec<Part>,
    pub(crate) links: Vec<Links>,
    pub(crate) sources: Vec<SourceRow>,
    /// A caution, such as that the meaning was found in no source.
    pub(crate) caution: String,
    pub(crate) reviewed: String,
}

/// A fact with its label.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) text: String,
    /// Whether it is a name or a number and the same in every language.
    pub(crate) name: bool,
}

/// One of several meanings, or a value inside.
pub(crate) struct Part {
    pub(crate) anchor: String,
    pub(crate) heading: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) text: String,
    pub(crate) caution: String,
    pub(crate) links: Vec<Links>,
    /// How to look it up: label and command.
    pub(crate) command: Option<(String, String)>,
    pub(crate) values: Vec<Value>,
}

/// A value inside an event.
pub(crate) struct Value {
    pub(crate) value: String,
    pub(crate) means: String,
    pub(crate) causes: Vec<Link>,
}

/// Links under a heading, each with a remark that may be empty.
pub(crate) struct Links {
    pub(crate) heading: String,
    pub(crate) rows: Vec<(Link, String)>,
}

impl<'a> Entry<'a> {
    pub(crate) fn new(shell: Shell<'a>, list: Link, heading: String, lede: String) -> Self {
        Self {
            shell,
            list,
            heading,
            lede,
            facts: Vec::new(),
            prose: String::new(),
            card: None,
            missing: None,
            parts: Vec::new(),
            links: Vec::new(),
            sources: Vec::new(),
            caution: String::new(),
            reviewed: String::new(),
        }
    }

    /// The same page as one of its list, for search engines, with its review for readers too.
    pub(crate) fn described(mut self, visit: &Visit, path: &str, review: Option<&Review>) -> Self {
        let described = Described { path, title: &self.heading, summary: &self.lede, review, list: Some(&self.list) };
        self.shell = self.shell.described(visit, &described);
        self.reviewed = review.map_or_else(String::new, |review| reviewed(visit, review));
        self
    }

    pub(crate) fn page(self, visit: &Visit) -> Page<Self> {
        let status = if self.missing.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Page::new(self.shell.policy(), self).status(status).explained(visit)
    }

    fn wrong(&self) -> &str {
        self.missing.as_ref().map_or("", |missing| &missing.message)
    }
}

impl Fact {
    pub(crate) fn text(label: String, text: impl Into<String>) -> Self {
        Self { label, text: text.into(), name: false }
    }

    pub(crate) fn name(label: String, name: impl Into<String>) -> Self {
        Self { label, text: name.into(), name: true }
    }
}

/// Links to causes, in the order given.
pub(crate) fn causes(visit: &Visit, causes: &[CauseIndex]) -> Vec<Link> {
    causes.iter().filter_map(|cause| cause_link(visit, *cause)).collect()
}

pub(crate) fn cause_link(visit: &Visit, index: CauseIndex) -> Option<Link> {
    let cause = visit.base().causes.get(index.position())?;
    Some(Link { text: visit.words().cause(index).to_string(), href: visit.places().cause(&cause.id) })
}

/// A list of links under a heading, if there are any.
pub(crate) fn links(heading: String, rows: Vec<Link>) -> Option<Links> {
    let rows: Vec<(Link, String)> = rows.into_iter().map(|link| (link, String::new())).collect();
    (!rows.is_empty()).then_some(Links { heading, rows })
}

/// Sources by their ids.
pub(crate) fn sources(visit: &Visit, ids: &[String]) -> Vec<SourceRow> {
    ids.iter().filter_map(|id| visit.articles().source(id)).map(|s| source(visit.w(), s)).collect()
}

/// When it was reviewed, and whether the next review is overdue.
pub(crate) fn reviewed(visit: &Visit, review: &Review) -> String {
    let w = visit.w();
    let date = calendar::date(w, &review.last);
    let next = calendar::month_after(w, &review.last, review.days);
    let key = if calendar::is_past(visit.portal().clock, &review.last, review.days) {
        "review.overdue"
    } else {
        "cause.reviewed"
    };
    w.fill(key, &[("date", &date), ("next", &next)])
}
