//! Rules about who acts where.

use alloc::format;
use alloc::vec::Vec;

use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::Report;
use crate::authoring::format::{audience, machine};
use crate::knowledge_base::{Audience, Machine};

impl Report<'_> {
    /// Somebody acts only on machines that are theirs.
    pub(super) fn place(&mut self, path: &str, line: usize, who: Audience, on: Machine) {
        let theirs = machines(who);
        if theirs.contains(&on) {
            return;
        }
        let place = |on: Machine| word(machine::WORDS, machine::deserialize, &on);
        let people = word(audience::WORDS, audience::deserialize, &who);
        let message = format!("audience = \"{people}\" does not act on machine = \"{}\".", place(on));
        let places: Vec<&str> = theirs.iter().map(|machine| place(*machine)).collect();
        let cure = format!("Name who can do it there, or one of {}.", places.join(", "));
        self.add(path, line, "audience", message, &cure);
    }
}

/// Where each of them has rights or works every day. Help desks work on any; those of a domain reach computers by policy;
/// an administrator of the other computer may connect to it from the client.
fn machines(who: Audience) -> &'static [Machine] {
    use Machine::{Client, DomainController, Gateway, Host, Network};
    match who {
        Audience::Anyone | Audience::ClientAdmin => &[Client],
        Audience::AtHost => &[Host],
        Audience::Helpdesk => &[Client, Host, Network, Gateway, DomainController],
        Audience::HostAdmin => &[Host, Client],
        Audience::Network => &[Network, Gateway],
        Audience::Domain => &[DomainController, Host, Client],
        Audience::Gateway => &[Gateway],
        Audience::Cloud => &[Host, Network, Gateway],
    }
}

/// How a value is written.
fn word<T: PartialEq>(
    words: &'static [&'static str],
    read: fn(StrDeserializer<'static, Error>) -> Result<T, Error>,
    value: &T,
) -> &'static str {
    let is_it = |word: &&'static str| read((*word).into_deserializer()).is_ok_and(|read| read == *value);
    words.iter().copied().find(is_it).unwrap_or_default()
}
