//! What all pages share: head, header, footer, and where the browser client is told what it needs.

use crate::assets;
use crate::config::Contact;
use crate::linked_data::{Described, describe};
use crate::portal::PageWords;
use crate::security::Policy;
use crate::visit::Visit;

/// Which entry of the main navigation a page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Nav {
    /// None of them.
    #[default]
    None,
    /// Causes.
    Causes,
    /// The page of error 0x904 and its neighbours.
    Codes,
    /// The search over everything.
    Search,
    /// Contact.
    Contact,
}

/// What the client finds on `<main>`.
#[derive(Clone, Debug)]
pub(crate) struct Mount<'a> {
    /// Scheme and host of the portal.
    pub(crate) origin: String,
    /// Which page it works on: `start`, `interview`, `plan`, `evidence`, `self-check` or `self-check-host`.
    pub(crate) step: &'static str,
    /// The case that the page shows, which can be less than its address or, after a form, more; empty without one.
    pub(crate) case: String,
    /// Names of the packs.
    pub(crate) model: &'a str,
    pub(crate) words: &'a str,
    pub(crate) steps: &'a str,
    pub(crate) reader: &'a str,
    /// Whether a client is embedded and started by this page.
    pub(crate) runs: bool,
    /// Whether the portal looks at other computers.
    pub(crate) looks: bool,
}

/// Everything around `<main>`.
#[derive(Clone)]
pub(crate) struct Shell<'a> {
    pub(crate) w: PageWords<'a>,
    pub(crate) title: String,
    pub(crate) language: &'a str,
    pub(crate) direction: &'a str,
    pub(crate) base: &'a str,
    pub(crate) contact: &'a Contact,
    pub(crate) nav: Nav,
    pub(crate) mount: Option<Mount<'a>>,
    /// Addresses of script modules.
    pub(crate) scripts: Vec<String>,
    /// Whether the page shows commands, so that the footer says what was tried.
    pub(crate) commands: bool,
    /// The page's own address, if it has one and the portal knows its name; and what it is, as linked data.
    pub(crate) canonical: Option<String>,
    pub(crate) linked_data: Option<String>,
    /// The address that stands on paper.
    pub(crate) address: Option<String>,
    /// Whether search engines may list the page; never one with a case in its address.
    pub(crate) listed: bool,
    gate: bool,
}

impl<'a> Shell<'a> {
    pub(crate) fn new(visit: &'a Visit, title: impl Into<String>) -> Self {
        let language = visit.language();
        Self {
            w: visit.w(),
            title: title.into(),
            language: &language.tag,
            direction: &language.direction,
            base: visit.portal().base_path(),
            contact: visit.contact(),
            nav: Nav::None,
            mount: None,
            scripts: Vec::new(),
            commands: false,
            canonical: None,
            linked_data: None,
            address: None,
            listed: true,
            gate: false,
        }
    }

    /// Belongs to an entry of the main navigation.
    pub(crate) fn nav(self, nav: Nav) -> Self {
        Self { nav, ..self }
    }

    /// Holds a case, so no search engine may list it.
    pub(crate) fn unlisted(self) -> Self {
        Self { listed: false, ..self }
    }

    /// Says under which address the page is found, and what it is.
    pub(crate) fn described(self, visit: &Visit, page: &Described<'_>) -> Self {
        let named = visit.portal().base_url.origin.is_some();
        let canonical = named.then(|| visit.absolute(page.path));
        let address = Some(visit.absolute(page.path));
        Self { canonical, linked_data: Some(describe(visit, page)), address, ..self }
    }

    /// Says in the title that something was not filled in.
    pub(crate) fn wrong(self) -> Self {
        let title = self.w.fill("interview.error-title", &[("title", &self.title)]);
        Self { title, ..self }
    }

    /// Shows commands.
    pub(crate) fn commands(mut self) -> Self {
        self.script("copy.js");
        Self { commands: true, ..self }
    }

    /// Holds a form that only this portal may send.
    pub(crate) fn gate(self, gate: bool) -> Self {
        Self { gate, ..self }
    }

    /// Can be taken over by the browser client.
    pub(crate) fn client(mut self, visit: &'a Visit, step: &'static str, case: &str) -> Self {
        let language = visit.language();
        let runs = assets::has_client();
        self.script("boot.js");
        let mount = Mount {
            origin: visit.origin(),
            step,
            case: case.to_string(),
            model: &visit.knowledge().model_pack,
            words: &language.words_pack,
            steps: &language.steps_pack,
            reader: &language.reader_pack,
            runs,
            looks: visit.surface().looks,
        };
        Self { mount: Some(mount), ..self }
    }

    /// What the response needs for this page.
    pub(crate) fn policy(&self) -> Policy {
        Policy { client: self.mount.as_ref().is_some_and(|mount| mount.runs), gate: self.gate, host_check: false }
    }

    fn script(&mut self, logical: &str) {
        self.scripts.extend(assets::name(logical).map(|name| format!("{}/assets/{name}", self.base)));
    }

    /// Address of an embedded file.
    pub(crate) fn asset(&self, logical: &str) -> String {
        format!("{}/assets/{}", self.base, assets::name(logical).unwrap_or(logical))
    }

    /// A phrase.
    pub(crate) fn say(&self, key: &str) -> String {
        self.w.say(key)
    }

    /// Name of the help desk.
    pub(crate) fn desk(&self) -> String {
        self.contact.name.clone().unwrap_or_else(|| self.w.say("contact.desk"))
    }

    /// The telephone number without what phones cannot dial.
    pub(crate) fn dial(&self) -> String {
        let phone = self.contact.phone.as_deref().unwrap_or("");
        phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}
