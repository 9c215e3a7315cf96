//! `/codes/{code}`: what a disconnect code says. The page of 0x904 tells more than those of its neighbours.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use diagnosis::evidence::{Entry, Observed};
use diagnosis::knowledge_base::OutcomeIndex;
use diagnosis::posterior::Posterior;
use diagnosis::reading::dialog;
use diagnosis::words::{Link, StationView, line};
use diagnosis::{Evidence, Surface, consult, transcript};

use super::cause::{SourceRow, source};
use super::entry::reviewed;
use super::read::hex;
use super::start::OUR_CASE;
use super::{failed, other_code};
use crate::failure::PageError;
use crate::layout::{Nav, Shell};
use crate::linked_data::Described;
use crate::page::Page;
use crate::visit::Visit;

/// The code that this portal is made for.
const OURS: u32 = 0x904;
/// Codes that reports of 0x904 name beside it, or that look like it; shown at once, the rest folded.
const NEAR: [u32; 11] = [OURS, 0x3, 0x4, 0x104, 0x108, 0x204, 0x304, 0x404, 0x704, 0x906, 0x908];
/// Causes named for a moment at which the error comes.
const FIRST: usize = 3;

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage<'a> {
    shell: Shell<'a>,
    heading: String,
    decimal: String,
    means: String,
    go: String,
    /// Whether the meaning is documented.
    sure: bool,
    /// The interview with this code told along.
    also: String,
    /// What only the page of 0x904 holds.
    own: Option<Own>,
    neighbours: Vec<CodeRow>,
    rest: Vec<CodeRow>,
    rest_label: String,
    source: Option<SourceRow>,
    reviewed: String,
    causes: String,
}

struct Own {
    line: Vec<StationView>,
    /// What the extended code 0x7 says.
    seven: String,
    extended: Vec<(String, String)>,
    phases: Vec<Phase>,
}

/// A moment at which the error comes, and the causes to test first.
struct Phase {
    saw: String,
    causes: Vec<Link>,
}

struct CodeRow {
    hex: String,
    href: String,
    decimal: u32,
    title: String,
}

pub(crate) async fn get(visit: Visit, Path(written): Path<String>) -> Response {
    let Some(number) = dialog::number(visit.base(), &written) else { return PageError::NotFound.into_response() };
    let position = visit.base().codes.iter().position(|code| code.value == number);
    let words = position.and_then(|position| visit.articles().codes.get(position));
    match (position, words) {
        (Some(position), Some(words)) if words.hex == written => page(&visit, position),
        (Some(_), Some(words)) => visit.see_other(&other_code::link(&visit, words).href),
        // The second line of a box, typed as if it were the first.
        _ if visit.base().extended.iter().any(|code| code.value == number) => {
            visit.see_other(&visit.places().page(&format!("/codes/extended/{}", hex(number))))
        }
        _ => failed::unlisted_code(&visit, &hex(number)),
    }
}

fn page(visit: &Visit, position: usize) -> Response {
    let (base, w) = (visit.base(), visit.w());
    let (code, words) = (&base.codes[position], &visit.articles().codes[position]);
    let heading = w.fill("code.heading", &[("code", &words.hex), ("title", &words.title)]);
    let (neighbours, rest) = neighbours(visit, position);
    let path = format!("/codes/{}", words.hex);
    let list = Link { text: w.say("codes.heading"), href: visit.places().page("/codes") };
    let review = Some(&visit.articles().code_review);
    let described = Described { path: &path, title: &heading, summary: &words.means, review, list: Some(&list) };
    let page = CodePage {
        shell: Shell::new(visit, heading.clone()).nav(Nav::Codes).described(visit, &described),
        heading,
        decimal: w.fill("code.decimal", &[("n", &code.value.to_string())]),
        means: words.means.clone(),
        go: words.go.clone(),
        sure: code.sure,
        also: other_code::also(visit, Some(position)),
        own: (code.value == OURS).then(|| own(visit)),
        rest_label: w.count("code.rest", rest.len(), &[]),
        neighbours,
        rest,
        source: visit.articles().source(&words.source).map(|s| source(w, s)),
        reviewed: reviewed(visit, &visit.articles().code_review),
        causes: w.count("code.causes-link", base.causes.len(), &[]),
    };
    Page::new(page.shell.policy(), page).explained(visit).into_response()
}

fn own(visit: &Visit) -> Own {
    let stations = consult(visit.base(), &Evidence::default(), &Surface::default()).line;
    let extended: Vec<(String, String)> =
        visit.articles().extended.iter().map(|words| (words.hex.clone(), words.means.clone())).collect();
    Own {
        line: line(visit.words(), &stations),
        seven: extended.iter().find(|(hex, _)| hex == "0x7").map_or_else(String::new, |(_, means)| means.clone()),
        extended,
        phases: phases(visit),
    }
}

/// For each moment at which the error can come: the causes that the engine puts first, if that is all it knows.
fn phases(visit: &Visit) -> Vec<Phase> {
    let base = visit.base();
    let Some(when) = base.observation_by_id("error-phase") else { return Vec::new() };
    let outcomes = visit.words().observation(when).map_or(&[][..], |words| &words.outcomes);
    let phase = |(position, words): (usize, &diagnosis::words::OutcomeWords)| {
        let mut evidence = transcript::parse(base, OUR_CASE);
        evidence.give(Entry::Observed(Observed::asked(when, Some(OutcomeIndex::at(position)))));
        let ranking = Posterior::of(base, &evidence).ranking();
        let causes = ranking.into_iter().take(FIRST).filter_map(|h| {
            let title = visit.words().causes.get(h)?.title.clone();
            Some(Link { text: title, href: visit.places().cause(&base.causes.get(h)?.id) })
        });
        Phase { saw: words.text.clone(), causes: causes.collect() }
    };
    outcomes.iter().enumerate().map(phase).collect()
}

/// The other codes: first those that people mix up with 0x904, then all the rest.
fn neighbours(visit: &Visit, position: usize) -> (Vec<CodeRow>, Vec<CodeRow>) {
    let row = |position: usize| {
        let (code, words) = (&visit.base().codes[position], visit.articles().codes.get(position)?);
        let href = other_code::link(visit, words).href;
        Some(CodeRow { hex: words.hex.clone(), href, decimal: code.value, title: words.title.clone() })
    };
    let value = |position: &usize| visit.base().codes[*position].value;
    let mut others: Vec<usize> = (0..visit.base().codes.len()).filter(|other| *other != position).collect();
    others.sort_by_key(|other| (value(other) != OURS, value(other)));
    let (first, rest): (Vec<usize>, Vec<usize>) = others.into_iter().partition(|other| NEAR.contains(&value(other)));
    (first.into_iter().filter_map(row).collect(), rest.into_iter().filter_map(row).collect())
}
