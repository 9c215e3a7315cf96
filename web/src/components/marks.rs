//! A mark: shape first, and never without the word beside it.

use diagnosis::words::Mark;
use yew::prelude::*;

pub(super) fn mark(mark: Mark) -> Html {
    html! {
        <svg class={classes!("mark", mark.class())} viewBox="0 0 16 16" aria-hidden="true">{shape(mark)}</svg>
    }
}

fn shape(mark: Mark) -> Html {
    match mark {
        Mark::Ok => html! { <><circle class="f" cx="8" cy="8" r="7" /><path class="k" d="M5 8.2 7.2 10.4 11 6" /></> },
        Mark::Warn => html! { <path d="M8 1.8 15 14.2H1Z" /> },
        Mark::Bad => html! { <><path class="f" d="M8 1 15 8 8 15 1 8Z" /><path class="k" d="M6 6l4 4M10 6l-4 4" /></> },
        Mark::Unclear => html! {
            <>
                <circle cx="8" cy="8" r="6.6" stroke-dasharray="2.6 2.6" />
                <path d="M5.4 8.6c.9-1.4 1.8-1.4 2.6-.6s1.7.8 2.6-.6" />
            </>
        },
        Mark::Absent => html! { <><circle cx="8" cy="8" r="6.6" /><path d="M5 8h6" /></> },
        Mark::Running => html! { <path d="M8 1.4A6.6 6.6 0 1 1 1.4 8" /> },
        Mark::Quiet => html! { <circle cx="8" cy="8" r="2" /> },
    }
}

/// A bar; the figure beside it says the same.
pub(super) fn bar(percent: u32, class: &'static str) -> Html {
    html! {
        <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect width="100" height="4" /><rect class={class} width={percent.to_string()} height="4" />
        </svg>
    }
}
