//! Links from the pages of the knowledge to the glossary. What a mention is, is worked out here once more, in another way.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Answer, Site, plain};

/// Stands before the id of a linked term, and after it.
const LINK: [char; 2] = ['\u{1}', '\u{2}'];

/// A text without what stands between two marks.
fn without(text: &str, begin: &str, end: &str) -> String {
    let mut pieces = text.split(begin);
    let first = pieces.next().unwrap().to_string();
    pieces.fold(first, |kept, piece| kept + " " + piece.split_once(end).unwrap_or_else(|| panic!("no {end}")).1)
}

fn main_of(page: &Answer) -> &str {
    page.text().split("<main").nth(1).unwrap().split_once('>').unwrap().1.split("</main>").next().unwrap()
}

/// The text of a page as far as terms are linked in it, with a mark for each link.
fn explained(page: &Answer) -> String {
    let mut text = main_of(page).to_string();
    for (begin, end) in [
        ("<ul class=\"meta\">", "</ul>"),
        ("<ol class=\"line\"", "</ol>"),
        ("<p class=\"eyebrow\">", "</p>"),
        ("<pre>", "</pre>"),
        ("<ul class=\"list small sources\">", "</ul>"),
        // The label of a command; its code is gone by now.
        ("<div class=\"cmd\"", "</div>"),
    ] {
        text = without(&text, begin, end);
    }
    for tag in ["h1", "h2", "h3", "h4", "dt", "th", "code", "summary", "button", "label", "svg", "var"] {
        let end = format!("</{tag}>");
        text = without(&without(&text, &format!("<{tag}>"), &end), &format!("<{tag} "), &end);
    }
    let mut marked = String::new();
    for (number, piece) in text.split("<a href=\"/glossary#").enumerate() {
        let (id, rest) = if number == 0 { ("", piece) } else { piece.split_once("\">").unwrap() };
        let (shown, rest) = if number == 0 { ("", rest) } else { rest.split_once("</a>").unwrap() };
        assert!(!shown.contains('<'), "{shown}");
        if number > 0 {
            marked.extend([LINK[0].to_string(), id.to_string(), LINK[1].to_string()]);
        }
        marked.push_str(rest);
    }
    plain(&without(&marked, "<a ", "</a>"))
}

/// Where a form stands as a whole word. Abbreviations count only in capitals.
fn mentions(text: &str, form: &str) -> Vec<usize> {
    let exact = form.chars().all(|c| !c.is_lowercase());
    let (there, sought) = if exact {
        (text.to_string(), form.to_string())
    } else {
        (text.to_ascii_lowercase(), form.to_ascii_lowercase())
    };
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let whole =
        |at: &usize| !joins(there[..*at].chars().next_back()) && !joins(there[*at + form.len()..].chars().next());
    there.match_indices(&sought).map(|(at, _)| at).filter(whole).collect()
}

#[tokio::test]
async fn the_first_mention_of_each_term_is_linked_and_no_other() {
    let site = Site::new();
    let articles = knowledge::english().articles();
    let mut forms: Vec<(&str, &str)> = Vec::new();
    for term in &articles.reference.terms {
        forms.extend(std::iter::once(&term.term).chain(&term.also).map(|form| (form.as_str(), term.id.as_str())));
    }
    forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    let list: Vec<Value> = serde_json::from_slice(&site.get("/api/v1/pages.json").await.bytes).unwrap();
    let paths: Vec<&str> =
        list.iter().map(|page| page["path"].as_str().unwrap()).filter(|p| !p.contains('#')).collect();
    let mut linked: BTreeMap<String, usize> = BTreeMap::new();
    for path in &paths {
        let page = site.get(path).await;
        let written = main_of(&page).matches("href=\"/glossary#").count();
        let mut text = explained(&page).replace(['\n', '\r'], " ");
        let links: BTreeMap<String, usize> = text
            .match_indices(LINK[0])
            .map(|(at, _)| (text[at + 1..].split(LINK[1]).next().unwrap().to_string(), at))
            .collect();
        assert_eq!(links.len(), written, "{path}: a term is linked twice, or in a link, code, heading or label");
        for (form, id) in &forms {
            for at in mentions(&text, form) {
                let link = links.get(*id).unwrap_or_else(|| panic!("{path}: \"{form}\" is not linked"));
                assert!(*link < at, "{path}: \"{form}\" is linked after its first mention");
                text.replace_range(at..at + form.len(), &"\u{3}".repeat(form.len()));
            }
        }
        links.into_keys().for_each(|id| *linked.entry(id).or_default() += 1);
    }
    println!("glossary: {} links on {} pages, {} terms", linked.values().sum::<usize>(), paths.len(), linked.len());
    assert!(paths.len() > 350 && linked.len() > 45, "{} pages, {} terms", paths.len(), linked.len());
}

#[tokio::test]
async fn links_to_the_glossary_know_the_path_of_the_portal() {
    let page = Site::below("/rdp").get("/rdp/causes/nla-mismatch").await;
    assert!(page.has("<a href=\"/rdp/glossary#nla\">") && !page.has("href=\"/glossary#"));
    let plan = Site::new().get("/plan?code=0x904").await;
    assert!(!plan.has("/glossary#"), "the client draws plans too and has no terms");
}
