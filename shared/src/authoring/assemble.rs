//! From checked sheets to model and words. Causes, observations and remedies stand in the order of their numbers.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::checks::hex_value;
use super::format::{Cause, Observation, Phrase, Remedy, Row as WrittenRow};
use super::prose::section;
use super::{Content, Raw, Sheet};
use crate::knowledge_base::{
    self as kb, Audiences, CauseIndex, FamilyIndex, Kind, Model, ObservationIndex, OutcomeIndex, Parts, RemedyIndex,
    Role,
};
use crate::pack::{fingerprint, pack};
use crate::words::reference::Review;
use crate::words::{
    self, Article, Articles, CauseWords, CodeWords, Command, ConfirmationWords, FamilyWords, ObservationWords,
    OutcomeWords, RemedyWords, SourceWords, StepText, StepWords, Words,
};

pub(super) fn assemble(raw: &Raw) -> Content {
    let shelf = Shelf::new(raw);
    let model = shelf.model();
    let name = pack(&model).map(|bytes| fingerprint(&bytes)).unwrap_or_default();
    Content { words: shelf.words(&name), steps: shelf.steps(&name), articles: shelf.articles(&name), model }
}

/// The sheets in their final order.
pub(super) struct Shelf<'r> {
    pub(super) raw: &'r Raw,
    causes: Vec<&'r Sheet<Cause>>,
    observations: Vec<&'r Sheet<Observation>>,
    remedies: Vec<&'r Sheet<Remedy>>,
    families: Vec<&'r String>,
    groups: Vec<&'r String>,
}

impl<'r> Shelf<'r> {
    fn new(raw: &'r Raw) -> Self {
        let mut causes: Vec<_> = raw.causes.iter().collect();
        causes.sort_by_key(|s| raw.numbers.causes.get(&s.front.id));
        let mut observations: Vec<_> = raw.observations.iter().collect();
        observations.sort_by_key(|s| raw.numbers.observations.get(&s.front.id).map(|n| n.number));
        let mut remedies: Vec<_> = raw.remedies.iter().collect();
        remedies.sort_by_key(|s| raw.numbers.remedies.get(&s.front.id));
        Self {
            raw,
            causes,
            observations,
            remedies,
            families: raw.families.keys().collect(),
            groups: raw.model.groups.keys().collect(),
        }
    }

    fn observation(&self, id: &str) -> ObservationIndex {
        ObservationIndex::at(self.observations.iter().position(|s| s.front.id == id).unwrap_or(usize::from(u16::MAX)))
    }

    pub(super) fn remedy(&self, id: &str) -> RemedyIndex {
        RemedyIndex::at(self.remedies.iter().position(|s| s.front.id == id).unwrap_or(usize::from(u16::MAX)))
    }

    pub(super) fn cause(&self, id: &str) -> CauseIndex {
        CauseIndex::at(self.causes.iter().position(|s| s.front.id == id).unwrap_or(usize::from(u16::MAX)))
    }

    fn model(&self) -> Model {
        let numbers = &self.raw.model;
        let p = Parts::from_f64;
        let noise = &numbers.noise;
        let risk = &numbers.risk_minutes;
        let handover =
            ["anyone", "client-admin", "at-host", "helpdesk", "host-admin", "network", "domain", "gateway", "cloud"];
        Model {
            families: self.families.iter().map(|f| (*f).clone()).collect(),
            causes: self.causes.iter().map(|s| self.model_cause(&s.front)).collect(),
            observations: self.observations.iter().map(|s| self.model_observation(&s.front)).collect(),
            remedies: self.remedies.iter().map(|s| self.model_remedy(&s.front)).collect(),
            groups: numbers.groups.iter().map(|(id, g)| kb::Group { id: id.clone(), rho: p(g.rho) }).collect(),
            codes: self.codes(),
            extended: self.extended(),
            something_else: p(numbers.something_else),
            noise: [noise.stated_by_link, noise.asked, noise.pasted, noise.measured, noise.probed, noise.collected]
                .map(p),
            service_minutes: p(numbers.service_minutes),
            step_minutes: p(numbers.step_minutes),
            risk_minutes: [risk.none, risk.low, risk.medium, risk.high].map(p),
            handover: handover.map(|audience| p(numbers.handover.get(audience).copied().unwrap_or(30.0))),
            restart_minutes: p(numbers.restart_minutes),
            pairs: p(numbers.pairs),
            conflict: p(numbers.conflict),
        }
    }

