//! `/causes/{id}`: the article of a cause.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use diagnosis::Surface;
use diagnosis::consultation::Station;
use diagnosis::knowledge_base::{Cause, CauseIndex, Stage};
use diagnosis::words::reference::Review;
use diagnosis::words::{Article, ArticleCards, Link, SourceWords, StationView, article_cards, line};

use super::causes::{frequency, frequency_key, grade, grade_key};
use super::entry::reviewed;
use super::plan::Missing;
use crate::calendar;
use crate::crosslinks::{About, about, remedy_link};
use crate::failure::PageError;
use crate::layout::{Nav, Shell};
use crate::linked_data::Described;
use crate::markdown;
use crate::page::Page;
use crate::portal::PageWords;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "cause.html")]
struct CausePage<'a> {
    shell: Shell<'a>,
    wrong: Vec<(String, String)>,
    missing: Option<Missing>,
    family: String,
    title: String,
    summary: String,
    line: Vec<StationView>,
    tags: Vec<String>,
    /// Minutes and people of the best fix.
    best: Vec<String>,
    happens: String,
    recognise: String,
    prevention: String,
    cards: ArticleCards,
    sources: Vec<SourceRow>,
    confused: Vec<(Link, String)>,
    grade: String,
    grade_reason: String,
    frequency: String,
    weight_reason: String,
    reviewed: String,
    about: About,
    /// The fixes as pages of their own.
    remedies: Vec<Link>,
}

/// A source with how and when it was read.
pub(crate) struct SourceRow {
    pub(crate) publisher: String,
    pub(crate) title: String,
    pub(crate) address: String,
    pub(crate) read: String,
}

impl CausePage<'_> {
    /// The message at the confirmation of a remedy; empty if nothing is missing there.
    fn wrong_for(&self, remedy: &str) -> &str {
        self.missing.as_ref().filter(|missing| missing.remedy == remedy).map_or("", |missing| &missing.message)
    }
}

pub(crate) async fn get(visit: Visit, Path(id): Path<String>) -> Response {
    match visit.base().cause_by_id(&id) {
        Some(cause) => page(&visit, cause, &Surface::default(), None).into_response(),
        None => PageError::NotFound.into_response(),
    }
}

/// The article, with the commands of gated steps that were confirmed.
pub(crate) fn page<'a>(
    visit: &'a Visit,
    index: CauseIndex,
    surface: &Surface,
    missing: Option<Missing>,
) -> Page<impl Template + 'a> {
    let (base, w) = (visit.base(), visit.w());
    let cause = &base.causes[index.position()];
    let article = visit.articles().causes.get(index.position()).cloned().unwrap_or_default();
    let title = visit.words().cause(index).to_string();
    let mut cards = article_cards(base, visit.words(), visit.steps(), visit.places(), index, surface);
    for gate in cards.fix.iter_mut().filter_map(|card| card.gate.as_mut()) {
        gate.action = visit.places().page(&format!("/causes/{}/confirm", cause.id));
    }
    // An observation and a remedy may have the same id.
    cards.confirm.iter_mut().for_each(|card| card.anchor.insert_str(0, "confirm-"));
    // Said once, above the first step that it is about.
    cards.fix.iter_mut().filter(|card| card.notice.is_some()).skip(1).for_each(|card| card.notice = None);
    let gate = cards.fix.iter().any(|card| card.gate.is_some());
    let (last, changed) = (article.last_reviewed.clone(), article.changed.clone());
    let review = Review { last, days: article.review_in_days, changed };
    let list = Link { text: w.say("causes.heading"), href: visit.places().page("/causes") };
    let path = format!("/causes/{}", cause.id);
    let described =
        Described { path: &path, title: &title, summary: &article.summary, review: Some(&review), list: Some(&list) };
    let shell = Shell::new(visit, title.clone()).nav(Nav::Causes).commands().gate(gate).described(visit, &described);
    let wrong = missing.iter().map(|missing| (format!("{}-{}", missing.remedy, missing.name), missing.message.clone()));
    let status = if missing.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = CausePage {
        wrong: wrong.collect(),
        shell: if missing.is_some() { shell.wrong() } else { shell },
        missing,
        family: visit.words().families.get(cause.family.position()).map_or_else(String::new, |f| f.title.clone()),
        title,
        summary: article.summary.clone(),
        line: cause_line(visit, cause),
        tags: vec![frequency(w, cause.frequency), grade(w, cause.grade)],
        best: best(w, &cards),
        happens: markdown::render(visit.places(), &article.happens),
        recognise: markdown::render(visit.places(), &article.recognise),
        prevention: markdown::render(visit.places(), &article.prevention),
        cards,
        sources: article.sources.iter().filter_map(|id| visit.articles().source(id)).map(|s| source(w, s)).collect(),
        confused: confused(visit, &article),
        grade: w.say(&format!("grade.{}-means", grade_key(cause.grade))),
        grade_reason: article.grade_reason.clone(),
        frequency: w.say(&format!("frequency.{}-means", frequency_key(cause.frequency))),
        weight_reason: article.weight_reason.clone(),
        reviewed: reviewed(visit, &review),
        about: about(visit, index),
        remedies: cause.remedies.iter().filter_map(|(remedy, _)| remedy_link(visit, *remedy)).collect(),
    };
    Page::new(page.shell.policy(), page).status(status).explained(visit)
}

