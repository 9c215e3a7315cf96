//! The reducer: what the page shows, and what follows from each thing that happens.
//!
//! It knows no document. [`Interview::act`] takes what happened and says what is to be done, so that every rule about
//! history, choices, checks and evidence is tested natively. A step never changes under the visitor: what is measured
//! meanwhile changes the checks panel only, and counts from the next step on.

use std::rc::Rc;

use diagnosis::evidence::{Device, Entry, Evidence, StepResult};
use diagnosis::knowledge_base::{ObservationIndex, OutcomeIndex, RemedyIndex};
use diagnosis::reading::measurement::report::{Check, Told};
use diagnosis::words::checks::{Checks, Progress};
use diagnosis::words::{StepWords, Words, interview::InterviewView, plan::PlanView};
use diagnosis::{consultation, transcript};

use crate::portal::Portal;

mod memory;
mod own;
mod panel;
mod step;
#[cfg(test)]
mod tests;

pub use own::Own;
use panel::Here;
pub use panel::{PanelButton, PanelView};
pub use step::Place;
use step::Wanted;

/// Key of the language in an address.
const LANGUAGE: &str = "lang";
/// Choices kept for Back and Forward.
const CHOICES: usize = 64;

/// The page as the server sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Landing {
    /// Path and query.
    pub address: String,
    /// The case as the page's own forms carry it.
    pub transcript: String,
    /// The question shown, by its word; none on the plan.
    pub question: Option<String>,
    /// The answer that is chosen already.
    pub chosen: Option<String>,
    /// What this tab remembers.
    pub memory: String,
}

/// A form that was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// Where it goes.
    pub place: Place,
    /// Its fields, the pressed button included.
    pub fields: Vec<(String, String)>,
}

impl Submission {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The page has been loaded.
    Landed(Landing),
    /// An answer was chosen but not yet sent.
    Chose(String),
    /// A form was sent: Continue, or how a step went.
    Submitted(Submission),
    /// A link to interview or plan was followed: path and query.
    Followed(String),
    /// Back or Forward: path and query, and what was noted with the entry.
    Popped(String, Option<String>),
    /// A button of the checks panel.
    Pressed(PanelButton),
    /// A check has come this far: done, of all.
    Progressed(Check, usize, usize),
    /// A check has ended.
    Measured(Check, Told),
    /// A run of these checks has ended, or never began; what has no result by now gets none.
    RunEnded(Vec<Check>),
    /// The page goes away, perhaps for good.
    Left,
    /// The page was brought back from the back/forward cache.
    Returned,
    /// The words of the steps have come; none if they cannot be had.
    StepsArrived(Option<Rc<StepWords>>),
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Leave it to the browser, as without scripts.
    Native,
    /// Write the entry of the shown step into the history: address and note.
    Push(String, String),
    /// Note this with the present entry, and give it this address if it has none that shows the same page again.
    Note(Option<String>, String),
    /// Draw the step that is shown from now on.
    Draw,
    /// Draw the checks panel anew.
    Refresh,
    /// Move the focus to the heading of the checks panel: what had it goes away.
    FocusPanel,
    /// Work out the step that the form leads to as it is filled in now, once there is time.
    Prepare,
    /// Choose this answer in the server's form.
    Choose(String),
    /// Run the checks that wait.
    Run,
    /// Stop the checks.
    Halt,
    /// Keep the memory of this tab.
    Remember,
    /// Fetch the words of the steps.
    FetchSteps,
    /// Load this address from the server.
    Go(String),
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// What the server sent; the question if it is one.
    Server(Option<ObservationIndex>),
    /// A question.
    Question {
        /// Its words.
        view: Rc<InterviewView>,
        /// The observation.
        observation: ObservationIndex,
        /// Whether a former answer is being changed.
        revisit: bool,
        /// Whether Continue was pressed without an answer.
        unanswered: bool,
        /// What a screen reader is told.
        announcement: String,
    },
    /// The plan.
    Plan {
        /// Its words.
        view: Rc<PlanView>,
        /// What a screen reader is told.
        announcement: String,
    },
}

impl Shown {
    /// Title of the document, and what a screen reader is told; none for a page that the server has made.
    pub fn title(&self, words: &Words) -> Option<(String, String)> {
        let (title, announcement) = match self {
            Self::Server(_) => return None,
            Self::Question { view, unanswered: true, announcement, .. } => {
                (words.fill("interview.error-title", &[("title", &view.title)]), announcement)
            }
            Self::Question { view, announcement, .. } => (view.title.clone(), announcement),
            Self::Plan { view, announcement } => (view.title.clone(), announcement),
        };
        Some((format!("{title} - {}", words.say("product")), announcement.clone()))
    }
}

