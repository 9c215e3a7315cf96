//! `/causes`: all causes by family, with a filter that works without scripts.

use askama::Template;
use axum::response::{IntoResponse, Response};
use diagnosis::knowledge_base::{FamilyIndex, Frequency, Grade};
use diagnosis::reading::dialog;
use diagnosis::words::Link;

use super::other_code;
use crate::layout::{Nav, Shell};
use crate::page::Page;
use crate::portal::PageWords;
use crate::visit::Visit;

/// Letters of a filter that are looked at.
const LONGEST: usize = 80;

#[derive(Template)]
#[template(path = "causes.html")]
struct CausesPage<'a> {
    shell: Shell<'a>,
    lede: String,
    query: String,
    /// How many were found; empty without a filter.
    found: String,
    /// The page of a code, if the filter is one.
    code: Option<Link>,
    families: Vec<FamilyList>,
}

struct FamilyList {
    title: String,
    causes: Vec<CauseRow>,
}

struct CauseRow {
    title: String,
    href: String,
    summary: String,
    frequency: String,
    grade: String,
}

pub(crate) async fn get(visit: Visit) -> Response {
    let w = visit.w();
    let query: String = visit.asked_for("q").unwrap_or_default().trim().chars().take(LONGEST).collect();
    let families = families(&visit, &query);
    let found: usize = families.iter().map(|family| family.causes.len()).sum();
    let page = CausesPage {
        shell: Shell::new(&visit, w.say("causes.title")).nav(Nav::Causes),
        lede: w.count("causes.lede", visit.base().causes.len(), &[]),
        found: if query.is_empty() { String::new() } else { w.count("causes.found", found, &[("query", &query)]) },
        code: code(&visit, &query),
        families,
        query,
    };
    Page::new(page.shell.policy(), page).into_response()
}

/// The families that have causes which hold every word of the filter, the most frequent family first.
fn families(visit: &Visit, query: &str) -> Vec<FamilyList> {
    let wanted: Vec<String> = query.to_lowercase().split_whitespace().map(str::to_string).collect();
    let list = |family: usize| FamilyList {
        title: visit.words().families.get(family).map_or_else(String::new, |f| f.title.clone()),
        causes: rows(visit, FamilyIndex::at(family), &wanted),
    };
    let causes = &visit.base().causes;
    let weight =
        |family: usize| -> u32 { causes.iter().filter(|c| c.family.position() == family).map(|c| c.weight.0).sum() };
    let mut order: Vec<usize> = (0..visit.base().families.len()).collect();
    order.sort_by_key(|family| (std::cmp::Reverse(weight(*family)), *family));
    order.into_iter().map(list).filter(|family| !family.causes.is_empty()).collect()
}

fn rows(visit: &Visit, family: FamilyIndex, wanted: &[String]) -> Vec<CauseRow> {
    let mut causes: Vec<_> =
        visit.base().causes.iter().enumerate().filter(|(_, cause)| cause.family == family).collect();
    causes.sort_by(|(a, x), (b, y)| y.weight.cmp(&x.weight).then(a.cmp(b)));
    let row = |(position, cause): (usize, &diagnosis::knowledge_base::Cause)| {
        let title = visit.words().causes.get(position)?.title.clone();
        let article = visit.articles().causes.get(position)?;
        let text = format!("{} {title} {} {}", cause.id, article.summary, article.recognise).to_lowercase();
        wanted.iter().all(|word| text.contains(word)).then(|| CauseRow {
            title,
            href: visit.places().cause(&cause.id),
            summary: article.summary.clone(),
            frequency: frequency(visit.w(), cause.frequency),
            grade: grade(visit.w(), cause.grade),
        })
    };
    causes.into_iter().filter_map(row).collect()
}

/// The page of the code that somebody typed as a filter.
fn code(visit: &Visit, query: &str) -> Option<Link> {
    let number = dialog::number(visit.base(), query)?;
    let position = visit.base().codes.iter().position(|code| code.value == number)?;
    visit.articles().codes.get(position).map(|words| other_code::link(visit, words))
}

/// How often, in words.
pub(crate) fn frequency(w: PageWords<'_>, frequency: Frequency) -> String {
    w.say(&format!("frequency.{}", frequency_key(frequency)))
}

/// Key of a frequency.
pub(crate) fn frequency_key(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Common => "common",
        Frequency::Occasional => "occasional",
        Frequency::Rare => "rare",
    }
}

/// What the link to 0x904 rests on, in words.
pub(crate) fn grade(w: PageWords<'_>, grade: Grade) -> String {
    let name = w.say(&format!("grade.{}", grade_key(grade)));
    w.fill("grade.label", &[("grade", &name)])
}

/// Key of a grade.
pub(crate) fn grade_key(grade: Grade) -> &'static str {
    match grade {
        Grade::Vendor => "vendor",
        Grade::Reproduced => "reproduced",
        Grade::FieldReport => "field-report",
        Grade::Inferred => "inferred",
    }
}
