//! Likely causes. In the interview they are names only; in the plan they are links with reasons.

use diagnosis::words::{Link, RankRow};
use yew::prelude::*;

use super::marks::bar;
use super::markup::{link, tag, text};
use super::spans::rich;

pub(super) fn ranking(rows: &[RankRow], reasons: bool) -> Html {
    tag("ol").class("rank").all(rows, |r| row(r, reasons)).html()
}

fn row(row: &RankRow, reasons: bool) -> Html {
    let title = match &row.href {
        Some(href) if reasons => tag("a").set("href", href).text(&row.title).html(),
        Some(_) => text("span", "", &row.title),
        None => text("span", "soft", &row.title),
    };
    let figure = text("span", "soft small", &row.percent_text);
    let item = tag("li")
        .put(tag("div").class("row").put(title).put(figure).html())
        .put(bar(row.percent, if row.href.is_some() { "v" } else { "o" }));
    if reasons && !row.reasons.is_empty() {
        return item.put(tag("p").class("small soft").put(rich(&row.reasons)).html()).html();
    }
    item.html()
}

/// What the figures are, and how they are made.
pub(super) fn note(text: &str, method: &Link) -> Html {
    tag("p").class("fine soft").text(text).text(" ").put(link("", method)).html()
}
