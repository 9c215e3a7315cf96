//! The checks panel, in the place that the page keeps for it.

use diagnosis::words::Link;
use diagnosis::words::checks::CheckRow;
use yew::prelude::*;

use super::marks::{bar, mark};
use super::markup::{link, tag, text};
use crate::state::{PanelButton, PanelView};

/// The place kept for the checks in a step; hidden until there is something to show.
pub(super) fn place(view: Option<&PanelView>) -> Html {
    tag("section").fix("id", "checks").flag("hidden", view.is_none()).all(view, panel).html()
}

/// The panel.
pub(super) fn panel(view: &PanelView) -> Html {
    let panel = tag("div").class("flow").put(text("h2", "", &view.checks.heading)).put(status(view));
    let panel = if view.begun {
        let rows = tag("ul").class("rows").all(&view.checks.rows, row).html();
        panel.put(bar(view.checks.percent, "v")).put(rows)
    } else {
        panel
    };
    let about = tag("p").class("fine soft").text(&view.checks.limits).text(" ").text(&view.announced).html();
    let details = |details: &Link| tag("p").class("small").put(link("", details)).html();
    panel
        .all(&view.note, |note| text("p", "small", note))
        .all(buttons(view), |html| html)
        .all(&view.details, details)
        .put(about)
        .html()
}

/// Progress, and that the question is settled: said politely when it changes.
fn status(view: &PanelView) -> Html {
    let settled =
        |(said, on): &(String, Link)| tag("p").put(text("strong", "", said)).text(" ").put(link("", on)).html();
    let progress = view.begun.then_some(&view.checks.progress);
    tag("div")
        .class("small")
        .fix("role", "status")
        .all(progress, |said| text("p", "soft", said))
        .all(&view.settled, settled)
        .html()
}

fn row(row: &CheckRow) -> Html {
    let meaning = (!row.meaning.is_empty()).then_some(&row.meaning);
    tag("li")
        .put(mark(row.mark))
        .put(text("span", "", &row.name))
        .put(text("span", "soft", &row.status))
        .all(meaning, |meaning| text("span", "fine soft", meaning))
        .html()
}

fn buttons(view: &PanelView) -> Option<Html> {
    if view.buttons.is_empty() && view.change.is_none() {
        return None;
    }
    let button = |(command, label): &(PanelButton, String)| {
        let button = tag("button").class("btn quiet small").fix("type", "button");
        button.fix("data-checks", command.word()).text(label).html()
    };
    Some(tag("div").class("row small noprint").all(&view.buttons, button).all(&view.change, |l| link("", l)).html())
}
