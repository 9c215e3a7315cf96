//! The page that puts one question; its structure is that of the server's `interview.html`.

use diagnosis::words::interview::{Choice, InterviewView};
use yew::prelude::*;

use super::checks::place;
use super::ranking::{note, ranking};
use super::spans::rich;
use super::trail::trail;
use crate::state::PanelView;

/// The question; `missing` is heading and text, if Continue was pressed without an answer.
pub(super) fn question(
    key: u32,
    view: &InterviewView,
    chosen: Option<&str>,
    missing: Option<&(String, String)>,
    panel: Option<&PanelView>,
) -> Html {
    html! {
        <key={key}>
            {for missing.iter().map(|(heading, text)| summary(heading, text))}
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
                    {form(view, chosen, missing.map(|(_, text)| text.as_str()))}
                    <p class="small"><a href={view.skip.href.clone()}>{&view.skip.text}</a></p>
                    {why(view)}
                    if !view.trail.is_empty() {
                        <section class="flow"><h2>{&view.trail_heading}</h2>{trail(&view.trail)}</section>
                    }
                </div>
                {aside(view, panel)}
            </div>
        </>
    }
}

fn summary(heading: &str, text: &str) -> Html {
    html! {
        <div class="notice flow" id="error-summary" role="alert" tabindex="-1">
            <h2>{heading}</h2>
            <p><a href="#answer">{text}</a></p>
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
            {place(panel)}
            <section class="flow">
                <h2 id="ranking">{&view.ranking_heading}</h2>
                {ranking(&view.ranking, false)}
                {note(&view.ranking_note, &view.method)}
            </section>
        </aside>
    }
}

fn form(view: &InterviewView, chosen: Option<&str>, missing: Option<&str>) -> Html {
    let ids = [("answer-error", missing.is_some()), ("help", !view.help.is_empty())];
    let described: Vec<&str> = ids.into_iter().filter(|(_, there)| *there).map(|(id, _)| id).collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let wrong = missing.is_some().then_some("wrong");
    html! {
        <form class="flow" method="post" action={view.action.clone()} novalidate=true>
            <input type="hidden" name="t" value={view.transcript.clone()} />
            <input type="hidden" name="q" value={view.key.clone()} />
            <fieldset aria-labelledby="question" aria-describedby={described}>
                if let Some(text) = missing {
                    <p class="error" id="answer-error">{text}</p>
                }
                <div class={classes!("choices", wrong)}>
                    {for view.choices.iter().enumerate().map(|(i, c)| choice(c, i == 0, chosen))}
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
