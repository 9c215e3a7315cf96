//! Likely causes. In the interview they are names only; in the plan they are links with reasons.

use diagnosis::words::{Link, RankRow};
use yew::prelude::*;

use super::marks::bar;
use super::spans::rich;

pub(super) fn ranking(rows: &[RankRow], reasons: bool) -> Html {
    html! { <ol class="rank">{for rows.iter().map(|r| row(r, reasons))}</ol> }
}

fn row(row: &RankRow, reasons: bool) -> Html {
    let title = match &row.href {
        Some(href) if reasons => html! { <a href={href.clone()}>{&row.title}</a> },
        Some(_) => html! { <span>{&row.title}</span> },
        None => html! { <span class="soft">{&row.title}</span> },
    };
    let class = if row.href.is_some() { "v" } else { "o" };
    html! {
        <li>
            <div class="row">{title}<span class="soft small">{&row.percent_text}</span></div>
            {bar(row.percent, class)}
            if reasons && !row.reasons.is_empty() {
                <p class="small soft">{rich(&row.reasons)}</p>
            }
        </li>
    }
}

/// What the figures are, and how they are made.
pub(super) fn note(text: &str, method: &Link) -> Html {
    html! { <p class="fine soft">{text}{" "}<a href={method.href.clone()}>{&method.text}</a></p> }
}