    fn codes(&self) -> Vec<kb::Code> {
        let codes = self.raw.codes.code.iter().filter_map(|c| {
            let value = hex_value(&c.hex)?;
            Some(kb::Code { value, ours: c.family == "socket", family: c.family.clone(), sure: c.sure })
        });
        codes.collect()
    }

    fn extended(&self) -> Vec<kb::ExtendedCode> {
        let extended = self
            .raw
            .codes
            .extended
            .iter()
            .filter_map(|c| Some(kb::ExtendedCode { value: hex_value(&c.hex)?, outcome: c.outcome.clone() }));
        extended.collect()
    }

    fn model_cause(&self, cause: &Cause) -> kb::Cause {
        kb::Cause {
            number: self.raw.numbers.causes.get(&cause.id).copied().unwrap_or(0),
            id: cause.id.clone(),
            family: FamilyIndex::at(self.families.iter().position(|f| **f == cause.family).unwrap_or(0)),
            stages: cause.stages.clone(),
            frequency: cause.frequency,
            grade: cause.grade,
            weight: Parts::from_f64(cause.weight),
            context: self.rows(&cause.context),
            signs: self.signs(&cause.signs),
            unknown: cause.unknown.iter().map(|(id, p)| (self.observation(id), Parts::from_f64(*p))).collect(),
            remedies: cause.remedies.iter().map(|(id, s)| (self.remedy(id), Parts::from_f64(*s))).collect(),
            confirm: cause.confirm.iter().map(|id| self.observation(id)).collect(),
            confused_with: cause.confused_with.iter().map(|c| self.cause(&c.cause)).collect(),
        }
    }

    /// Rows of probabilities; rounding is taken up by the last number, as it is in a pack.
    fn signs(&self, written: &BTreeMap<String, WrittenRow>) -> Vec<kb::Row> {
        let mut rows = self.rows(written);
        for row in &mut rows {
            if let Some((last, others)) = row.values.split_last_mut() {
                *last = kb::shares::rest(others);
            }
        }
        rows
    }

    fn rows(&self, written: &BTreeMap<String, WrittenRow>) -> Vec<kb::Row> {
        let mut rows: Vec<kb::Row> = written
            .iter()
            .map(|(id, row)| {
                let index = self.observation(id);
                let outcomes = self.observations.get(index.position()).map_or(&[][..], |s| &s.front.outcomes);
                let values = outcomes.iter().map(|o| Parts::from_f64(row.get(&o.id).copied().unwrap_or(1.0))).collect();
                kb::Row { observation: index, values }
            })
            .collect();
        rows.sort_by_key(|r| r.observation);
        rows
    }

