//! A step as a card: what to do, what one should see, how to undo it, and how it went.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Command, ConfirmationWords, Mark, Places, Span, StepWords, Words, plain, spans};
use crate::consultation::Consultation;
use crate::evidence::StepResult;
use crate::knowledge_base::{
    Audience, KnowledgeBase, Machine, ObservationIndex, OutcomeIndex, Parts, Remedy, RemedyIndex, Risk,
};
use crate::plan::Gate;
use crate::transcript::{UNKNOWN, result_word};

/// A command with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandView {
    /// Which shell, which rights.
    pub label: String,
    /// The command, placeholders apart.
    pub spans: Vec<Span>,
    /// The command as it is copied.
    pub text: String,
}

/// A paragraph with its command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What to do.
    pub text: Vec<Span>,
    /// Command, if there is one.
    pub command: Option<CommandView>,
}

/// A column under a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Mark before the title.
    pub mark: Option<Mark>,
    /// Title.
    pub title: String,
    /// Text.
    pub text: Vec<Span>,
    /// Command, if there is one.
    pub command: Option<CommandView>,
}

/// A button of an outcome form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// Value.
    pub value: String,
    /// Label.
    pub label: String,
}

/// How a step went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeForm {
    /// Where it goes.
    pub action: String,
    /// Accessible name.
    pub name: String,
    /// Question before the buttons.
    pub question: String,
    /// What happens with the answer.
    pub hint: String,
    /// The case so far.
    pub transcript: String,
    /// Hidden field that names the step: `q` for a confirmation, `r` for a remedy.
    pub field: &'static str,
    /// Its value.
    pub subject: String,
    /// Name of the buttons: `a` for an outcome, `o` for a result.
    pub answer_field: &'static str,
    /// The buttons.
    pub buttons: Vec<Button>,
}

/// What must be confirmed before the commands are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateView {
    /// Where the form goes.
    pub action: String,
    /// The case so far.
    pub transcript: String,
    /// Id of the remedy.
    pub remedy: String,
    /// Why there is a gate.
    pub reason: String,
    /// The boxes to tick: name and label.
    pub conditions: Vec<(&'static str, String)>,
    /// Label of the button.
    pub submit: String,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepCard {
    /// Anchor within the page.
    pub anchor: String,
    /// Title, an order.
    pub title: String,
    /// Who can do it.
    pub audience: String,
    /// Machine, minutes, risk, restart.
    pub meta: Vec<String>,
    /// Notice above the card, for steps that can cut off access.
    pub notice: Option<String>,
    /// What to do.
    pub parts: Vec<Part>,
    /// You should see, if instead, undo.
    pub columns: Vec<Column>,
    /// What must be confirmed first; then there are no parts.
    pub gate: Option<GateView>,
    /// How it went.
    pub form: Option<OutcomeForm>,
}

/// What the cards of one page share.
pub(super) struct Deck<'a> {
    pub(super) base: &'a KnowledgeBase,
    pub(super) words: &'a Words,
    pub(super) steps: &'a StepWords,
    pub(super) places: &'a Places,
    pub(super) transcript: &'a str,
    pub(super) consultation: &'a Consultation,
}

