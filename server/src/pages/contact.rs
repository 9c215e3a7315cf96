//! `/contact`: whom to ask; without a configured contact, how to find out.

use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::layout::{Nav, Shell};
use crate::markdown;
use crate::page::Page;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage<'a> {
    shell: Shell<'a>,
    heading: String,
    /// Where the address leads; empty if it is a place.
    link: String,
    /// How to find out who runs the computer.
    find: String,
    /// What to have at hand.
    ready: String,
}

pub(crate) async fn get(visit: Visit) -> Response {
    let w = visit.w();
    let contact = visit.contact();
    let shell = Shell::new(&visit, w.say("contact.heading")).nav(Nav::Contact);
    let page = ContactPage {
        heading: if contact.is_empty() { w.say("contact.heading") } else { shell.desk() },
        link: link(contact.address.as_deref().unwrap_or("")),
        find: markdown::render(visit.places(), &w.say("contact.find")),
        ready: markdown::render(visit.places(), &w.say("contact.ready")),
        shell,
    };
    Page::new(page.shell.policy(), page).into_response()
}

fn link(address: &str) -> String {
    if address.starts_with("https://") {
        address.to_string()
    } else if address.contains('@') && !address.contains(char::is_whitespace) {
        format!("mailto:{address}")
    } else {
        String::new()
    }
}
