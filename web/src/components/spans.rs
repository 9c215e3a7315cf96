//! Inline text: what is typed or read, and what the reader replaces.

use diagnosis::words::{Span, spans as split};
use yew::prelude::*;

use super::markup::{pieces, text};

/// Pieces of inline text.
pub(super) fn spans(list: &[Span]) -> Html {
    let span = |span: &Span| match span {
        Span::Text(plain) => Html::from(plain),
        Span::Code(typed) => text("code", "", typed),
        Span::Placeholder(name) => text("var", "", name),
    };
    pieces(list.iter().map(span).collect())
}

/// A sentence of the content, which may hold typed pieces.
pub(super) fn rich(text: &str) -> Html {
    spans(&split(text))
}