/// The line of a cause. A stage between two that may break is reached in some cases: "not reached" would be wrong.
fn cause_line(visit: &Visit, cause: &Cause) -> Vec<StationView> {
    let stations = stations(cause);
    let last = stations.iter().rposition(|station| *station == Station::Maybe).unwrap_or(0);
    let mut line = line(visit.words(), &stations);
    for (view, _) in line.iter_mut().zip(&stations).take(last).filter(|(_, station)| **station == Station::Open) {
        view.state = visit.w().say("cause.line-between");
    }
    line
}

/// Where the cause breaks the line. What lies before is passed; with several stages, each of them may break.
fn stations(cause: &Cause) -> [Station; 5] {
    let first = cause.stages.iter().min().copied();
    let broken = if cause.stages.len() == 1 { Station::Broke } else { Station::Maybe };
    Stage::ALL.map(|stage| match first {
        _ if cause.stages.contains(&stage) => broken,
        Some(first) if stage < first => Station::Done,
        _ => Station::Open,
    })
}

/// Minutes and people of the most promising fix.
fn best(w: PageWords<'_>, cards: &ArticleCards) -> Vec<String> {
    let Some(card) = cards.fix.first() else { return Vec::new() };
    let minutes = card.meta.get(1).map(|minutes| w.fill("cause.minutes", &[("minutes", minutes)]));
    minutes.into_iter().chain([w.fill("cause.who", &[("who", &card.audience)])]).collect()
}

fn confused(visit: &Visit, article: &Article) -> Vec<(Link, String)> {
    let link = |index: CauseIndex| {
        let cause = visit.base().causes.get(index.position())?;
        Some(Link { text: visit.words().cause(index).to_string(), href: visit.places().cause(&cause.id) })
    };
    article.confused_with.iter().filter_map(|(other, difference)| Some((link(*other)?, difference.clone()))).collect()
}

/// A source in words: what kind it is, how it was read, and when.
pub(crate) fn source(w: PageWords<'_>, source: &SourceWords) -> SourceRow {
    let kind = w.say(&format!("kind.{}", source.kind));
    let seen = w.say(&format!("seen.{}", source.seen.replace(' ', "-")));
    let date = calendar::date(w, &source.read);
    SourceRow {
        publisher: source.publisher.clone(),
        title: source.title.clone(),
        address: source.address.clone(),
        read: w.fill("cause.read", &[("kind", &kind), ("seen", &seen), ("date", &date)]),
    }
}
