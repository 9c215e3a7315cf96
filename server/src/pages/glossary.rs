//! `/glossary`: the words of the field in plain words.

use askama::Template;
use axum::response::{IntoResponse, Response};
use diagnosis::words::Link;

use super::entry::causes;
use crate::layout::{Nav, Shell};
use crate::linked_data::Described;
use crate::page::Page;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "glossary.html")]
struct Glossary<'a> {
    shell: Shell<'a>,
    heading: String,
    lede: String,
    terms: Vec<Term>,
}

struct Term {
    id: String,
    term: String,
    also: String,
    means: String,
    causes: Vec<Link>,
}

pub(crate) async fn get(visit: Visit) -> Response {
    let w = visit.w();
    let (heading, lede) = (w.say("glossary.heading"), w.say("glossary.lede"));
    let term = |term: &diagnosis::words::reference::TermWords| Term {
        id: term.id.clone(),
        term: term.term.clone(),
        also: term.also.join(", "),
        means: term.means.clone(),
        causes: causes(&visit, &term.causes),
    };
    let described = Described { path: "/glossary", title: &heading, summary: &lede, review: None, list: None };
    let shell = Shell::new(&visit, heading.clone()).nav(Nav::Search).described(&visit, &described);
    let terms = visit.articles().reference.terms.iter().map(term).collect();
    Page::new(shell.policy(), Glossary { shell, heading, lede, terms }).into_response()
}
