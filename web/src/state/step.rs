//! From a case to the step that is shown: question, plan, or a page that only the server has.

use std::rc::Rc;

use diagnosis::consultation::{Consultation, Ending, Question, revisit};
use diagnosis::evidence::Evidence;
use diagnosis::knowledge_base::ObservationIndex;
use diagnosis::words::{StepWords, interview, plan};
use diagnosis::{consult, transcript};

use super::{Effect, Interview, LANGUAGE, Shown, Submission};
use crate::portal::Portal;

/// Which page an address or a form leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// `/diagnose`: a question, or the plan when no question is left.
    #[default]
    Interview,
    /// `/plan`.
    Plan,
}

/// Which question is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The next one, if there is one.
    Next,
    /// This one, because an answer is to be changed.
    Named(ObservationIndex),
    /// This one, because it was shown before.
    Same(ObservationIndex),
}

/// A step that is to be shown.
#[derive(Clone, Debug)]
pub(super) struct Target {
    evidence: Evidence,
    consultation: Rc<Consultation>,
    question: Option<(Question, bool)>,
    /// Where it stands; a new entry of the history when `new`.
    address: String,
    new: bool,
}

/// The step that was worked out last, which costs more than anything else the program does with an answer. Whoever needs
/// the same step again takes it from here.
#[derive(Clone, Debug)]
pub(super) struct Worked {
    portal: Rc<Portal>,
    evidence: Evidence,
    consultation: Rc<Consultation>,
    /// Observation of its question, and whether an answer is changed; none for the plan.
    question: Option<(ObservationIndex, bool)>,
    shown: Shown,
}

#[cfg(test)]
impl Worked {
    pub(super) fn shown(&self) -> &Shown {
        &self.shown
    }
}

/// What is noted with an entry of the history: the question, and the exact case of the page.
pub(super) fn note(question: Option<&str>, transcript: &str) -> String {
    format!("{} {transcript}", question.unwrap_or("-"))
}

/// Reads a note back.
pub(super) fn read_note(note: &str) -> Option<(Option<&str>, &str)> {
    let (question, transcript) = note.split_once(' ')?;
    Some((Some(question).filter(|q| *q != "-"), transcript))
}

/// Whether a question may be put: no ending stands.
pub(super) fn open(consultation: &Consultation) -> bool {
    matches!(consultation.ending, None | Some(Ending::AllUnknown | Ending::OnlyOthers))
}