impl Deck<'_> {
    pub(super) fn remedy(&self, index: RemedyIndex, gate: Gate) -> Option<StepCard> {
        let remedy = self.base.remedy(index)?;
        let texts = self.steps.remedies.get(index.position())?;
        let words = self.words;
        let open = gate == Gate::Open;
        let parts = texts.steps.iter().map(|s| self.part(&s.text, s.command.as_ref())).collect();
        let mut columns = Vec::new();
        let mut column = |title: &str, text: &str, command: Option<&Command>| {
            if !text.is_empty() {
                let command = command.map(|c| self.command(c));
                columns.push(Column { mark: None, title: words.say(title), text: spans(text), command });
            }
        };
        column("card.expect", &texts.expect, None);
        column("card.otherwise", &texts.otherwise, None);
        column("card.undo", &texts.undo, texts.undo_command.as_ref().filter(|_| open));
        Some(StepCard {
            anchor: remedy.id.clone(),
            title: words.remedy(index).to_string(),
            audience: self.audience(remedy.audience),
            meta: self.meta(remedy),
            notice: remedy.cuts_access.then(|| words.say("card.second-way")),
            parts: if open { parts } else { Vec::new() },
            columns,
            gate: (!open).then(|| self.gate(remedy)),
            form: open.then(|| self.result_form(index, remedy)),
        })
    }

    pub(super) fn confirmation(&self, index: ObservationIndex) -> Option<StepCard> {
        let observation = self.base.observation(index)?;
        let how = observation.how.as_ref()?;
        let texts = self.steps.confirmations.get(index.position())?;
        let words = self.words;
        let form = OutcomeForm {
            action: self.places.page("/plan"),
            name: words.fill("card.form-name", &[("step", &texts.title)]),
            question: words.say("card.saw"),
            hint: words.say("card.adapts"),
            transcript: self.transcript.to_string(),
            field: "q",
            subject: observation.key.clone(),
            answer_field: "a",
            buttons: self.confirmation_buttons(index),
        };
        let mut meta = alloc::vec![self.machine(how.machine), self.minutes(how.minutes)];
        meta.push(self.risk(how.risk));
        Some(StepCard {
            anchor: observation.id.clone(),
            title: texts.title.clone(),
            audience: self.audience(observation.audience),
            meta,
            notice: None,
            parts: alloc::vec![self.part(&texts.step.text, texts.step.command.as_ref())],
            columns: self.seen(index, &texts.seen),
            gate: None,
            form: Some(form),
        })
    }

    fn confirmation_buttons(&self, index: ObservationIndex) -> Vec<Button> {
        let outcomes = self.base.observation(index).map_or(&[][..], |o| &o.outcomes);
        let mut buttons: Vec<Button> = outcomes
            .iter()
            .enumerate()
            .map(|(k, outcome)| Button {
                value: outcome.id.clone(),
                label: self.words.outcome(index, OutcomeIndex::at(k)).map_or_else(String::new, |o| o.text.clone()),
            })
            .collect();
        buttons.push(Button { value: UNKNOWN.to_string(), label: self.words.say("result.could-not") });
        buttons
    }

    /// What each outcome looks like, sorted into for, against and undecided by what it does to the leading cause.
    fn seen(&self, index: ObservationIndex, seen: &[String]) -> Vec<Column> {
        let leader = self.consultation.ranking.first().and_then(|r| r.cause);
        let Some(leader) = leader else { return Vec::new() };
        let mut columns = Vec::new();
        for (k, text) in seen.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let outcome = OutcomeIndex::at(k);
            let baseline =
                self.base.observation(index).and_then(|o| o.outcomes.get(k)).map_or(1.0, |o| o.baseline.value());
            let row = self.base.likelihood(index, outcome);
            let likelihood = row.get(leader.position()).copied().unwrap_or(baseline);
            // What is ordinary for this cause but the mark of another one speaks against it as well.
            let elsewhere = row.iter().any(|other| *other >= 10.0 * likelihood);
            // Neither tick nor cross: what speaks against this cause may be a defect, and what speaks for it may be that
            // something works.
            let (mark, title) = match likelihood / baseline {
                r if r >= 1.5 => (Mark::Quiet, "card.is-this"),
                r if r <= 0.67 || elsewhere => (Mark::Absent, "card.is-not-this"),
                _ => (Mark::Unclear, "card.cannot-tell"),
            };
            let label = self.words.outcome(index, outcome).map_or("", |o| o.text.as_str());
            let title = self.words.fill(title, &[("button", label), ("cause", self.words.cause(leader))]);
            columns.push(Column { mark: Some(mark), title, text: spans(text), command: None });
        }
        columns
    }

    fn result_form(&self, index: RemedyIndex, remedy: &Remedy) -> OutcomeForm {
        let words = self.words;
        let button = |result: StepResult| Button {
            value: result_word(result).to_string(),
            label: words.say(super::rows::result_key(result)),
        };
        OutcomeForm {
            action: self.places.page("/plan"),
            name: words.fill("card.form-name", &[("step", words.remedy(index))]),
            question: words.say("card.how"),
            hint: words.say("card.adapts"),
            transcript: self.transcript.to_string(),
            field: "r",
            subject: remedy.id.clone(),
            answer_field: "o",
            buttons: StepResult::ALL.into_iter().map(button).collect(),
        }
    }

    fn gate(&self, remedy: &Remedy) -> GateView {
        let words = self.words;
        let reason = match (remedy.cuts_access, remedy.reversible) {
            (true, true) => "gate.cuts",
            (true, false) => "gate.cuts-for-good",
            (false, _) => "gate.for-good",
        };
        GateView {
            action: self.places.page("/plan/confirm"),
            transcript: self.transcript.to_string(),
            remedy: remedy.id.clone(),
            reason: words.say(reason),
            conditions: alloc::vec![
                ("administrator", words.say("gate.administrator")),
                ("way-in", words.say("gate.way-in")),
            ],
            submit: words.say("gate.submit"),
        }
    }

    fn part(&self, text: &str, command: Option<&Command>) -> Part {
        Part { text: spans(text), command: command.map(|c| self.command(c)) }
    }

    fn command(&self, command: &Command) -> CommandView {
        let key = match (command.shell.as_str(), command.elevated) {
            ("cmd", false) => "shell.cmd",
            ("cmd", true) => "shell.cmd-admin",
            ("bash", false) => "shell.bash",
            ("bash", true) => "shell.bash-admin",
            (_, false) => "shell.powershell",
            (_, true) => "shell.powershell-admin",
        };
        CommandView { label: self.words.say(key), spans: plain(&command.text), text: command.text.clone() }
    }

    fn meta(&self, remedy: &Remedy) -> Vec<String> {
        let mut meta = alloc::vec![self.machine(remedy.machine), self.minutes(remedy.minutes)];
        if remedy.wait.value() >= 1.0 {
            meta.push(self.words.count("meta.wait", whole(remedy.wait)));
        }
        meta.push(if remedy.cuts_access { self.words.say("risk.sessions") } else { self.risk(remedy.risk) });
        meta.push(self.words.say(if remedy.reboot { "meta.restart" } else { "meta.no-restart" }));
        meta
    }

    fn minutes(&self, minutes: Parts) -> String {
        self.words.count("meta.minutes", whole(minutes))
    }

    fn risk(&self, risk: Risk) -> String {
        self.words.say(match risk {
            Risk::None => "risk.none",
            Risk::Low => "risk.low",
            Risk::Medium => "risk.medium",
            Risk::High => "risk.high",
        })
    }

    fn machine(&self, machine: Machine) -> String {
        let here = crate::evidence::Device::ThisComputer;
        let device = self.consultation.findings.iter().find_map(|(o, _)| {
            let first = self.base.observation(o.observation).is_some_and(|o| o.id == "device");
            first.then(|| o.outcome.and_then(|k| crate::evidence::Device::ALL.get(k.position()).copied())).flatten()
        });
        let client = match device {
            Some(d) if d == here || d == crate::evidence::Device::VpnOff => "machine.this",
            _ => "machine.client",
        };
        self.words.say(match machine {
            Machine::Client => client,
            Machine::Host => "machine.host",
            Machine::Network => "machine.network",
            Machine::Gateway => "machine.gateway",
            Machine::DomainController => "machine.domain-controller",
        })
    }

    /// The words of a look that changes nothing; `None` where there is none.
    pub(super) fn look(&self, index: ObservationIndex) -> Option<&ConfirmationWords> {
        self.steps.confirmations.get(index.position()).filter(|texts| !texts.title.is_empty())
    }

    pub(super) fn audience(&self, audience: Audience) -> String {
        self.words.audience(audience)
    }
}

/// At least one minute: half a minute of work takes one to begin.
fn whole(minutes: Parts) -> usize {
    (libm::round(minutes.value()) as usize).max(1)
}

/// Key of an audience's name.
pub(super) fn audience_key(audience: Audience) -> &'static str {
    match audience {
        Audience::Anyone => "audience.anyone",
        Audience::ClientAdmin => "audience.client-admin",
        Audience::AtHost => "audience.at-host",
        Audience::Helpdesk => "audience.helpdesk",
        Audience::HostAdmin => "audience.host-admin",
        Audience::Network => "audience.network",
        Audience::Domain => "audience.domain",
        Audience::Gateway => "audience.gateway",
        Audience::Cloud => "audience.cloud",
    }
}
