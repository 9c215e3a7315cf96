//! `/remedies/{id}`: one way to cure or relieve, with the causes that it is for.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use diagnosis::Surface;
use diagnosis::knowledge_base::RemedyIndex;
use diagnosis::words::{Link, remedy_card};

use super::entry::{Entry, causes, links};
use super::plan::Missing;
use crate::crosslinks::cured_by;
use crate::failure::PageError;
use crate::layout::{Nav, Shell};
use crate::page::Page;
use crate::visit::Visit;

pub(crate) async fn get(visit: Visit, Path(id): Path<String>) -> Response {
    match visit.base().remedy_by_id(&id) {
        Some(remedy) => page(&visit, remedy, &Surface::default(), None).into_response(),
        None => PageError::NotFound.into_response(),
    }
}

/// The page, with the commands of a gated remedy that was confirmed.
pub(crate) fn page<'a>(
    visit: &'a Visit,
    index: RemedyIndex,
    surface: &Surface,
    missing: Option<Missing>,
) -> Page<impl Template + 'a> {
    let w = visit.w();
    let id = visit.base().remedy(index).map_or("", |remedy| remedy.id.as_str());
    let mut card = remedy_card(visit.base(), visit.words(), visit.steps(), visit.places(), index, surface);
    for gate in card.iter_mut().filter_map(|card| card.gate.as_mut()) {
        gate.action = visit.places().page(&format!("/remedies/{id}/confirm"));
    }
    let title = visit.words().remedy(index).to_string();
    let list = Link { text: w.say("causes.heading"), href: visit.places().page("/causes") };
    let gate = card.as_ref().is_some_and(|card| card.gate.is_some());
    let shell = Shell::new(visit, title.clone()).nav(Nav::Causes).commands().gate(gate);
    let myths = visit.articles().reference.myths.iter().filter(|myth| myth.remedies.contains(&index));
    let myth = |myth: &diagnosis::words::reference::MythWords| Link {
        text: myth.title.clone(),
        href: visit.places().page(&format!("/myths/{}", myth.id)),
    };
    let groups = [
        links(w.say("remedy.cures"), causes(visit, &cured_by(visit, index))),
        links(w.say("remedy.instead-of"), myths.map(myth).collect()),
    ];
    let entry = Entry {
        shell: if missing.is_some() { shell.wrong() } else { shell },
        missing,
        card,
        links: groups.into_iter().flatten().collect(),
        ..Entry::new(Shell::new(visit, ""), list, title, w.say("remedy.lede"))
    };
    let review = visit.articles().remedy_reviews.get(index.position());
    entry.described(visit, &format!("/remedies/{id}"), review).page(visit)
}
