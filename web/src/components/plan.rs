//! The plan, and the designed ends; its structure is that of the server's `plan.html`.

use diagnosis::words::plan::{AskView, PlanView, WorkedView};
use diagnosis::words::remarks::Remark;
use diagnosis::words::{KnownRow, Link};
use yew::prelude::*;

use super::checks::place;
use super::line::line;
use super::marks::mark;
use super::markup::{Tag, link, pieces, tag, text};
use super::offer::offer;
use super::ranking::{note, ranking};
use super::spans::rich;
use super::step_card::{CopyLabels, copyable, step};
use super::trail;
use crate::state::PanelView;

/// The plan; `copied` is the label of a copy button that was pressed.
pub(super) fn plan(view: &PlanView, copied: &str, panel: Option<&PanelView>) -> Vec<Html> {
    let labels = CopyLabels { copy: &view.copy, copied };
    let going = view.worked.is_none();
    let mut blocks = tag("div")
        .put(head(view))
        .all(&view.worked, |worked_view| worked(worked_view, labels))
        .put(known(view))
        .put(causes(view));
    if going {
        blocks = blocks.put(next(view, labels)).put(fix(view, labels));
    }
    if going || !view.asks.is_empty() {
        blocks = blocks.put(who(view, labels));
    }
    let columns = tag("div").class("cols").put(blocks.html()).put(aside(view, panel));
    vec![link("back", &view.back), columns.html()]
}

fn head(view: &PlanView) -> Html {
    let buttons = || {
        let row = tag("div").class("row noprint");
        row.all(&view.jump, |l| link("btn", l)).all(&view.more, |l| link("btn quiet", l)).html()
    };
    tag("header")
        .class("flow")
        .put(text("p", "eyebrow", &view.eyebrow))
        .put(text("h1", "", &view.heading))
        .put(tag("p").class("lede").put(rich(&view.lede)).html())
        .put(line(&view.line_name, &view.line))
        .all((view.jump.is_some() || view.more.is_some()).then(buttons), |html| html)
        .all(&view.remarks, remark)
        .html()
}

fn remark(remark: &Remark) -> Html {
    let ways = (!remark.links.is_empty()).then_some(&remark.links);
    let notice = tag("div").class("notice flow").put(text("h2", "", &remark.heading));
    notice
        .put(tag("p").put(rich(&remark.text)).html())
        .all(ways, |links| tag("p").all(links, |l| pieces(vec![link("", l), Html::from(" ")])).html())
        .html()
}

fn worked(view: &WorkedView, labels: CopyLabels<'_>) -> Html {
    let prevent = |(cause, said): &(Link, String)| {
        pieces(vec![tag("h3").put(link("", cause)).html(), tag("p").put(rich(said)).html()])
    };
    let undo = (!view.undo.is_empty()).then_some(&view.undo_heading);
    let heading = (!view.prevention.is_empty()).then_some(&view.prevention_heading);
    tag("section")
        .class("block flow")
        .all(&view.text, |said| text("p", "", said))
        .all(undo, |heading| text("h2", "", heading))
        .all(&view.undo, |card| step(card, &card.anchor, false, labels))
        .all(heading, |heading| text("h2", "", heading))
        .all(&view.prevention, prevent)
        .put(tag("p").class("noprint").put(link("", &view.again)).html())
        .html()
}

/// A numbered block with its heading.
fn block(id: &'static str, heading: &str) -> Tag {
    let heading = tag("h2").fix("id", id).text(heading);
    tag("section").class("block flow").fix("aria-labelledby", id).put(heading.html())
}

fn known(view: &PlanView) -> Html {
    let row = |row: &KnownRow| {
        let said = tag("span").put(rich(&row.text));
        tag("li").put(mark(row.mark)).put(said.html()).put(text("span", "soft", &row.source)).html()
    };
    let block = block("b1", &view.headings[0]);
    if view.known.is_empty() {
        return block.put(text("p", "", &view.known_none)).html();
    }
    block.put(tag("ul").class("rows").all(&view.known, row).html()).html()
}

fn causes(view: &PlanView) -> Html {
    block("b2", &view.headings[1])
        .put(ranking(&view.ranking, true))
        .put(note(&view.ranking_note, &view.method))
        .all(&view.turn, details)
        .all(&view.ruled_out, details)
        .html()
}

/// A folded part.
fn details((label, said): &(String, String)) -> Html {
    tag("details").class("small").put(text("summary", "", label)).put(tag("p").put(rich(said)).html()).html()
}

fn next(view: &PlanView, labels: CopyLabels<'_>) -> Html {
    let block = block("b3", &view.headings[2]).put(text("p", "", &view.next_reason));
    block
        .all(&view.next, |card| step(card, "next", true, labels))
        .all(&view.overtake, details)
        .all(&view.offer, offer)
        .html()
}

fn fix(view: &PlanView, labels: CopyLabels<'_>) -> Html {
    let block = block("b4", &view.headings[3]).put(text("p", "", &view.fix_note));
    block.all(&view.fix, |card| step(card, &card.anchor, false, labels)).html()
}

fn who(view: &PlanView, labels: CopyLabels<'_>) -> Html {
    let ask = |ask: &AskView| {
        let message = copyable(&ask.label, Html::from(&ask.message), labels);
        pieces(vec![text("h3", "", &ask.heading), text("p", "", &ask.text), message])
    };
    block("b5", &view.headings[4]).fix("id", "who").put(text("p", "", &view.who_note)).all(&view.asks, ask).html()
}

fn aside(view: &PlanView, panel: Option<&PanelView>) -> Html {
    let picture = tag("img").set("src", &view.qr).set("alt", &view.qr_name).fix("width", "120").fix("height", "120");
    let code = tag("div").class("qr").put(picture.html()).put(text("p", "small soft", &view.later_text));
    let later = tag("section")
        .class("flow")
        .put(tag("h2").fix("id", "later").text(&view.later_heading).html())
        .put(code.html())
        .put(tag("p").class("small").put(link("", &view.address)).html())
        .all(&view.evidence, |evidence| tag("p").class("small noprint").put(link("", evidence)).html());
    tag("aside")
        .fix("aria-labelledby", "later")
        .put(place(panel))
        .put(later.html())
        .all(trail::section("flow noprint", &view.trail_heading, &view.trail), |html| html)
        .html()
}