    fn model_observation(&self, observation: &Observation) -> kb::Observation {
        let numbers = self.raw.numbers.observations.get(&observation.id);
        let outcomes = observation.outcomes.iter().map(|o| kb::Outcome {
            number: numbers.and_then(|n| n.outcomes.get(&o.id)).copied().unwrap_or(0),
            id: o.id.clone(),
            baseline: Parts::from_f64(o.baseline),
            grants: o.grants.iter().fold(Audiences::default(), |set, a| set.with(*a)),
            cured: o.cured,
        });
        // The number of a code is its permanent number; it may be larger than 16 bits, so only its position is kept.
        let codes = self.raw.codes.code.iter().enumerate().map(|(i, c)| kb::Outcome {
            number: i as u16 + 1,
            id: c.hex.to_lowercase(),
            baseline: Parts::from_f64(1.0 / self.raw.codes.code.len() as f64),
            grants: Audiences::default(),
            cured: false,
        });
        let code = observation.role == Role::Code;
        kb::Observation {
            number: numbers.map_or(0, |n| n.number),
            id: observation.id.clone(),
            key: observation.key.clone().unwrap_or_else(|| observation.id.clone()),
            kind: observation.kind,
            role: observation.role,
            scope: observation.scope,
            askable: observation.askable.unwrap_or(observation.kind == Kind::Asked),
            first: observation.first,
            group: observation.group.as_ref().and_then(|g| self.groups.iter().position(|x| *x == g)).map(|i| i as u8),
            minutes: Parts::from_f64(observation.minutes),
            unknown_rate: Parts::from_f64(observation.unknown_rate),
            audience: observation.audience,
            ask_when: self.conditions(observation),
            trial_of: observation.trial_of.as_ref().map(|id| self.remedy(id)),
            outcomes: if code { codes.collect() } else { outcomes.collect() },
            how: observation.how.as_ref().map(|how| kb::How {
                machine: how.machine,
                risk: how.risk,
                minutes: Parts::from_f64(how.lookup_minutes.unwrap_or(observation.minutes)),
            }),
        }
    }

    fn conditions(&self, observation: &Observation) -> Vec<(ObservationIndex, Vec<OutcomeIndex>)> {
        let condition = |(id, outcomes): (&String, &Vec<String>)| {
            let index = self.observation(id);
            let known = self.observations.get(index.position()).map_or(&[][..], |s| &s.front.outcomes);
            let positions = outcomes.iter().filter_map(|o| known.iter().position(|k| k.id == *o).map(OutcomeIndex::at));
            (index, positions.collect())
        };
        observation.ask_when.iter().map(condition).collect()
    }

    fn model_remedy(&self, remedy: &Remedy) -> kb::Remedy {
        kb::Remedy {
            number: self.raw.numbers.remedies.get(&remedy.id).copied().unwrap_or(0),
            id: remedy.id.clone(),
            relief: remedy.relief,
            audience: remedy.audience,
            machine: remedy.machine,
            minutes: Parts::from_f64(remedy.minutes),
            wait: Parts::from_f64(remedy.wait),
            risk: remedy.risk,
            reversible: remedy.reversible,
            cuts_access: remedy.cuts_access,
            temporary: remedy.temporary,
            keep: remedy.keep,
            reboot: remedy.reboot,
            requires: remedy.requires.iter().map(|id| self.remedy(id)).collect(),
        }
    }

    /// Words of the interview.
    fn words(&self, model: &str) -> Words {
        let cause = |sheet: &&Sheet<Cause>| CauseWords { title: sheet.front.title.clone(), headline: String::new() };
        let observation = |sheet: &&Sheet<Observation>| {
            if in_interview(&sheet.front) { first_words(&sheet.front) } else { ObservationWords::default() }
        };
        Words {
            language: "en".to_string(),
            direction: "ltr".to_string(),
            model: model.to_string(),
            phrases: phrases(&self.raw.interview),
            causes: self.causes.iter().map(cause).collect(),
            families: Vec::new(),
            observations: self.observations.iter().map(observation).collect(),
            remedies: Vec::new(),
        }
    }

    /// What the words of the interview leave out.
    fn rest(&self, model: &str) -> Words {
        let family = |id: &&String| {
            self.raw.families.get(*id).map(|f| FamilyWords {
                title: f.title.clone(),
                headline: f.headline.clone(),
                first_look: f.first_look.clone(),
            })
        };
        let cause = |sheet: &&Sheet<Cause>| CauseWords { title: String::new(), headline: sheet.front.headline.clone() };
        let observation = |sheet: &&Sheet<Observation>| {
            if in_interview(&sheet.front) { statements(&sheet.front) } else { observation_words(&sheet.front) }
        };
        Words {
            phrases: phrases(&self.raw.plan),
            causes: self.causes.iter().map(cause).collect(),
            families: self.families.iter().filter_map(family).collect(),
            observations: self.observations.iter().map(observation).collect(),
            remedies: self.remedies.iter().map(|s| s.front.title.clone()).collect(),
            ..Words { model: model.to_string(), ..Words::default() }
        }
    }

