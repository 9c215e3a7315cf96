//! `/causes`: all causes by family.

use askama::Template;
use axum::response::{IntoResponse, Response};
use diagnosis::knowledge_base::{FamilyIndex, Frequency, Grade};

use crate::layout::{Nav, Shell};
use crate::linked_data::Described;
use crate::page::Page;
use crate::portal::PageWords;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "causes.html")]
struct CausesPage<'a> {
    shell: Shell<'a>,
    lede: String,
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
    let (title, lede) = (w.say("causes.title"), w.count("causes.lede", visit.base().causes.len(), &[]));
    let described = Described { path: "/causes", title: &title, summary: &lede, review: None, list: None };
    let page = CausesPage {
        shell: Shell::new(&visit, title.clone()).nav(Nav::Causes).described(&visit, &described),
        lede: lede.clone(),
        families: families(&visit),
    };
    Page::new(page.shell.policy(), page).into_response()
}

/// The families, the most frequent one first.
fn families(visit: &Visit) -> Vec<FamilyList> {
    let list = |family: usize| FamilyList {
        title: visit.words().families.get(family).map_or_else(String::new, |f| f.title.clone()),
        causes: rows(visit, FamilyIndex::at(family)),
    };
    let causes = &visit.base().causes;
    let weight =
        |family: usize| -> u32 { causes.iter().filter(|c| c.family.position() == family).map(|c| c.weight.0).sum() };
    let mut order: Vec<usize> = (0..visit.base().families.len()).collect();
    order.sort_by_key(|family| (std::cmp::Reverse(weight(*family)), *family));
    order.into_iter().map(list).filter(|family| !family.causes.is_empty()).collect()
}

fn rows(visit: &Visit, family: FamilyIndex) -> Vec<CauseRow> {
    let mut causes: Vec<_> =
        visit.base().causes.iter().enumerate().filter(|(_, cause)| cause.family == family).collect();
    causes.sort_by(|(a, x), (b, y)| y.weight.cmp(&x.weight).then(a.cmp(b)));
    let row = |(position, cause): (usize, &diagnosis::knowledge_base::Cause)| {
        let title = visit.words().causes.get(position)?.title.clone();
        let article = visit.articles().causes.get(position)?;
        Some(CauseRow {
            title,
            href: visit.places().cause(&cause.id),
            summary: article.summary.clone(),
            frequency: frequency(visit.w(), cause.frequency),
            grade: grade(visit.w(), cause.grade),
        })
    };
    causes.into_iter().filter_map(row).collect()
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
