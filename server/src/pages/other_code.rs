//! When the code belongs to another fault: say so, say where to go on, and take in whoever saw 0x904 as well.

use askama::Template;
use axum::response::{IntoResponse, Response};
use diagnosis::consultation::Ending;
use diagnosis::evidence::{Entry, Observed};
use diagnosis::words::{CodeWords, Link};
use diagnosis::{Consultation, KnowledgeBase, transcript};

use super::start::OUR_CASE;
use crate::layout::Shell;
use crate::page::Page;
use crate::visit::Visit;

/// What a code of a family says about "Did other attempts show other messages?".
const AS_OTHER_MESSAGE: [(&str, &str); 5] = [
    ("unreachable", "unreachable"),
    ("sign-in", "logon"),
    ("gateway", "gateway"),
    ("licensing", "licence"),
    ("security", "security"),
];

#[derive(Template)]
#[template(path = "other_code.html")]
struct OtherCodePage<'a> {
    shell: Shell<'a>,
    heading: String,
    means: String,
    go: String,
    also: String,
    page: Link,
}

/// The page, if the case ends with another code.
pub(crate) fn page(visit: &Visit, consultation: &Consultation) -> Option<Response> {
    let Some(Ending::OtherCode(outcome)) = consultation.ending else { return None };
    let words = visit.articles().codes.get(outcome.position())?;
    let heading = heading(visit, words);
    let page = OtherCodePage {
        shell: Shell::new(visit, heading.clone()).unlisted(),
        heading,
        means: words.means.clone(),
        go: words.go.clone(),
        also: also(visit, Some(outcome.position())),
        page: link(visit, words),
    };
    Some(Page::new(page.shell.policy(), page).into_response())
}

/// "0x204 belongs to another fault".
pub(crate) fn heading(visit: &Visit, words: &CodeWords) -> String {
    visit.w().fill("other-code.heading", &[("code", &words.hex), ("title", &words.title)])
}

/// The page of the code.
pub(crate) fn link(visit: &Visit, words: &CodeWords) -> Link {
    let text = visit.w().fill("other-code.link", &[("code", &words.hex)]);
    Link { text, href: visit.places().page(&format!("/codes/{}", words.hex)) }
}

/// The interview about 0x904, with what the other code tells. `code` is its position in the list.
pub(crate) fn also(visit: &Visit, code: Option<usize>) -> String {
    visit.places().interview(&case_beside(visit.base(), code))
}

/// The case of somebody who saw 0x904 and the other code.
pub(crate) fn case_beside(base: &KnowledgeBase, code: Option<usize>) -> String {
    let mut evidence = transcript::parse(base, OUR_CASE);
    let family = code.and_then(|position| base.codes.get(position)).map_or("", |c| c.family.as_str());
    let outcome = AS_OTHER_MESSAGE.iter().find(|(name, _)| *name == family).map(|(_, outcome)| *outcome);
    let messages = base.observation_by_id("other-codes");
    let told = messages.and_then(|o| Some(Observed::asked(o, Some(base.outcome_by_id(o, outcome?)?))));
    if let Some(told) = told {
        evidence.give(Entry::Observed(told));
    }
    transcript::print(base, &evidence)
}