impl Interview {
    /// Page and query of an address; no page for an address of another page.
    pub(super) fn place<'a>(&self, address: &'a str) -> (Option<Place>, &'a str) {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let query = query.split('#').next().unwrap_or("");
        let place = match path.strip_prefix(self.portal.places.base.as_str()) {
            Some("/diagnose") => Some(Place::Interview),
            Some("/plan") => Some(Place::Plan),
            _ => None,
        };
        (place, query)
    }

    /// The question that an address asks for by `at=`.
    pub(super) fn asked_at(&self, query: &str) -> Option<ObservationIndex> {
        let (_, key) = transcript::pairs(query).find(|(key, _)| key == "at")?;
        let index = self.portal.base.observation_by_key(&key)?;
        self.portal.base.observation(index).is_some_and(|o| o.askable).then_some(index)
    }

    /// An address that shows this page of a case: the question, or the plan.
    pub(super) fn address_of(&self, question: Option<ObservationIndex>, query: &str) -> String {
        let (base, places) = (&self.portal.base, &self.portal.places);
        let Some(question) = question else { return places.plan(query) };
        let next = consult(base, &self.case, &self.portal.surface).question.map(|q| q.observation);
        let key = base.observation(question).map_or("", |o| o.key.as_str());
        if next == Some(question) { places.interview(query) } else { places.change(query, key) }
    }

    /// Works out what would be shown if this form were sent now, so that it stands ready. Nothing else changes: it is sent on a
    /// copy.
    pub fn prepare(&mut self, submission: &Submission) {
        let mut copy = self.clone();
        copy.submitted(submission);
        self.worked = copy.worked;
    }

    /// The consultation of a case, if the step worked out last was that of this case.
    fn consulted(&self, evidence: &Evidence) -> Rc<Consultation> {
        let same = |worked: &&Rc<Worked>| Rc::ptr_eq(&worked.portal, &self.portal) && worked.evidence == *evidence;
        match self.worked.as_ref().filter(same) {
            Some(worked) => Rc::clone(&worked.consultation),
            None => Rc::new(consult(&self.portal.base, evidence, &self.portal.surface)),
        }
    }

    /// Shows the next step as a new entry of the history.
    pub(super) fn go_on(&mut self, evidence: Evidence, wanted: Wanted, place: Place) -> Vec<Effect> {
        let consultation = self.consulted(&evidence);
        let query = transcript::print(&self.portal.base, &evidence);
        let question = self.question(&evidence, &consultation, wanted, place);
        let places = &self.portal.places;
        let mut address = match &question {
            Some((question, true)) => {
                let key = self.portal.base.observation(question.observation).map_or("", |o| o.key.as_str());
                places.change(&query, key)
            }
            Some((_, false)) => places.interview(&query),
            None => places.plan(&query),
        };
        if let Some(tag) = &self.language {
            let joint = if address.contains('?') { '&' } else { '?' };
            address = format!("{address}{joint}{LANGUAGE}={tag}");
        }
        self.show(Target { evidence, consultation, question, address, new: true })
    }

    /// Shows a step again at its own entry of the history: exactly as it was.
    pub(super) fn go_back(&mut self, address: &str, evidence: Evidence, wanted: Wanted, place: Place) -> Vec<Effect> {
        let consultation = self.consulted(&evidence);
        let question = self.question(&evidence, &consultation, wanted, place);
        self.show(Target { evidence, consultation, question, address: address.to_string(), new: false })
    }

    /// The same question again, because it was sent without an answer.
    pub(super) fn unanswered(&mut self, evidence: Evidence, observation: ObservationIndex) -> Vec<Effect> {
        let consultation = self.consulted(&evidence);
        let question = self.question(&evidence, &consultation, Wanted::Same(observation), Place::Interview);
        let address = self.address.clone();
        let effects = self.show(Target { evidence, consultation, question, address, new: false });
        if let Shown::Question { unanswered, .. } = &mut self.shown {
            *unanswered = true;
        }
        effects
    }

    /// The question of a step, and whether a former answer is being changed.
    ///
    /// Who comes to the questions after steps were tried has asked for them, so the next one is put then too.
    fn question(
        &self,
        evidence: &Evidence,
        consultation: &Consultation,
        wanted: Wanted,
        place: Place,
    ) -> Option<(Question, bool)> {
        let next = consultation.question.as_ref();
        let again = |observation| Some((revisit(&self.portal.base, evidence, observation), true));
        match (place, wanted) {
            (Place::Plan, _) => None,
            (_, Wanted::Named(observation)) => again(observation),
            (_, Wanted::Same(observation)) if next.is_none_or(|q| q.observation != observation) => again(observation),
            (_, Wanted::Same(_)) => next.map(|q| (q.clone(), false)),
            (_, Wanted::Next) => next.filter(|_| open(consultation)).map(|q| (q.clone(), false)),
        }
    }

    fn show(&mut self, target: Target) -> Vec<Effect> {
        // Another code is another fault: the server has a page for it.
        if matches!(target.consultation.ending, Some(Ending::OtherCode(_))) {
            return vec![Effect::Remember, Effect::Go(target.address)];
        }
        let mut effects = self.fetch_steps();
        let words = target.question.is_some() && self.portal.words.name_all(&target.evidence);
        if self.steps.is_none() && !words {
            self.waiting = Some(target);
            return effects;
        }
        effects.extend(self.put(target));
        effects
    }

    /// Fetches the words of the steps, and of the battery, if nobody has.
    pub(super) fn fetch_steps(&mut self) -> Vec<Effect> {
        if self.steps.is_some() || self.steps_asked {
            return Vec::new();
        }
        self.steps_asked = true;
        vec![Effect::FetchSteps]
    }

    pub(super) fn steps_arrived(&mut self, steps: Option<Rc<StepWords>>) -> Vec<Effect> {
        self.steps_asked = steps.is_some();
        if let Some(steps) = &steps {
            self.portal = self.portal.completed(steps);
        }
        self.steps = steps;
        match self.waiting.take() {
            Some(target) if self.steps.is_none() => vec![Effect::Remember, Effect::Go(target.address)],
            Some(target) => self.put(target),
            // The checks have words now.
            None => vec![Effect::Refresh],
        }
    }

    fn put(&mut self, target: Target) -> Vec<Effect> {
        self.waiting = None;
        let query = transcript::print(&self.portal.base, &target.evidence);
        let question = target.question.as_ref().map(|(question, revisit)| (question.observation, *revisit));
        let same = |worked: &&Rc<Worked>| {
            Rc::ptr_eq(&worked.consultation, &target.consultation) && worked.question == question
        };
        if self.worked.as_ref().is_none_or(|worked| !same(&worked)) {
            let shown = self.worded(&target, &query);
            let (portal, consultation) = (Rc::clone(&self.portal), Rc::clone(&target.consultation));
            let worked = Worked { portal, evidence: target.evidence.clone(), consultation, question, shown };
            self.worked = Some(Rc::new(worked));
        }
        if let Some(worked) = &self.worked {
            self.shown = worked.shown.clone();
        }
        self.case = target.evidence;
        self.address = target.address;
        let mut effects = Vec::new();
        if target.new {
            let note = note(self.question_key().as_deref(), &query);
            effects.push(Effect::Push(self.address.clone(), note));
        }
        effects.push(Effect::Draw);
        effects.push(Effect::Remember);
        effects.extend(self.started());
        effects
    }

    /// The step in words; `query` is its case.
    fn worded(&self, target: &Target, query: &str) -> Shown {
        let (base, words, places) = (&self.portal.base, &self.portal.words, &self.portal.places);
        let consultation = &*target.consultation;
        let Some((question, revisit)) = &target.question else {
            let none = StepWords::default();
            let steps = self.steps.as_deref().unwrap_or(&none);
            let view = plan::plan(base, words, steps, places, query, consultation);
            let announcement = words.fill("plan.announce", &[("heading", &view.heading)]);
            return Shown::Plan { view: Rc::new(view), announcement };
        };
        let view = interview::interview(base, words, places, query, consultation, question);
        Shown::Question {
            announcement: interview::announcement(words, question, &view.heading),
            view: Rc::new(view),
            observation: question.observation,
            revisit: *revisit,
            unanswered: false,
        }
    }
}
