//! The pseudo-language: every text a third longer, with odd letters, right to left. Whatever a page shows in plain
//! letters under it comes from code instead of the words.

use alloc::string::{String, ToString};

use super::Content;
use crate::words::{Articles, Reference, StepText, StepWords, Words};

/// Tag of the pseudo-language.
const TAG: &str = "qps";

/// All words of the content in the pseudo-language.
pub fn pseudo(content: &Content) -> (Words, StepWords, Articles) {
    let mut words = content.words.clone();
    words.language = TAG.to_string();
    words.direction = "rtl".to_string();
    odd_words(&mut words);
    (words, steps(content), articles(content))
}

fn odd_words(words: &mut Words) {
    for phrase in &mut words.phrases {
        each(&mut phrase.other);
        phrase.one.iter_mut().for_each(each);
    }
    for cause in &mut words.causes {
        [&mut cause.title, &mut cause.headline].into_iter().for_each(each);
    }
    for family in &mut words.families {
        [&mut family.title, &mut family.headline, &mut family.first_look].into_iter().for_each(each);
    }
    for observation in &mut words.observations {
        [&mut observation.short, &mut observation.question, &mut observation.help, &mut observation.why]
            .into_iter()
            .for_each(each);
        for outcome in &mut observation.outcomes {
            [&mut outcome.text, &mut outcome.hint, &mut outcome.says].into_iter().for_each(each);
        }
    }
    words.remedies.iter_mut().for_each(each);
}

fn steps(content: &Content) -> StepWords {
    let mut steps = content.steps.clone();
    steps.language = TAG.to_string();
    odd_words(&mut steps.rest);
    let step = |step: &mut StepText| each(&mut step.text);
    for remedy in &mut steps.remedies {
        remedy.steps.iter_mut().for_each(step);
        [&mut remedy.expect, &mut remedy.otherwise, &mut remedy.undo, &mut remedy.ask].into_iter().for_each(each);
    }
    for confirmation in &mut steps.confirmations {
        each(&mut confirmation.title);
        step(&mut confirmation.step);
        confirmation.seen.iter_mut().for_each(each);
    }
    steps.prevention.iter_mut().for_each(each);
    steps
}

fn articles(content: &Content) -> Articles {
    let mut articles = content.articles.clone();
    articles.language = TAG.to_string();
    for phrase in &mut articles.phrases {
        each(&mut phrase.other);
        phrase.one.iter_mut().for_each(each);
    }
    for cause in &mut articles.causes {
        let texts = [
            &mut cause.summary,
            &mut cause.happens,
            &mut cause.recognise,
            &mut cause.prevention,
            &mut cause.weight_reason,
            &mut cause.grade_reason,
            &mut cause.changed,
        ];
        texts.into_iter().for_each(each);
        cause.confused_with.iter_mut().for_each(|(_, difference)| each(difference));
    }
    for code in articles.codes.iter_mut().chain(&mut articles.extended) {
        [&mut code.title, &mut code.means, &mut code.go].into_iter().for_each(each);
    }
    let reviews = articles.remedy_reviews.iter_mut().chain(&mut articles.observation_reviews);
    let tables =
        [&mut articles.code_review, &mut articles.reference.event_review, &mut articles.reference.protocol_review];
    reviews.chain(tables).for_each(|review| each(&mut review.changed));
    reference(&mut articles.reference);
    articles.groups.iter_mut().for_each(|(_, reason)| each(reason));
    articles
}

fn reference(reference: &mut Reference) {
    for reason in &mut reference.protocol {
        [&mut reason.title, &mut reason.means, &mut reason.go].into_iter().for_each(each);
    }
    for event in &mut reference.events {
        [&mut event.title, &mut event.tells].into_iter().for_each(each);
        event.details.iter_mut().for_each(|detail| each(&mut detail.means));
    }
    for update in &mut reference.updates {
        let texts =
            [&mut update.title, &mut update.affects, &mut update.effect, &mut update.way_out, &mut update.confirmed];
        texts.into_iter().for_each(each);
        each(&mut update.review.changed);
    }
    for myth in &mut reference.myths {
        let texts = [&mut myth.title, &mut myth.reason, &mut myth.instead, &mut myth.body, &mut myth.review.changed];
        texts.into_iter().for_each(each);
    }
    for term in &mut reference.terms {
        [&mut term.term, &mut term.means].into_iter().for_each(each);
    }
}

/// Changes one text. Parameters `{n}`, `` `typed` `` pieces, placeholders `<NAME>` and link targets stay.
fn each(text: &mut String) {
    if text.is_empty() {
        return;
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut keep: Option<char> = None;
    for c in text.chars() {
        match keep {
            Some(end) => {
                out.push(c);
                if c == end {
                    keep = None;
                }
            }
            None => {
                keep = match c {
                    '{' => Some('}'),
                    '`' => Some('`'),
                    '<' => Some('>'),
                    '(' if out.ends_with(']') => Some(')'),
                    _ => None,
                };
                odd(c, &mut out);
            }
        }
    }
    *text = out;
}

fn odd(c: char, out: &mut String) {
    let letters = match c {
        'a' => "åå",
        'e' => "éé",
        'i' => "ï",
        'o' => "öö",
        'u' => "üü",
        'c' => "ç",
        'n' => "ñ",
        's' => "š",
        't' => "ţ",
        'A' => "Å",
        'E' => "É",
        'I' => "Ï",
        'O' => "Ö",
        'U' => "Ü",
        'S' => "Š",
        'T' => "Ţ",
        'W' => "Ŵ",
        'Y' => "Ý",
        _ => {
            out.push(c);
            return;
        }
    };
    out.push_str(letters);
}
