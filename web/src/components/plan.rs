//! The plan, and the designed ends; its structure is that of the server's `plan.html`.

use diagnosis::words::plan::{AskView, PlanView, WorkedView};
use diagnosis::words::{Link, StepCard};
use yew::prelude::*;

use super::checks::place;
use super::line::line;
use super::marks::mark;
use super::ranking::{note, ranking};
use super::spans::rich;
use super::step_card::{Copy, step};
use super::trail::trail;
use crate::state::PanelView;

/// The plan; `copied` is the label of a copy button that was pressed.
pub(super) fn plan(key: u32, view: &PlanView, copied: &str, panel: Option<&PanelView>) -> Html {
    let copy = Copy { copy: &view.copy, copied };
    html! {
        <key={key}>
            <a class="back" href={view.back.href.clone()}>{&view.back.text}</a>
            <div class="cols">
                <div>
                    {head(view)}
                    {for view.worked.iter().map(|v| worked(v, copy))}
                    {known(view)}
                    {causes(view)}
                    if view.worked.is_none() {
                        {next(view, copy)}
                        {fix(view, copy)}
                    }
                    if view.worked.is_none() || !view.asks.is_empty() {
                        {who(view, copy)}
                    }
                </div>
                {aside(view, panel)}
            </div>
        </>
    }
}

fn head(view: &PlanView) -> Html {
    let button =
        |link: &Link, class: &'static str| html! { <a class={class} href={link.href.clone()}>{&link.text}</a> };
    html! {
        <header class="flow">
            <p class="eyebrow">{&view.eyebrow}</p>
            <h1>{&view.heading}</h1>
            <p class="lede">{rich(&view.lede)}</p>
            {line(&view.line_name, &view.line)}
            if view.jump.is_some() || view.more.is_some() {
                <div class="row noprint">
                    {for view.jump.iter().map(|l| button(l, "btn"))}
                    {for view.more.iter().map(|l| button(l, "btn quiet"))}
                </div>
            }
            if let Some((heading, text)) = &view.remark {
                <div class="notice flow"><h2>{heading}</h2><p>{text}</p></div>
            }
        </header>
    }
}

fn worked(view: &WorkedView, copy: Copy<'_>) -> Html {
    let prevent = |(link, text): &(Link, String)| {
        html! { <><h3><a href={link.href.clone()}>{&link.text}</a></h3><p>{rich(text)}</p></> }
    };
    html! {
        <section class="block flow">
            {for view.text.iter().map(|text| html! { <p>{text}</p> })}
            <h2>{&view.undo_heading}</h2>
            {for view.undo_none.iter().map(|text| html! { <p>{text}</p> })}
            {cards(&view.undo, copy)}
            if !view.prevention.is_empty() {
                <h2>{&view.prevention_heading}</h2>
                {for view.prevention.iter().map(prevent)}
            }
            <p class="noprint"><a href={view.again.href.clone()}>{&view.again.text}</a></p>
        </section>
    }
}

fn known(view: &PlanView) -> Html {
    let row = |row: &diagnosis::words::KnownRow| {
        html! { <li>{mark(row.mark)}<span>{rich(&row.text)}</span><span class="soft">{&row.source}</span></li> }
    };
    html! {
        <section class="block flow" aria-labelledby="b1">
            <h2 id="b1">{&view.headings[0]}</h2>
            if view.known.is_empty() {
                <p>{&view.known_none}</p>
            } else {
                <ul class="rows">{for view.known.iter().map(row)}</ul>
            }
        </section>
    }
}

fn causes(view: &PlanView) -> Html {
    let details = |(label, text): &(String, String)| {
        html! { <details class="small"><summary>{label}</summary><p>{rich(text)}</p></details> }
    };
    html! {
        <section class="block flow" aria-labelledby="b2">
            <h2 id="b2">{&view.headings[1]}</h2>
            {ranking(&view.ranking, true)}
            {note(&view.ranking_note, &view.method)}
            {for view.turn.iter().map(details)}
            {for view.ruled_out.iter().map(details)}
        </section>
    }
}

fn next(view: &PlanView, copy: Copy<'_>) -> Html {
    html! {
        <section class="block flow" aria-labelledby="b3">
            <h2 id="b3">{&view.headings[2]}</h2>
            <p>{&view.next_reason}</p>
            {for view.next.iter().map(|card| step(card, "next", true, copy))}
        </section>
    }
}

fn fix(view: &PlanView, copy: Copy<'_>) -> Html {
    html! {
        <section class="block flow" aria-labelledby="b4">
            <h2 id="b4">{&view.headings[3]}</h2>
            <p>{&view.fix_note}</p>
            {cards(&view.fix, copy)}
        </section>
    }
}

fn cards(cards: &[StepCard], copy: Copy<'_>) -> Html {
    cards.iter().map(|card| step(card, &card.anchor, false, copy)).collect()
}

fn who(view: &PlanView, copy: Copy<'_>) -> Html {
    let ask = |ask: &AskView| {
        html! {
            <>
                <h3>{&ask.heading}</h3>
                <p>{&ask.text}</p>
                <div class="cmd" data-copy={copy.copy.to_string()} data-copied={copy.copied.to_string()}>
                    <div><span>{&ask.label}</span></div><pre>{&ask.message}</pre>
                </div>
            </>
        }
    };
    html! {
        <section class="block flow" id="who" aria-labelledby="b5">
            <h2 id="b5">{&view.headings[4]}</h2>
            <p>{&view.who_note}</p>
            {for view.asks.iter().map(ask)}
        </section>
    }
}

fn aside(view: &PlanView, panel: Option<&PanelView>) -> Html {
    html! {
        <aside aria-labelledby="later">
            {place(panel)}
            <section class="flow">
                <h2 id="later">{&view.later_heading}</h2>
                <div class="qr">
                    <img src={view.qr.clone()} alt={view.qr_name.clone()} width="120" height="120" />
                    <p class="small soft">{&view.later_text}</p>
                </div>
                <p class="small"><a href={view.address.href.clone()}>{&view.address.text}</a></p>
            </section>
            if !view.trail.is_empty() {
                <section class="flow noprint"><h2>{&view.trail_heading}</h2>{trail(&view.trail)}</section>
            }
        </aside>
    }
}
