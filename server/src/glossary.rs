//! Links to the glossary: on a page of the knowledge, the first mention of each term leads to what it means.
//!
//! This works on the finished page, because a term may stand in Markdown, in a step or in a fact, and only the page as a
//! whole knows which mention comes first. Once for each page reads better than once for each section: an article names
//! "certificate" in nearly all of them.
//!
//! Plans and questions have no such links. The browser client draws them too, and it would have to carry all terms and this
//! search for them on its first visit; each cause and step of a plan is one link away from its page, which has them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diagnosis::words::reference::TermWords;

/// Elements in which nothing is linked: links and controls, what is typed, headings and labels.
const CLOSED: [&str; 17] = [
    "a", "button", "code", "dt", "h1", "h2", "h3", "h4", "label", "legend", "pre", "script", "summary", "svg", "th",
    "title", "var",
];
/// The same by class: labels of commands, the way to the page, the five stages, who can do a step, and titles of sources.
const CLOSED_CLASSES: [&str; 5] = ["cmd", "eyebrow", "line", "meta", "sources"];
/// Elements without an end.
const VOID: [&str; 5] = ["br", "hr", "img", "input", "link"];

/// The terms of a language in all their forms.
#[derive(Clone, Debug)]
pub(crate) struct Glossary(Arc<BTreeMap<char, Vec<Form>>>);

/// One way to write a term.
#[derive(Debug)]
struct Form {
    /// Id of the term.
    id: String,
    text: String,
    /// Abbreviations count only in capitals: "DC" is a term, and "dc" may be anything.
    exact: bool,
}

impl Glossary {
    pub(crate) fn of(terms: &[TermWords]) -> Self {
        let mut forms: BTreeMap<char, Vec<Form>> = BTreeMap::new();
        for term in terms {
            for text in std::iter::once(&term.term).chain(&term.also) {
                let exact = !text.contains(char::is_lowercase);
                let form = Form { id: term.id.clone(), text: text.clone(), exact };
                forms.entry(first_letter(text)).or_default().push(form);
            }
        }
        // "Domain controller" before "domain".
        forms.values_mut().for_each(|forms| forms.sort_by_key(|form| std::cmp::Reverse(form.text.len())));
        Self(Arc::new(forms))
    }

    /// The page with its links. `base` is the path of the portal.
    pub(crate) fn link(&self, base: &str, page: &str) -> String {
        let (Some(start), Some(end)) = (page.find("<main"), page.find("</main>")) else { return page.to_string() };
        let mut writer =
            Writer { glossary: self, base, done: BTreeSet::new(), linked: String::with_capacity(page.len()) };
        writer.linked.push_str(&page[..start]);
        writer.elements(&page[start..end]);
        writer.linked.push_str(&page[end..]);
        writer.linked
    }

    /// The longest form that begins this text and ends at the end of a word.
    fn form_at(&self, text: &str) -> Option<&Form> {
        self.0.get(&first_letter(text))?.iter().find(|form| {
            let found = text.get(..form.text.len()).is_some_and(|found| form.matches(found));
            found && !text[form.text.len()..].starts_with(in_word)
        })
    }
}

impl Form {
    /// Whether a text of the same length is this form. A line may end where the form has a space.
    fn matches(&self, text: &str) -> bool {
        text.bytes().zip(self.text.bytes()).all(|(written, own)| match (self.exact, own) {
            (_, b' ') => written.is_ascii_whitespace(),
            (true, own) => written == own,
            (false, own) => written.eq_ignore_ascii_case(&own),
        })
    }
}

/// A page while it is written anew.
struct Writer<'a> {
    glossary: &'a Glossary,
    base: &'a str,
    /// Ids of the terms that have their link.
    done: BTreeSet<String>,
    linked: String,
}

impl Writer<'_> {
    /// Goes through tags and texts. The pages are our own, so every element that is opened is closed.
    fn elements(&mut self, html: &str) {
        // A link that an author wrote counts.
        let mark = format!("href=\"{}/glossary#", self.base);
        let written = html.split(&mark).skip(1).filter_map(|rest| rest.split('"').next());
        self.done.extend(written.map(str::to_string));
        // Whether each open element is closed to links, the innermost last.
        let mut open: Vec<bool> = Vec::new();
        let mut rest = html;
        while let Some((text, tag)) = rest.split_once('<') {
            self.text(text, open.last().copied().unwrap_or(false));
            let Some((tag, after)) = tag.split_once('>') else {
                self.linked.extend(["<", tag]);
                return;
            };
            self.linked.extend(["<", tag, ">"]);
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            if tag.starts_with('/') {
                open.pop();
            } else if !tag.ends_with('/') && !VOID.contains(&name) {
                open.push(open.last() == Some(&true) || closed(name, tag));
            }
            rest = after;
        }
        self.text(rest, open.last().copied().unwrap_or(false));
    }

    fn text(&mut self, text: &str, closed: bool) {
        if closed {
            self.linked.push_str(text);
            return;
        }
        let mut rest = text;
        let mut inside = false;
        while let Some(letter) = rest.chars().next() {
            let form = if inside { None } else { self.glossary.form_at(rest) };
            let length = form.map_or(letter.len_utf8(), |form| form.text.len());
            let (piece, after) = rest.split_at(length);
            match form.filter(|form| self.done.insert(form.id.clone())) {
                Some(form) => {
                    let link = ["<a href=\"", self.base, "/glossary#", &form.id, "\">", piece, "</a>"];
                    self.linked.extend(link);
                }
                None => self.linked.push_str(piece),
            }
            inside = piece.ends_with(in_word);
            rest = after;
        }
    }
}

/// Whether nothing is linked inside an element.
fn closed(name: &str, tag: &str) -> bool {
    let class = tag.split_once("class=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
    CLOSED.contains(&name) || class.split(' ').any(|class| CLOSED_CLASSES.contains(&class))
}

/// Whether a letter goes on with a word: a term is linked as a whole word only, and not inside "non-domain".
fn in_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '-'
}

fn first_letter(text: &str) -> char {
    text.chars().next().unwrap_or(' ').to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
