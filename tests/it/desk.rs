//! The engine and its words, asked directly: what a page must show, worked out without any page.

use diagnosis::evidence::{Entry, Source};
use diagnosis::knowledge_base::RemedyIndex;
use diagnosis::posterior::Posterior;
use diagnosis::words::Words;
use diagnosis::{Consultation, Evidence, KnowledgeBase, StepResult, Surface, consult, transcript};

/// Knowledge and English words.
pub(crate) struct Desk {
    pub(crate) base: KnowledgeBase,
    pub(crate) words: Words,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let english = knowledge::english();
        Self { base: knowledge::base(), words: english.words() }
    }

    pub(crate) fn read(&self, query: &str) -> Evidence {
        let mut evidence = transcript::parse(&self.base, query);
        evidence.mark_carried(&[]);
        evidence
    }

    pub(crate) fn print(&self, evidence: &Evidence) -> String {
        transcript::print(&self.base, evidence)
    }

    pub(crate) fn consult(&self, query: &str) -> Consultation {
        consult(&self.base, &self.read(query), &Surface::default())
    }

    /// The key of the next question; none when the plan comes next.
    pub(crate) fn question(&self, query: &str) -> Option<String> {
        let question = self.consult(query).question?;
        Some(self.base.observation(question.observation)?.key.clone())
    }

    /// The case after an answer: an outcome's id, or `unknown`.
    pub(crate) fn answered(&self, query: &str, key: &str, answer: &str) -> String {
        let mut evidence = self.read(query);
        let observation = self.base.observation_by_key(key).expect("a question");
        evidence.answer(observation, self.base.outcome_by_id(observation, answer));
        self.print(&evidence)
    }

    /// The case after a step.
    pub(crate) fn tried(&self, query: &str, remedy: RemedyIndex, result: StepResult) -> String {
        let mut evidence = self.read(query);
        evidence.give(Entry::Tried(remedy, result));
        self.print(&evidence)
    }

    /// The case without anything that was measured.
    pub(crate) fn unmeasured(&self, query: &str) -> String {
        let mut kept = Evidence::default();
        let evidence = self.read(query);
        let measured = |entry: &&Entry| matches!(entry, Entry::Observed(o) if o.source == Source::Measured);
        evidence.entries().iter().filter(|entry| !measured(entry)).for_each(|entry| kept.give(*entry));
        self.print(&kept)
    }

    /// Probability of a cause.
    pub(crate) fn probability(&self, query: &str, cause: &str) -> f64 {
        let cause = self.base.cause_by_id(cause).expect("a cause");
        Posterior::of(&self.base, &self.read(query)).probabilities[cause.position()]
    }

    /// The whole interview of a person, without a browser: the questions in order, and the case at its end.
    pub(crate) fn interview(&self, start: &str, person: &Person) -> (Vec<String>, String) {
        let (mut case, mut asked) = (start.to_string(), Vec::new());
        while let Some(key) = self.question(&case) {
            case = self.answered(&case, &key, person.answer(&key));
            asked.push(key);
            assert!(asked.len() < 40, "an endless interview: {case}");
        }
        (asked, case)
    }

    /// The case at the moment when this question is put; none if it is not.
    pub(crate) fn until_asked(&self, start: &str, person: &Person, wanted: &str) -> Option<String> {
        let mut case = start.to_string();
        while let Some(key) = self.question(&case) {
            if key == wanted {
                return Some(case);
            }
            case = self.answered(&case, &key, person.answer(&key));
        }
        None
    }
}

/// Somebody who works over a VPN: the error comes after a wait, since an update, and only this person has it. Without
/// checks, the interview asks this person how the line feels (`check-path`).
pub(crate) const VPN_USER: Person = Person(&[
    ("on", "this-computer"),
    ("path", "vpn"),
    ("when", "after-wait"),
    ("changed", "update"),
    ("rights", "user"),
    ("others", "only-me"),
    ("vpn-behaviour", "stable"),
]);

/// What somebody would answer, by the key of the question. To anything else this person says "I do not know".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person(pub(crate) &'static [(&'static str, &'static str)]);

impl Person {
    pub(crate) fn answer(&self, key: &str) -> &'static str {
        self.0.iter().find(|(known, _)| *known == key).map_or(transcript::UNKNOWN, |(_, answer)| answer)
    }
}
