//! Markdown of the content as HTML. Raw HTML does not pass, and links lead to https addresses, to this portal, or to a
//! cause.

use diagnosis::words::{Places, Span, plain};
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

/// Renders a text.
pub(crate) fn render(places: &Places, markdown: &str) -> String {
    // Whether the links around this place were let through, the innermost last.
    let mut links: Vec<bool> = Vec::new();
    let events = Parser::new_ext(markdown, Options::empty()).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, title, id, .. }) => {
            let target = target(places, &dest_url);
            links.push(target.is_some());
            let dest_url = CowStr::from(target?);
            Some(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Code(text) => Some(Event::InlineHtml(code(&text).into())),
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::InlineHtml(pieces(&text).into())),
        other => Some(other),
    });
    let mut rendered = String::new();
    html::push_html(&mut rendered, events);
    rendered
}

/// The text of a Markdown text, for the search.
pub(crate) fn plain_text(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, Options::empty()) {
        match event {
            Event::Text(piece) => text.push_str(&piece),
            Event::Code(piece) => text.extend(["`", &piece, "`"]),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => {
                text.push(' ');
            }
            _ => {}
        }
    }
    text
}

/// Where a link may lead.
fn target(places: &Places, written: &str) -> Option<String> {
    if let Some(cause) = written.strip_prefix("cause:") {
        return Some(places.cause(cause));
    }
    if written.starts_with("https://") || written.starts_with('#') {
        return Some(written.to_string());
    }
    (written.starts_with('/') && !written.starts_with("//")).then(|| places.page(written))
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", pieces(text))
}

/// Plain text with the words that the reader replaces.
fn pieces(text: &str) -> String {
    let piece = |span: Span| match span {
        Span::Text(text) | Span::Code(text) => escaped(&text),
        Span::Placeholder(name) => format!("<var>{}</var>", escaped(&name)),
    };
    plain(text).into_iter().map(piece).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
