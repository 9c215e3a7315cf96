//! No visible sentence lives in code or templates. Whatever a page shows in plain letters under the pseudo-language did not
//! come from the words.

use diagnosis::words::Articles;
use scraper::{ElementRef, Html, Node};

use super::{files, root, shown, text};
use crate::desk::Desk;
use crate::pages;
use crate::server_side::{Answer, HOST, ServerSide};

/// Letters that the pseudo-language changes; a word without any of them looks the same in both.
const CHANGED: &str = "aeioucnstAEIOUSTWY";
/// What is typed, read from a screen, or drawn.
const NOT_PROSE: [&str; 7] = ["code", "pre", "var", "svg", "script", "style", "textarea"];
/// Attributes that people read or hear.
const VISIBLE: [&str; 6] = ["aria-label", "alt", "title", "placeholder", "data-copy", "data-copied"];

/// Words of a text that the pseudo-language would have changed.
pub(crate) fn plain_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() >= 2 && word.chars().all(|c| c.is_ascii_alphabetic()))
        .filter(|word| word.chars().any(|c| CHANGED.contains(c)))
        .map(str::to_string)
        .collect()
}

/// All texts of a page that people read or hear.
pub(crate) fn visible(html: &str) -> Vec<String> {
    let mut texts = Vec::new();
    gather(Html::parse_document(html).root_element(), &mut texts);
    texts
}

fn gather(element: ElementRef<'_>, texts: &mut Vec<String>) {
    if NOT_PROSE.contains(&element.value().name()) {
        return;
    }
    texts.extend(VISIBLE.iter().filter_map(|name| element.value().attr(name)).map(str::to_string));
    for child in element.children() {
        match child.value() {
            Node::Text(text) => texts.push(text.to_string()),
            Node::Element(_) => ElementRef::wrap(child).into_iter().for_each(|child| gather(child, texts)),
            _ => {}
        }
    }
}

/// Names that are the same in every language: titles and publishers of sources, and what the request itself said.
fn names(articles: &Articles, answer: &Answer) -> Vec<String> {
    let sources = articles.sources.iter().flat_map(|source| [source.title.clone(), source.publisher.clone()]);
    let mut names: Vec<String> = sources.chain([HOST.to_string(), answer.request_id.clone()]).collect();
    // The longest first, so that a name inside another one leaves no rest.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.retain(|name| !name.is_empty());
    names
}

#[tokio::test]
async fn every_page_speaks_the_pseudo_language() {
    let (desk, server) = (Desk::new(), ServerSide::new());
    let pseudo = knowledge::LANGUAGES.iter().find(|language| language.tag == "qps").unwrap();
    let articles = pseudo.articles();
    let mut left = Vec::new();
    for kind in pages::all(&desk) {
        let answer = server.ask(&kind.ask, "lang=qps").await;
        assert!(answer.html.contains("lang=\"qps\""), "{} ({:?}) has no language", kind.name, answer.status);
        let mut names = names(&articles, &answer);
        // A corrected search says the word of the index that it took instead.
        names.extend((kind.name == "search, corrected").then(|| "certificate".to_string()));
        for mut text in visible(&answer.html) {
            names.iter().for_each(|name| text = text.replace(name.as_str(), ""));
            let words = plain_words(&text);
            if !words.is_empty() {
                left.push(format!("{}: {words:?} in {:?}", kind.name, text.trim()));
            }
        }
    }
    left.sort();
    left.dedup();
    assert!(left.is_empty(), "{} texts come from code or templates:\n{}", left.len(), left.join("\n"));
}

#[test]
fn templates_hold_no_words() {
    let templates = files(&root().join("server/templates"), ".html");
    assert!(templates.len() > 5);
    for path in templates {
        let (texts, attributes) = words_of_template(&text(&path));
        assert!(texts.is_empty(), "{}: put {texts:?} into knowledge/wording", shown(&path));
        assert!(attributes.is_empty(), "{}: put {attributes:?} into knowledge/wording", shown(&path));
    }
}

/// Words outside expressions, comments and tags, and words written straight into visible attributes.
fn words_of_template(template: &str) -> (Vec<String>, Vec<String>) {
    let mut plain = template.to_string();
    for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<svg", "</svg>")] {
        plain = without(&plain, open, close);
    }
    let tags: String =
        plain.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(tag, _)| format!("{tag}\n")).collect();
    let written = |name: &&str| {
        tags.split(&format!(" {name}=\""))
            .skip(1)
            .filter_map(|part| part.split('"').next())
            .flat_map(letters)
            .collect::<Vec<_>>()
    };
    (letters(&without(&plain, "<", ">")), VISIBLE.iter().flat_map(written).collect())
}

/// Words of two letters and more, entities left out.
fn letters(text: &str) -> Vec<String> {
    let text = without(text, "&", ";");
    text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 2).map(str::to_string).collect()
}

fn without(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(open) {
        kept.push_str(before);
        rest = inside.split_once(close).map_or("", |(_, after)| after);
    }
    kept + rest
}

#[test]
fn a_word_in_a_template_is_found() {
    let template = "{# a comment #}<p class=\"small\">{{ view.text }} and {% if a > b %}x{% endif %}&nbsp;</p><a aria-label=\"Go {{ x }}\">";
    assert_eq!(words_of_template(template), (vec!["and".to_string()], vec!["Go".to_string()]));
    assert_eq!(plain_words("Çöððé 0x904 by why ţhé the PC-17 rdp"), ["the".to_string()]);
}