/// The state of one page.
#[derive(Clone, Debug)]
pub struct Interview {
    portal: Rc<Portal>,
    steps: Option<Rc<StepWords>>,
    steps_asked: bool,
    /// A step that waits for the words of the steps.
    waiting: Option<step::Target>,
    /// The step that was worked out last.
    worked: Option<Rc<step::Worked>>,
    shown: Shown,
    address: String,
    case: Evidence,
    own: Own,
    /// Whether the visitor has said in this tab where the page is open.
    said_here: bool,
    /// The case of the last page of this tab on which that was still open.
    seen: Option<String>,
    /// Language in the addresses, if it is not the first one.
    language: Option<String>,
    checks: Checks,
    running: bool,
    /// Whether the visitor has asked for the present run by a button.
    asked: bool,
    choices: Vec<Choice>,
}

/// An answer chosen at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    address: String,
    question: String,
    answer: String,
}

impl Interview {
    /// Before anything has happened.
    pub fn new(portal: Rc<Portal>) -> Self {
        Self {
            portal,
            steps: None,
            steps_asked: false,
            waiting: None,
            worked: None,
            shown: Shown::Server(None),
            address: String::new(),
            case: Evidence::default(),
            own: Own::default(),
            said_here: false,
            seen: None,
            language: None,
            checks: Checks { all: Check::ALL.map(|check| (check, Progress::Waiting)).to_vec(), seconds_left: 0 },
            running: false,
            asked: false,
            choices: Vec::new(),
        }
    }

    /// What the page shows.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Model, and the words that have come so far.
    pub fn portal(&self) -> &Rc<Portal> {
        &self.portal
    }

    /// Path and query of what is shown.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The case as it counts for what is shown.
    pub fn case(&self) -> &Evidence {
        &self.case
    }

    /// What this tab has measured itself.
    pub fn own(&self) -> &Own {
        &self.own
    }

    /// Whether the visitor has asked for the present run by a button.
    pub fn asked(&self) -> bool {
        self.asked
    }

    /// The checks that wait for their turn.
    pub fn waiting(&self) -> Vec<Check> {
        let waits = self.checks.all.iter().filter(|(_, progress)| *progress == Progress::Waiting);
        waits.map(|(check, _)| *check).collect()
    }

