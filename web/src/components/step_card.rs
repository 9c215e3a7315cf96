//! A step: what to do, what one should see, how to undo it, and how it went or what must be confirmed first.

use diagnosis::words::{Column, CommandView, GateView, OutcomeForm, Part, StepCard};
use yew::prelude::*;

use super::marks::mark;
use super::spans::{rich, spans};

/// Labels of a copy button, before and after it was pressed. The button itself is added where it can work.
#[derive(Clone, std::marker::Copy, Debug)]
pub(super) struct Copy<'a> {
    pub(super) copy: &'a str,
    pub(super) copied: &'a str,
}

/// The step with its anchor within the page, and whether it is the one to do now.
pub(super) fn step(card: &StepCard, id: &str, now: bool, copy: Copy<'_>) -> Html {
    let title = format!("{id}-title");
    html! {
        <>
            if let Some(notice) = &card.notice {
                <div class="notice small"><p>{notice}</p></div>
            }
            <article class={classes!("step", now.then_some("now"))} id={id.to_string()} aria-labelledby={title.clone()}>
                <div class="flow">
                    <h3 id={title.clone()}>{&card.title}</h3>
                    {meta(card)}
                    {for card.parts.iter().map(|p| part(p, copy))}
                </div>
                if !card.columns.is_empty() {
                    <div class="pair">{for card.columns.iter().map(|c| column(c, copy))}</div>
                }
                if let Some(form) = &card.form {
                    {outcome(form)}
                }
                if let Some(view) = &card.gate {
                    {gate(view, id, title)}
                }
            </article>
        </>
    }
}

fn meta(card: &StepCard) -> Html {
    html! {
        <ul class="meta">
            <li><span class="tag">{&card.audience}</span></li>
            {for card.meta.iter().map(|text| html! { <li>{text}</li> })}
        </ul>
    }
}

fn part(part: &Part, copy: Copy<'_>) -> Html {
    html! {
        <>
            if !part.text.is_empty() {
                <p>{spans(&part.text)}</p>
            }
            {for part.command.iter().map(|c| command(c, copy))}
        </>
    }
}

/// A command with the shell and the rights it needs.
fn command(command: &CommandView, copy: Copy<'_>) -> Html {
    html! {
        <div class="cmd" data-copy={copy.copy.to_string()} data-copied={copy.copied.to_string()}>
            <div><span>{&command.label}</span></div><pre><code>{spans(&command.spans)}</code></pre>
        </div>
    }
}

fn column(column: &Column, copy: Copy<'_>) -> Html {
    html! {
        <div>
            <h4>
                if let Some(kind) = column.mark {
                    {mark(kind)}{" "}
                }
                {rich(&column.title)}
            </h4>
            <p>{spans(&column.text)}</p>
            {for column.command.iter().map(|c| command(c, copy))}
        </div>
    }
}

fn outcome(form: &OutcomeForm) -> Html {
    let button = |button: &diagnosis::words::Button| {
        html! {
            <button class="btn quiet tick" name={form.answer_field} value={button.value.clone()}>{rich(&button.label)}</button>
        }
    };
    html! {
        <form class="flow" method="post" action={form.action.clone()} aria-label={form.name.clone()}>
            <input type="hidden" name="t" value={form.transcript.clone()} />
            <input type="hidden" name={form.field} value={form.subject.clone()} />
            <p class="small"><strong>{&form.question}</strong>{" "}<span class="soft">{&form.hint}</span></p>
            <div class="row">{for form.buttons.iter().map(button)}</div>
        </form>
    }
}

/// What must be confirmed first. The form goes to the server: the commands of such a step are never in a page that was made
/// from an address.
fn gate(gate: &GateView, id: &str, title: String) -> Html {
    let condition = |(name, label): &(&'static str, String)| {
        html! {
            <label>
                <input type="checkbox" id={format!("{id}-{name}")} name={*name} value="yes" required=true />
                <span>{label}</span>
            </label>
        }
    };
    html! {
        <form class="flow gate" method="post" action={format!("{}#{id}", gate.action)} aria-labelledby={title} novalidate=true>
            <input type="hidden" name="t" value={gate.transcript.clone()} />
            <input type="hidden" name="r" value={gate.remedy.clone()} />
            <p class="small">{&gate.reason}</p>
            <div class="choices">{for gate.conditions.iter().map(condition)}</div>
            <div class="row"><button class="btn quiet" type="submit">{&gate.submit}</button></div>
        </form>
    }
}
