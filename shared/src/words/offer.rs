//! The offer that the portal looks at the other computer itself.

use alloc::format;
use alloc::string::String;

use super::{Link, Places, Words};
use crate::consultation::Consultation;

/// A look that a visitor may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Where it is asked for.
    pub link: Link,
    /// Who can do it, and what it saves on average if that is a minute or more.
    pub note: String,
    /// Whether it saves a minute or more, so that it is shown as a button.
    pub pays: bool,
}

/// The offer of a consultation; `more` is added to the case in the address.
pub(super) fn offer(
    words: &Words,
    places: &Places,
    (transcript, more): (&str, &str),
    consultation: &Consultation,
) -> Option<Offer> {
    let look = consultation.look?;
    let minutes = libm::round(look.saves) as i64;
    let pays = minutes >= 1;
    let mut note = words.say("look.who");
    if pays {
        note = format!("{note} {}", words.count("look.saves", minutes as usize));
    }
    let query = [transcript, more].join("&");
    let query = query.trim_matches('&');
    let href = if query.is_empty() { places.page("/probe") } else { places.page(&format!("/probe?{query}")) };
    Some(Offer { link: Link { text: words.say("look.offer"), href }, note, pays })
}
