//! Inline text: what is typed or read, and what the reader replaces.

use diagnosis::words::{Span, spans as split};
use yew::prelude::*;

/// Pieces of inline text.
pub(super) fn spans(list: &[Span]) -> Html {
    list.iter()
        .map(|span| match span {
            Span::Text(text) => html! { {text} },
            Span::Code(text) => html! { <code>{text}</code> },
            Span::Placeholder(name) => html! { <var>{name}</var> },
        })
        .collect()
}

/// A sentence of the content, which may hold typed pieces.
pub(super) fn rich(text: &str) -> Html {
    spans(&split(text))
}
