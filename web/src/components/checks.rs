//! The checks panel, in the place that the page keeps for it.

use diagnosis::words::checks::CheckRow;
use yew::prelude::*;

use super::marks::{bar, mark};
use crate::state::{PanelButton, PanelView};

/// The panel.
pub(super) fn panel(view: &PanelView) -> Html {
    html! {
        <div class="flow">
            <h2>{&view.checks.heading}</h2>
            {status(view)}
            if view.begun {
                {bar(view.checks.percent, "v")}
                <ul class="rows">{for view.checks.rows.iter().map(row)}</ul>
            }
            if let Some(note) = &view.note {
                <p class="small">{note}</p>
            }
            {buttons(view)}
            <p class="fine soft">{&view.checks.limits}{" "}{&view.announced}</p>
        </div>
    }
}

/// Progress, and that the question is settled: said politely when it changes.
fn status(view: &PanelView) -> Html {
    html! {
        <div class="small" role="status">
            if view.begun {
                <p class="soft">{&view.checks.progress}</p>
            }
            if let Some((text, on)) = &view.settled {
                <p><strong>{text}</strong>{" "}<a href={on.href.clone()}>{&on.text}</a></p>
            }
        </div>
    }
}

fn row(row: &CheckRow) -> Html {
    html! {
        <li key={row.id}>
            {mark(row.mark)}<span>{&row.name}</span><span class="soft">{&row.status}</span>
            if !row.meaning.is_empty() {
                <span class="meaning fine soft">{&row.meaning}</span>
            }
        </li>
    }
}

fn buttons(view: &PanelView) -> Html {
    if view.buttons.is_empty() && view.change.is_none() {
        return Html::default();
    }
    html! {
        <div class="row noprint">
            {for view.buttons.iter().map(|(command, label)| button(*command, label))}
            if let Some(change) = &view.change {
                <a href={change.href.clone()}>{&change.text}</a>
            }
        </div>
    }
}

fn button(command: PanelButton, label: &str) -> Html {
    html! { <button class="btn quiet small" type="button" data-checks={command.word()}>{label}</button> }
}

/// The place kept for the checks in a step; hidden until there is something to show.
pub(super) fn place(view: Option<&PanelView>) -> Html {
    html! { <section id="checks" hidden={view.is_none()}>{for view.iter().map(|v| panel(v))}</section> }
}
