//! `/observations/{id}`: one thing that can be learned, how, and what each outcome speaks for.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use diagnosis::knowledge_base::{CauseIndex, ObservationIndex, OutcomeIndex, Role};
use diagnosis::words::{Link, confirmation_card};

use super::entry::{Entry, Fact, Links, causes, links};
use crate::crosslinks::spoken_for;
use crate::failure::PageError;
use crate::layout::{Nav, Shell};
use crate::visit::Visit;

pub(crate) async fn get(visit: Visit, Path(id): Path<String>) -> Response {
    let (base, w) = (visit.base(), visit.w());
    let index = base.observation_by_id(&id);
    let found = index.and_then(|index| Some((index, base.observation(index)?, visit.words().observation(index)?)));
    let Some((index, observation, words)) = found.filter(|(_, o, _)| matches!(o.role, Role::Symptom | Role::Context))
    else {
        return PageError::NotFound.into_response();
    };
    let list = Link { text: w.say("causes.heading"), href: visit.places().page("/causes") };
    let card = confirmation_card(base, visit.words(), visit.steps(), visit.places(), index);
    let shell = Shell::new(&visit, words.question.clone()).nav(Nav::Causes);
    let outcome = |position: usize| outcome(&visit, index, OutcomeIndex::at(position));
    let confirms = base.causes.iter().enumerate().filter(|(_, cause)| cause.confirm.contains(&index));
    let confirms: Vec<CauseIndex> = confirms.map(|(position, _)| CauseIndex::at(position)).collect();
    let mut groups: Vec<Links> = (0..observation.outcomes.len()).filter_map(outcome).collect();
    groups.extend(links(w.say("observation.confirms"), causes(&visit, &confirms)));
    let entry = Entry {
        facts: if words.help.is_empty() {
            Vec::new()
        } else {
            vec![Fact::text(w.say("observation.help"), &words.help)]
        },
        shell: if card.is_some() { shell.commands() } else { shell },
        card,
        links: groups,
        ..Entry::new(Shell::new(&visit, ""), list, words.question.clone(), words.why.clone())
    };
    let review = visit.articles().observation_reviews.get(index.position());
    entry.described(&visit, &format!("/observations/{id}"), review).page(&visit).into_response()
}

/// An outcome with the causes it speaks for.
fn outcome(visit: &Visit, index: ObservationIndex, outcome: OutcomeIndex) -> Option<Links> {
    let text = visit.words().outcome(index, outcome)?.text.clone();
    let heading = visit.w().fill("observation.outcome", &[("outcome", &text)]);
    links(heading, causes(visit, &spoken_for(visit, index, outcome)))
}
