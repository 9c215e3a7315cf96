//! Former answers, each with a link to change it.

use diagnosis::words::TrailRow;
use yew::prelude::*;

use super::spans::rich;

pub(super) fn trail(rows: &[TrailRow]) -> Html {
    html! { <dl class="trail">{for rows.iter().map(row)}</dl> }
}

fn row(row: &TrailRow) -> Html {
    html! {
        <div>
            <dt>{&row.label}</dt><dd>{rich(&row.answer)}</dd>
            if let Some((link, name)) = &row.change {
                <dd><a href={link.href.clone()} aria-label={name.clone()}>{&link.text}</a></dd>
            }
        </div>
    }
}
