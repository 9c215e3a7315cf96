//! Elements, put together by calls.
//!
//! Yew's macro `html!` writes the making of each element and attribute anew where it stands: the same pages cost 27 kB more of
//! program that way, every tenth byte of what a visitor loads. Nothing here has a state or a listener, for which the
//! macro would earn its place.

use yew::prelude::*;
use yew::virtual_dom::{Key, VList, VTag};

/// An element in the making. Boxed, so that a call hands over one pointer.
pub(super) struct Tag(Box<VTag>);

/// An element of this name.
pub(super) fn tag(name: &'static str) -> Tag {
    Tag(Box::new(VTag::new(name)))
}

impl Tag {
    /// Sets its class.
    pub(super) fn class(self, class: &'static str) -> Self {
        self.fix("class", class)
    }

    /// Sets an attribute to a word of this program.
    pub(super) fn fix(mut self, name: &'static str, value: &'static str) -> Self {
        self.0.add_attribute(name, value);
        self
    }

    /// Sets an attribute to a text.
    pub(super) fn set(mut self, name: &'static str, value: &str) -> Self {
        self.0.add_attribute(name, value.to_string());
        self
    }

    /// Sets an attribute without a value, if it is wanted.
    pub(super) fn flag(self, name: &'static str, wanted: bool) -> Self {
        if wanted { self.fix(name, "") } else { self }
    }

    /// Its place among its like, counted from the first: without it a new last one would take over the text of the one before it, and
    /// so on up to the first.
    pub(super) fn nth(mut self, place: usize) -> Self {
        self.0.key = Some(Key::from(place));
        self
    }

    /// Says whether a radio button is chosen.
    pub(super) fn checked(mut self, checked: bool) -> Self {
        self.0.set_checked(checked);
        self
    }

    /// Adds text.
    pub(super) fn text(self, text: &str) -> Self {
        self.put(Html::from(text))
    }

    /// Adds what is inside it.
    pub(super) fn put(mut self, child: Html) -> Self {
        self.0.add_child(child);
        self
    }

    /// Adds all of these.
    pub(super) fn all<T>(mut self, views: impl IntoIterator<Item = T>, draw: impl Fn(T) -> Html) -> Self {
        for view in views {
            self = self.put(draw(view));
        }
        self
    }

    /// The element.
    pub(super) fn html(self) -> Html {
        Html::from(*self.0)
    }
}

/// An element with nothing but text in it.
pub(super) fn text(name: &'static str, class: &'static str, text: &str) -> Html {
    let element = tag(name).text(text);
    if class.is_empty() { element.html() } else { element.class(class).html() }
}

/// A link.
pub(super) fn link(class: &'static str, link: &diagnosis::words::Link) -> Html {
    let element = tag("a").set("href", &link.href).text(&link.text);
    if class.is_empty() { element.html() } else { element.class(class).html() }
}

/// A hidden field of a form.
pub(super) fn hidden(name: &'static str, value: &str) -> Html {
    tag("input").fix("type", "hidden").fix("name", name).set("value", value).html()
}

/// Several pieces, one after the other.
pub(super) fn pieces(children: Vec<Html>) -> Html {
    Html::from(VList::with_children(children, None))
}

/// Pieces that never become those of another key: what is in the document for one is removed before the other comes. A key
/// means something only inside a list, so there is one around them.
pub(super) fn replaced(children: Vec<Html>, key: impl Into<Key>) -> Html {
    pieces(vec![Html::from(VList::with_children(children, Some(key.into())))])
}
