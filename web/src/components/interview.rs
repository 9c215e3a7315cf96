//! The page that puts one question; its structure is that of the server's `interview.html`.

use diagnosis::words::interview::{Choice, InterviewView};
use yew::prelude::*;

use super::checks::place;
use super::markup::{hidden, link, pieces, replaced, tag, text};
use super::offer::offer;
use super::ranking::{note, ranking};
use super::spans::rich;
use super::trail;
use crate::state::PanelView;

/// The question; `missing` is heading and text, if Continue was pressed without an answer.
pub(super) fn question(
    view: &InterviewView,
    chosen: Option<&str>,
    missing: Option<&(String, String)>,
    panel: Option<&PanelView>,
    visit: u32,
) -> Html {
    let help = (!view.help.is_empty()).then_some(&view.help);
    let asked = [
        text("p", "eyebrow", &view.eyebrow),
        tag("h1").fix("id", "question").put(rich(&view.heading)).html(),
        pieces(help.into_iter().map(|help| tag("p").class("lede").fix("id", "help").put(rich(help)).html()).collect()),
        form(view, chosen, missing.map(|(_, text)| text.as_str())),
        tag("p").class("small").put(link("", &view.skip)).html(),
        pieces(view.offer.iter().map(offer).collect()),
        why(view),
    ];
    // What was asked before is made anew; what stands beside it, most of the page, changes only where it differs.
    let flow = tag("div").class("flow").put(replaced(asked.into(), visit));
    let flow = flow.put(pieces(trail::section("flow", &view.trail_heading, &view.trail).into_iter().collect()));
    let above = missing.map(|(heading, text)| summary(heading, text));
    let above = above.into_iter().chain(view.back.as_ref().map(|back| link("back", back))).collect();
    let cols = tag("div").class("cols").put(flow.html()).put(aside(view, panel));
    // The name keeps it apart from a plan.
    replaced(vec![replaced(above, visit), cols.html()], "question")
}

fn summary(heading: &str, said: &str) -> Html {
    let target = tag("a").fix("href", "#answer").text(said).html();
    tag("div")
        .class("notice flow")
        .fix("id", "error-summary")
        .fix("role", "alert")
        .fix("tabindex", "-1")
        .put(text("h2", "", heading))
        .put(tag("p").put(target).html())
        .html()
}

fn why(view: &InterviewView) -> Html {
    let reasons = tag("div").class("flow").all(&view.why, |reason| tag("p").put(rich(reason)).html());
    tag("details").class("small").put(text("summary", "", &view.why_label)).put(reasons.html()).html()
}

fn aside(view: &InterviewView, panel: Option<&PanelView>) -> Html {
    let estimate = tag("section")
        .class("flow")
        .put(tag("h2").fix("id", "ranking").text(&view.ranking_heading).html())
        .put(ranking(&view.ranking, false))
        .put(note(&view.ranking_note, &view.method));
    tag("aside").fix("aria-labelledby", "ranking").put(place(panel)).put(estimate.html()).html()
}

fn form(view: &InterviewView, chosen: Option<&str>, missing: Option<&str>) -> Html {
    let described = match (missing.is_some(), view.help.is_empty()) {
        (true, true) => Some("answer-error"),
        (true, false) => Some("answer-error help"),
        (false, false) => Some("help"),
        (false, true) => None,
    };
    let fields = tag("fieldset").fix("aria-labelledby", "question");
    let fields = if let Some(ids) = described { fields.fix("aria-describedby", ids) } else { fields };
    let choices = tag("div").class(if missing.is_some() { "choices wrong" } else { "choices" });
    let choices = choices.all(view.choices.iter().enumerate(), |(i, c)| choice(c, i == 0, chosen));
    let error = |said| tag("p").class("error").fix("id", "answer-error").text(said).html();
    let submit = tag("button").class("btn").fix("type", "submit").text(&view.submit);
    tag("form")
        .class("flow")
        .fix("method", "post")
        .set("action", &view.action)
        .flag("novalidate", true)
        .put(hidden("t", &view.transcript))
        .put(hidden("q", &view.key))
        .put(fields.all(missing, error).put(choices.html()).html())
        .put(tag("div").class("row").put(submit.html()).html())
        .html()
}

fn choice(choice: &Choice, first: bool, chosen: Option<&str>) -> Html {
    let checked = chosen.map_or(choice.checked, |value| value == choice.value);
    let radio = tag("input").fix("type", "radio").fix("name", "a").set("value", &choice.value).flag("required", true);
    let radio = if first { radio.fix("id", "answer") } else { radio };
    let hint = (!choice.hint.is_empty()).then_some(&choice.hint);
    let label = tag("span").put(rich(&choice.label)).all(hint, |hint| tag("small").put(rich(hint)).html());
    tag("label").put(radio.checked(checked).html()).put(label.html()).html()
}
