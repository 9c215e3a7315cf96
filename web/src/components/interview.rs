//! The page that puts one question; its structure is that of the server's `interview.html`.

use std::rc::Rc;

use diagnosis::words::interview::{Choice, InterviewView};
use yew::prelude::*;

use super::checks::ChecksPanel;
use super::ranking::{note, ranking};
use super::spans::rich;
use super::trail::trail;
use crate::state::PanelView;

/// What is to be filled in, if Continue was pressed without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Missing {
    /// Heading of the summary.
    pub(super) heading: String,
    /// What to do.
    pub(super) text: String,
}

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct QuestionProps {
    pub(super) view: Rc<InterviewView>,
    /// The answer that is chosen.
    pub(super) chosen: Option<String>,
    pub(super) missing: Option<Missing>,
    pub(super) panel: Option<PanelView>,
}

#[component]
pub(super) fn Question(props: &QuestionProps) -> Html {
    let view = &props.view;
    html! {
        <>
            if let Some(missing) = &props.missing {
                {summary(missing)}
            }
            if let Some(back) = &view.back {
                <a class="back" href={back.href.clone()}>{&back.text}</a>
            }
            <div class="cols">
                <div class="flow">
                    <p class="eyebrow">{&view.eyebrow}</p>
                    <h1 id="question">{rich(&view.heading)}</h1>
                    if !view.help.is_empty() {
                        <p class="lede" id="help">{rich(&view.help)}</p>
                    }
                    <Form view={Rc::clone(view)} chosen={props.chosen.clone()} missing={props.missing.clone()} />
                    <p class="small"><a href={view.skip.href.clone()}>{&view.skip.text}</a></p>
                    {why(view)}
                    if !view.trail.is_empty() {
                        <section class="flow"><h2>{&view.trail_heading}</h2>{trail(&view.trail)}</section>
                    }
                </div>
                {aside(view, props.panel.as_ref())}
            </div>
        </>
    }
}

fn summary(missing: &Missing) -> Html {
    html! {
        <div class="notice flow" id="error-summary" role="alert" tabindex="-1">
            <h2>{&missing.heading}</h2>
            <p><a href="#answer">{&missing.text}</a></p>
        </div>
    }
}

fn why(view: &InterviewView) -> Html {
    html! {
        <details class="small">
            <summary>{&view.why_label}</summary>
            <div class="flow">{for view.why.iter().map(|text| html! { <p>{rich(text)}</p> })}</div>
        </details>
    }
}

fn aside(view: &InterviewView, panel: Option<&PanelView>) -> Html {
    html! {
        <aside aria-labelledby="ranking">
            {checks(panel)}
            <section class="flow">
                <h2 id="ranking">{&view.ranking_heading}</h2>
                {ranking(&view.ranking, false)}
                {note(&view.ranking_note, &view.method)}
            </section>
        </aside>
    }
}

/// The place kept for the checks; hidden until there is something to show.
pub(super) fn checks(panel: Option<&PanelView>) -> Html {
    html! {
        <section id="checks" hidden={panel.is_none()}>
            if let Some(view) = panel {
                <ChecksPanel view={view.clone()} />
            }
        </section>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct FormProps {
    view: Rc<InterviewView>,
    chosen: Option<String>,
    missing: Option<Missing>,
}

/// The form, a component of its own so that the progress of a check does not touch it.
#[component]
fn Form(props: &FormProps) -> Html {
    let view = &props.view;
    let ids = [("answer-error", props.missing.is_some()), ("help", !view.help.is_empty())];
    let described: Vec<&str> = ids.into_iter().filter(|(_, there)| *there).map(|(id, _)| id).collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let wrong = props.missing.is_some().then_some("wrong");
    html! {
        <form class="flow" method="post" action={view.action.clone()} novalidate=true>
            <input type="hidden" name="t" value={view.transcript.clone()} />
            <input type="hidden" name="q" value={view.key.clone()} />
            <fieldset aria-labelledby="question" aria-describedby={described}>
                if let Some(missing) = &props.missing {
                    <p class="error" id="answer-error">{&missing.text}</p>
                }
                <div class={classes!("choices", wrong)}>
                    {for view.choices.iter().enumerate().map(|(i, c)| choice(c, i == 0, props.chosen.as_deref()))}
                </div>
            </fieldset>
            <div class="row"><button class="btn" type="submit">{&view.submit}</button></div>
        </form>
    }
}

fn choice(choice: &Choice, first: bool, chosen: Option<&str>) -> Html {
    let checked = chosen.map_or(choice.checked, |value| value == choice.value);
    let id = first.then_some("answer");
    html! {
        <label>
            <input type="radio" name="a" value={choice.value.clone()} id={id} checked={checked} required=true />
            <span>
                {rich(&choice.label)}
                if !choice.hint.is_empty() {
                    <small>{rich(&choice.hint)}</small>
                }
            </span>
        </label>
    }
}