    fn steps(&self, model: &str) -> StepWords {
        StepWords {
            language: "en".to_string(),
            model: model.to_string(),
            rest: self.rest(model),
            remedies: self.remedies.iter().map(|s| remedy_words(&s.front)).collect(),
            confirmations: self.observations.iter().map(|s| confirmation_words(&s.front)).collect(),
            prevention: self.causes.iter().map(|s| plain_text(&section(&s.body, "Prevention"))).collect(),
        }
    }

    fn articles(&self, model: &str) -> Articles {
        let code = |c: &super::format::Code| CodeWords {
            hex: c.hex.clone(),
            name: c.name.clone(),
            title: c.title.clone(),
            means: c.means.clone(),
            go: c.go.clone(),
            source: c.source.clone(),
        };
        let extended = |c: &super::format::Extended| CodeWords {
            hex: c.hex.clone(),
            name: c.name.clone(),
            means: c.means.clone(),
            source: c.source.clone(),
            ..CodeWords::default()
        };
        let source = |(id, s): (&String, &super::format::Source)| SourceWords {
            id: id.clone(),
            title: s.title.clone(),
            publisher: s.publisher.clone(),
            address: s.address.clone(),
            kind: s.kind.clone(),
            seen: s.seen.clone(),
            read: s.read.clone(),
        };
        let codes = &self.raw.codes;
        Articles {
            language: "en".to_string(),
            model: model.to_string(),
            phrases: phrases(&self.raw.pages),
            causes: self.causes.iter().map(|s| self.article(s)).collect(),
            codes: self.raw.codes.code.iter().map(code).collect(),
            extended: self.raw.codes.extended.iter().map(extended).collect(),
            remedy_reviews: self.remedies.iter().map(|s| remedy_review(&s.front)).collect(),
            observation_reviews: self.observations.iter().map(|s| observation_review(&s.front)).collect(),
            code_review: table_review(codes.last_reviewed.as_str(), codes.review_in_days, &codes.changed),
            reference: self.reference(),
            synonyms: self.raw.synonyms.groups.clone(),
            quiet: self.raw.synonyms.quiet.clone(),
            sources: self.raw.sources.iter().map(source).collect(),
            groups: self.raw.model.groups.iter().map(|(id, g)| (id.clone(), g.reason.clone())).collect(),
        }
    }

    fn article(&self, sheet: &Sheet<Cause>) -> Article {
        let cause = &sheet.front;
        Article {
            summary: cause.summary.clone(),
            happens: section(&sheet.body, "What happens"),
            recognise: section(&sheet.body, "How to recognise it"),
            prevention: section(&sheet.body, "Prevention"),
            weight_reason: cause.weight_reason.clone(),
            grade_reason: cause.grade_reason.clone(),
            sources: cause.sources.clone(),
            confused_with: cause.confused_with.iter().map(|c| (self.cause(&c.cause), c.difference.clone())).collect(),
            last_reviewed: cause.last_reviewed.clone(),
            review_in_days: cause.review_in_days,
            changed: cause.changed.clone(),
        }
    }
}

fn phrases(written: &BTreeMap<String, Phrase>) -> Vec<words::Phrase> {
    let phrase = |(key, phrase): (&String, &Phrase)| match phrase {
        Phrase::Plain(text) => words::Phrase { key: key.clone(), one: None, other: text.clone() },
        Phrase::Counted { one, other } => {
            words::Phrase { key: key.clone(), one: Some(one.clone()), other: other.clone() }
        }
    };
    written.iter().map(phrase).collect()
}

