//! Former answers, each with a link to change it.

use diagnosis::words::{Link, TrailRow};
use yew::prelude::*;

use super::markup::{tag, text};
use super::spans::rich;

pub(super) fn trail(rows: &[TrailRow]) -> Html {
    tag("dl").class("trail").all(rows.iter().enumerate(), row).html()
}

fn row((place, row): (usize, &TrailRow)) -> Html {
    let change = |(link, name): &(Link, String)| {
        let link = tag("a").set("href", &link.href).set("aria-label", name).text(&link.text);
        tag("dd").put(link.html()).html()
    };
    tag("div")
        .nth(place)
        .put(text("dt", "", &row.label))
        .put(tag("dd").put(rich(&row.answer)).html())
        .all(&row.change, change)
        .html()
}

/// The former answers under their heading; nothing before there are any.
pub(super) fn section(class: &'static str, heading: &str, rows: &[TrailRow]) -> Option<Html> {
    let section = || tag("section").class(class).put(text("h2", "", heading)).put(trail(rows)).html();
    (!rows.is_empty()).then(section)
}
