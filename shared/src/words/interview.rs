//! The page that puts one question.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::offer::{Offer, offer};
use super::rows::{lower_first, ranking, trail};
use super::{Link, Places, RankRow, TrailRow, Words};
use crate::consultation::{Consultation, Question};
use crate::knowledge_base::KnowledgeBase;
use crate::math::sort_by;
use crate::transcript::UNKNOWN;

/// Answers of which "Why we ask" tells what they would change.
const SHOWN_EFFECTS: usize = 3;

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Value in the form.
    pub value: String,
    /// The answer.
    pub label: String,
    /// Hint under it.
    pub hint: String,
    /// Whether it is chosen already.
    pub checked: bool,
}

/// Everything the page shows, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterviewView {
    /// Title of the document, without the product's name.
    pub title: String,
    /// Back to the former question.
    pub back: Option<Link>,
    /// Place of the question.
    pub eyebrow: String,
    /// The question.
    pub heading: String,
    /// Help under it.
    pub help: String,
    /// Where the form goes.
    pub action: String,
    /// The case so far, for the form.
    pub transcript: String,
    /// The question's word, for the form.
    pub key: String,
    /// Answers; "I do not know" is the last.
    pub choices: Vec<Choice>,
    /// Label of the filled button.
    pub submit: String,
    /// Straight to the plan.
    pub skip: Link,
    /// That the portal looks at the other computer, if it does that.
    pub offer: Option<Offer>,
    /// Label of "Why we ask".
    pub why_label: String,
    /// Its paragraphs.
    pub why: Vec<String>,
    /// Heading of the trail.
    pub trail_heading: String,
    /// Former answers.
    pub trail: Vec<TrailRow>,
    /// Heading of the ranking.
    pub ranking_heading: String,
    /// Likely causes so far.
    pub ranking: Vec<RankRow>,
    /// What the figures are.
    pub ranking_note: String,
    /// How they are made.
    pub method: Link,
}

/// What is announced when a question is put.
pub fn announcement(words: &Words, question: &Question, heading: &str) -> String {
    let number = question.number.to_string();
    let key = if question.number == 0 { "interview.announce-first" } else { "interview.announce" };
    words.fill(key, &[("number", &number), ("question", heading)])
}

/// Puts a question into words.
pub fn interview(
    base: &KnowledgeBase,
    words: &Words,
    places: &Places,
    transcript: &str,
    consultation: &Consultation,
    question: &Question,
) -> InterviewView {
    let observation = base.observation(question.observation);
    let texts = words.observation(question.observation).cloned().unwrap_or_default();
    let key = observation.map_or_else(String::new, |o| o.key.clone());
    let number = question.number.to_string();
    let eyebrow = match question.chosen {
        Some(_) => words.fill("interview.change", &[("label", &texts.short)]),
        None if question.number == 0 => words.say("interview.first"),
        None => words.count_with("interview.number", question.at_most_more, &[("number", &number)]),
    };
    InterviewView {
        title: texts.question.clone(),
        back: back(base, words, places, transcript, consultation, question),
        eyebrow,
        heading: texts.question.clone(),
        help: texts.help.clone(),
        action: places.page("/diagnose"),
        transcript: transcript.to_string(),
        choices: choices(base, words, question),
        key,
        submit: words.say("interview.submit"),
        skip: Link { text: words.say("interview.skip"), href: places.plan(transcript) },
        offer: offer(words, places, (transcript, ""), consultation),
        why_label: words.say("interview.why"),
        why: why(words, question, &texts.why),
        trail_heading: words.say("trail.heading"),
        trail: trail(base, words, places, transcript, consultation),
        ranking_heading: words.say("ranking.so-far"),
        ranking: ranking(base, words, places, &consultation.ranking),
        ranking_note: words.say("ranking.note"),
        method: Link { text: words.say("link.method"), href: places.page("/how-we-estimate") },
    }
}

fn choices(base: &KnowledgeBase, words: &Words, question: &Question) -> Vec<Choice> {
    let mut choices = Vec::new();
    let observation = base.observation(question.observation);
    let texts = words.observation(question.observation);
    let outcomes = observation.map_or(&[][..], |o| &o.outcomes);
    for (k, outcome) in outcomes.iter().enumerate() {
        let text = texts.and_then(|t| t.outcomes.get(k)).cloned().unwrap_or_default();
        choices.push(Choice {
            value: outcome.id.clone(),
            label: text.text,
            hint: text.hint,
            checked: question.chosen.flatten().is_some_and(|chosen| chosen.position() == k),
        });
    }
    choices.push(Choice {
        value: UNKNOWN.to_string(),
        label: words.say("answer.unknown"),
        hint: String::new(),
        checked: question.chosen == Some(None),
    });
    choices
}

/// The former answer, or the start page.
fn back(
    base: &KnowledgeBase,
    words: &Words,
    places: &Places,
    transcript: &str,
    consultation: &Consultation,
    question: &Question,
) -> Option<Link> {
    let answered: Vec<&str> = consultation
        .findings
        .iter()
        .filter_map(|(o, _)| base.observation(o.observation).filter(|_| o.source <= crate::evidence::Source::Asked))
        .filter(|o| o.askable && o.kind != crate::knowledge_base::Kind::Code)
        .map(|o| o.key.as_str())
        .collect();
    let this = base.observation(question.observation)?.key.as_str();
    let place = answered.iter().position(|key| *key == this).unwrap_or(answered.len());
    let href = match place.checked_sub(1).and_then(|p| answered.get(p)) {
        Some(former) => places.change(transcript, former),
        None => places.page("/"),
    };
    Some(Link { text: words.say("back"), href })
}

fn why(words: &Words, question: &Question, reason: &str) -> Vec<String> {
    let mut paragraphs = vec![reason.to_string()];
    let mut effects = question.effects.clone();
    sort_by(&mut effects, |a, b| (b.after - b.before).total_cmp(&(a.after - a.before)));
    for effect in effects.iter().take(SHOWN_EFFECTS) {
        let answer = words.outcome(question.observation, effect.outcome).map_or("", |o| o.text.as_str());
        paragraphs.push(words.fill(
            "interview.effect",
            &[
                ("answer", answer),
                ("cause", &lower_first(words.cause(effect.lifts))),
                ("before", &words.percent(effect.before)),
                ("after", &words.percent(effect.after)),
            ],
        ));
    }
    let minutes = libm::round(question.saves) as i64;
    if minutes >= 1 {
        paragraphs.push(words.count("interview.saves", minutes as usize));
    }
    paragraphs
}