/// Whether the interview may speak of it: it can be asked, or a check or an error box tells it.
fn in_interview(observation: &Observation) -> bool {
    matches!(observation.kind, Kind::Asked | Kind::Check | Kind::Code) || observation.askable == Some(true)
}

fn observation_words(observation: &Observation) -> ObservationWords {
    let outcome =
        |o: &super::format::Outcome| OutcomeWords { text: o.text.clone(), hint: o.hint.clone(), says: o.says.clone() };
    ObservationWords {
        short: observation.short.clone(),
        question: observation.question.clone(),
        help: observation.help.clone(),
        why: observation.why.clone(),
        outcomes: observation.outcomes.iter().map(outcome).collect(),
    }
}

/// What the first words have of an observation: only the panel of the checks states outcomes before there is a plan.
fn first_words(observation: &Observation) -> ObservationWords {
    let mut words = observation_words(observation);
    if observation.kind != Kind::Check {
        words.outcomes.iter_mut().for_each(|outcome| outcome.says.clear());
    }
    words
}

/// What is left for the later ones.
fn statements(observation: &Observation) -> ObservationWords {
    let mut words = ObservationWords::default();
    if observation.kind != Kind::Check {
        let says = |o: &super::format::Outcome| OutcomeWords { says: o.says.clone(), ..OutcomeWords::default() };
        words.outcomes = observation.outcomes.iter().map(says).collect();
    }
    words
}

fn confirmation_words(observation: &Observation) -> ConfirmationWords {
    let Some(how) = &observation.how else { return ConfirmationWords::default() };
    ConfirmationWords {
        title: how.title.clone(),
        step: StepText {
            text: how.text.clone(),
            command: command(how.shell.as_ref(), how.elevated, how.command.as_ref()),
        },
        seen: observation.outcomes.iter().map(|o| o.seen.clone()).collect(),
    }
}

fn remedy_words(remedy: &Remedy) -> RemedyWords {
    let step = |s: &super::format::Step| StepText {
        text: s.text.clone(),
        command: command(s.shell.as_ref(), s.elevated, s.command.as_ref()),
    };
    RemedyWords {
        steps: remedy.steps.iter().map(step).collect(),
        expect: remedy.expect.clone(),
        otherwise: remedy.otherwise.clone(),
        undo: remedy.undo.clone(),
        undo_command: command(remedy.undo_shell.as_ref(), remedy.undo_elevated, remedy.undo_command.as_ref()),
        ask: remedy.ask.clone(),
    }
}

fn remedy_review(remedy: &Remedy) -> Review {
    Review { last: remedy.last_reviewed.clone(), days: remedy.review_in_days, changed: remedy.changed.clone() }
}

fn observation_review(front: &Observation) -> Review {
    Review { last: front.last_reviewed.clone(), days: front.review_in_days, changed: front.changed.clone() }
}

/// A table is reviewed as one.
pub(super) fn table_review(last: &str, days: u32, changed: &str) -> Review {
    Review { last: last.to_string(), days, changed: changed.to_string() }
}

fn command(shell: Option<&String>, elevated: Option<bool>, text: Option<&String>) -> Option<Command> {
    Some(Command { shell: shell?.clone(), elevated: elevated.unwrap_or_default(), text: text?.trim().to_string() })
}

/// Markdown without its marks, for one paragraph: bullets become sentences, links their text.
fn plain_text(markdown: &str) -> String {
    let mut text = String::new();
    for line in markdown.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        let mut rest = line.trim_start_matches("- ");
        while let Some((before, after)) = rest.split_once('[') {
            let link = after.split_once("](").and_then(|(label, tail)| Some((label, tail.split_once(')')?.1)));
            match link {
                Some((label, tail)) => {
                    text.push_str(before);
                    text.push_str(label);
                    rest = tail;
                }
                None => break,
            }
        }
        text.push_str(rest);
    }
    text
}