    /// Takes what happened and says what is to be done, in this order.
    pub fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Landed(landing) => self.landed(&landing),
            Action::Chose(answer) => self.chose(answer),
            Action::Submitted(submission) => self.submitted(&submission),
            Action::Followed(address) => self.followed(&address),
            Action::Popped(address, note) => self.popped(&address, note.as_deref()),
            Action::Pressed(button) => self.pressed(button),
            Action::Progressed(check, done, of) => self.told(check, Progress::Running(done, of)),
            Action::Measured(check, told) => self.told(check, Progress::Ended(told)),
            Action::RunEnded(checks) => self.run_ended(&checks),
            Action::Left => self.left(),
            Action::Returned => self.started(),
            Action::StepsArrived(steps) => self.steps_arrived(steps),
        }
    }

    fn landed(&mut self, landing: &Landing) -> Vec<Effect> {
        self.recall(&landing.memory);
        let (place, query) = self.place(&landing.address);
        self.language = transcript::pairs(query).find(|(key, _)| key == LANGUAGE).map(|(_, tag)| tag);
        self.case = self.read(&landing.transcript);
        self.said_here |= self.was_said_here();
        let question = landing.question.as_deref().and_then(|key| self.portal.base.observation_by_key(key));
        self.shown = Shown::Server(question);
        // The answer to a form that was sent has an address without the case.
        let lost = place.is_none() || (query.is_empty() && !landing.transcript.is_empty());
        let address = lost.then(|| self.address_of(question, &landing.transcript));
        self.address = address.clone().unwrap_or_else(|| landing.address.clone());
        let mut effects = vec![Effect::Note(address, step::note(landing.question.as_deref(), &landing.transcript))];
        match (&landing.chosen, self.choice()) {
            (Some(chosen), _) => effects.extend(self.chose(chosen.clone())),
            (None, Some(former)) => effects.push(Effect::Choose(former)),
            (None, None) => {}
        }
        effects.extend([Effect::Remember, Effect::Refresh]);
        if self.here() != Here::Unsaid {
            effects.extend(self.fetch_steps());
        }
        effects.extend(self.started());
        effects
    }

    /// Whether the case is that of the former page of this tab with the answer where the page is open, and nothing else:
    /// then that answer was given here, before this program was there to see it. An address that came from elsewhere may
    /// hold the answer too, but it spoke of another device.
    fn was_said_here(&mut self) -> bool {
        let base = &self.portal.base;
        let Some(device) = base.observation_by_id("device") else { return false };
        let Some(answer) = self.case.finding(base, device).map(|f| f.outcome) else {
            self.seen = Some(transcript::print(base, &self.case));
            return false;
        };
        let former = self.seen.take().map(|seen| transcript::parse(base, &seen));
        former.is_some_and(|mut former| {
            former.answer(device, answer);
            transcript::print(base, &former) == transcript::print(base, &self.case)
        })
    }

    fn chose(&mut self, answer: String) -> Vec<Effect> {
        if self.note_choice(answer) { vec![Effect::Remember, Effect::Prepare] } else { Vec::new() }
    }

    /// Keeps a choice for the shown question; whether there is one.
    fn note_choice(&mut self, answer: String) -> bool {
        let Some(question) = self.question_key() else { return false };
        self.choices.retain(|c| c.address != self.address);
        self.choices.push(Choice { address: self.address.clone(), question, answer });
        if self.choices.len() > CHOICES {
            self.choices.remove(0);
        }
        true
    }

    /// The answer chosen at the shown address, if the same question was put there.
    pub fn choice(&self) -> Option<String> {
        let question = self.question_key()?;
        let choice = self.choices.iter().find(|c| c.address == self.address && c.question == question);
        choice.map(|c| c.answer.clone())
    }

    fn question_key(&self) -> Option<String> {
        let observation = match self.shown {
            Shown::Server(question) => question?,
            Shown::Question { observation, .. } => observation,
            Shown::Plan { .. } => return None,
        };
        self.portal.base.observation(observation).map(|o| o.key.clone())
    }

    fn submitted(&mut self, submission: &Submission) -> Vec<Effect> {
        let Some(transcript) = submission.field("t") else { return vec![Effect::Native] };
        let mut evidence = self.read(transcript);
        if let Some(key) = submission.field("q") {
            let Some(observation) = self.portal.base.observation_by_key(key) else { return vec![Effect::Native] };
            match submission.field("a") {
                None if self.settled().is_none() => return self.unanswered(evidence, observation),
                None => {}
                Some(answer) => {
                    let Some(outcome) = self.outcome(observation, answer) else { return vec![Effect::Native] };
                    return self.answered(submission, evidence, observation, outcome);
                }
            }
        } else if let Some((remedy, result)) = self.result(submission) {
            self.own.join(&self.portal.base, &mut evidence);
            evidence.give(Entry::Tried(remedy, result));
        } else {
            return vec![Effect::Native];
        }
        self.own.join(&self.portal.base, &mut evidence);
        self.go_on(evidence, Wanted::Next, submission.place)
    }

    /// The outcome that an answer names, `Some(None)` for "I do not know".
    fn outcome(&self, observation: ObservationIndex, answer: &str) -> Option<Option<OutcomeIndex>> {
        if answer == transcript::UNKNOWN {
            return Some(None);
        }
        self.portal.base.outcome_by_id(observation, answer).map(Some)
    }

    fn answered(
        &mut self,
        submission: &Submission,
        mut evidence: Evidence,
        observation: ObservationIndex,
        outcome: Option<OutcomeIndex>,
    ) -> Vec<Effect> {
        if self.question_key().as_deref() == submission.field("q") {
            // Kept with the step that follows.
            submission.field("a").map(|a| self.note_choice(a.to_string()));
        }
        let portal = Rc::clone(&self.portal);
        // What was measured before the answer stands before it in the case.
        self.own.join(&portal.base, &mut evidence);
        evidence.answer(observation, outcome);
        if portal.base.observation_by_id("device") == Some(observation) {
            self.said_here = true;
            let device = self.device_of(&evidence).unwrap_or(Device::Elsewhere);
            self.own.moved(device, &mut evidence);
        }
        // An answer can make a measurement count that did not count before.
        self.own.join(&portal.base, &mut evidence);
        self.go_on(evidence, Wanted::Next, submission.place)
    }

    fn result(&self, submission: &Submission) -> Option<(RemedyIndex, StepResult)> {
        let remedy = self.portal.base.remedy_by_id(submission.field("r")?)?;
        Some((remedy, transcript::result_from_word(submission.field("o")?)?))
    }

    fn followed(&mut self, address: &str) -> Vec<Effect> {
        let (place, query) = self.place(address);
        let Some(place) = place else { return vec![Effect::Native] };
        let mut evidence = self.read(query);
        self.own.join(&self.portal.base, &mut evidence);
        let wanted = self.asked_at(query).map_or(Wanted::Next, Wanted::Named);
        self.go_on(evidence, wanted, place)
    }

    fn popped(&mut self, address: &str, note: Option<&str>) -> Vec<Effect> {
        // A jump within the page: the step is the same.
        if address == self.address {
            return Vec::new();
        }
        let (place, query) = self.place(address);
        let note = note.and_then(step::read_note);
        let (question, transcript) = note.unwrap_or((None, query));
        let noted = note.map(|(question, _)| if question.is_some() { Place::Interview } else { Place::Plan });
        let Some(place) = place.or(noted) else { return vec![Effect::Go(address.to_string())] };
        let same = question.and_then(|key| self.portal.base.observation_by_key(key)).map(Wanted::Same);
        let wanted = self.asked_at(query).map(Wanted::Named).or(same).unwrap_or(Wanted::Next);
        let evidence = self.read(transcript);
        self.go_back(address, evidence, wanted, place)
    }

    /// Reads a case from an address or a form. What this tab measured itself stays its own.
    fn read(&self, query: &str) -> Evidence {
        let mut evidence = transcript::parse(&self.portal.base, query);
        evidence.mark_carried(self.own.findings());
        evidence
    }

    fn device_of(&self, evidence: &Evidence) -> Option<Device> {
        consultation::device(&self.portal.base, evidence)
    }
}
