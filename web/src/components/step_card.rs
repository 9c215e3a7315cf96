//! A step: what to do, what one should see, how to undo it, and how it went or what must be confirmed first.

use diagnosis::words::{Button, Column, CommandView, GateView, OutcomeForm, Part, StepCard};
use yew::prelude::*;

use super::marks::mark;
use super::markup::{hidden, pieces, tag, text};
use super::spans::{rich, spans};

/// Labels of a copy button, before and after it was pressed. The button itself is added where it can work.
#[derive(Clone, Copy, Debug)]
pub(super) struct CopyLabels<'a> {
    pub(super) copy: &'a str,
    pub(super) copied: &'a str,
}

/// The step with its anchor within the page, and whether it is the one to do now.
pub(super) fn step(card: &StepCard, id: &str, now: bool, labels: CopyLabels<'_>) -> Html {
    let title = format!("{id}-title");
    let flow = tag("div")
        .class("flow")
        .put(tag("h3").set("id", &title).text(&card.title).html())
        .put(meta(card))
        .all(&card.parts, |p| part(p, labels));
    let pair = || tag("div").class("pair").all(&card.columns, |c| column(c, labels)).html();
    let article = tag("article")
        .class(if now { "step now" } else { "step" })
        .set("id", id)
        .set("aria-labelledby", &title)
        .put(flow.html())
        .all((!card.columns.is_empty()).then(pair), |html| html)
        .all(&card.form, outcome)
        .all(&card.gate, |view| gate(view, id, &title));
    let notice = card.notice.as_ref();
    let notice = notice.map(|said| tag("div").class("notice small").put(text("p", "", said)).html());
    pieces(notice.into_iter().chain([article.html()]).collect())
}

fn meta(card: &StepCard) -> Html {
    let audience = tag("li").put(text("span", "tag", &card.audience)).html();
    tag("ul").class("meta").put(audience).all(&card.meta, |said| text("li", "", said)).html()
}

fn part(part: &Part, labels: CopyLabels<'_>) -> Html {
    let said = (!part.text.is_empty()).then(|| tag("p").put(spans(&part.text)).html());
    let command = part.command.as_ref().map(|c| command(c, labels));
    pieces(said.into_iter().chain(command).collect())
}

/// A command with the shell and the rights it needs.
fn command(command: &CommandView, labels: CopyLabels<'_>) -> Html {
    let written = tag("code").put(spans(&command.spans)).html();
    copyable(&command.label, written, labels)
}

/// A block that can be copied.
pub(super) fn copyable(label: &str, written: Html, labels: CopyLabels<'_>) -> Html {
    tag("div")
        .class("cmd")
        .set("data-copy", labels.copy)
        .set("data-copied", labels.copied)
        .put(tag("div").put(text("span", "", label)).html())
        .put(tag("pre").put(written).html())
        .html()
}

fn column(column: &Column, labels: CopyLabels<'_>) -> Html {
    let title = match column.mark {
        Some(kind) => tag("h4").put(mark(kind)).text(" "),
        None => tag("h4"),
    };
    tag("div")
        .put(title.put(rich(&column.title)).html())
        .put(tag("p").put(spans(&column.text)).html())
        .all(&column.command, |c| command(c, labels))
        .html()
}

fn outcome(form: &OutcomeForm) -> Html {
    let button = |button: &Button| {
        let tick = tag("button").class("btn quiet tick").fix("name", form.answer_field);
        tick.set("value", &button.value).put(rich(&button.label)).html()
    };
    let question = tag("p").class("small").put(text("strong", "", &form.question)).text(" ");
    tag("form")
        .class("flow")
        .fix("method", "post")
        .set("action", &form.action)
        .set("aria-label", &form.name)
        .put(hidden("t", &form.transcript))
        .put(hidden(form.field, &form.subject))
        .put(question.put(text("span", "soft", &form.hint)).html())
        .put(tag("div").class("row").all(&form.buttons, button).html())
        .html()
}

/// What must be confirmed first. The form goes to the server: the commands of such a step are never in a page that was made
/// from an address.
fn gate(gate: &GateView, id: &str, title: &str) -> Html {
    let condition = |(name, label): &(&'static str, String)| {
        let tick = tag("input").fix("type", "checkbox").set("id", &format!("{id}-{name}")).fix("name", name);
        let tick = tick.fix("value", "yes").flag("required", true);
        tag("label").put(tick.html()).put(text("span", "", label)).html()
    };
    let submit = tag("button").class("btn quiet").fix("type", "submit").text(&gate.submit);
    tag("form")
        .class("flow gate")
        .fix("method", "post")
        .set("action", &format!("{}#{id}", gate.action))
        .set("aria-labelledby", title)
        .flag("novalidate", true)
        .put(hidden("t", &gate.transcript))
        .put(hidden("r", &gate.remedy))
        .put(text("p", "small", &gate.reason))
        .put(tag("div").class("choices").all(&gate.conditions, condition).html())
        .put(tag("div").class("row").put(submit.html()).html())
        .html()
}
