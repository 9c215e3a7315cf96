//! The checks: when they run, what the panel shows of them, and what they do to the question that is shown.

use diagnosis::evidence::Device;
use diagnosis::reading::measurement::Reason;
use diagnosis::reading::measurement::report::{Check, STAGES, Told};
use diagnosis::selection::learned;
use diagnosis::words::Link;
use diagnosis::words::checks::{CheckRow, ChecksView, Progress, panel};
use diagnosis::{consult, transcript};

use super::{Effect, Interview, Shown, step};

/// A button of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelButton {
    /// Run the checks on this device, or once more.
    Run,
    /// The page is still open where the address says.
    StillHere,
    /// Stop the checks.
    Stop,
}

impl PanelButton {
    /// All buttons.
    pub const ALL: [Self; 3] = [Self::Run, Self::StillHere, Self::Stop];

    /// Its word in the document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::StillHere => "still-here",
            Self::Stop => "stop",
        }
    }
}

/// What the panel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelView {
    /// Heading, progress, rows.
    pub checks: ChecksView,
    /// Whether anything has run or is running; before that only heading, note and buttons are shown.
    pub begun: bool,
    /// Said where the answer came with the address.
    pub note: Option<String>,
    /// What the checks send, and to whom.
    pub announced: String,
    /// Leads to the page of all results, once there is one.
    pub details: Option<Link>,
    /// Leads to the question where the page is open.
    pub change: Option<Link>,
    /// Said when the shown question needs no answer any more, with the way on.
    pub settled: Option<(String, Link)>,
    /// The buttons.
    pub buttons: Vec<(PanelButton, String)>,
}

/// Where the page is open, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Here {
    /// Not said yet.
    Unsaid,
    /// Said in this tab.
    Said(Device),
    /// Stands in the address, but was not said in this tab: the address may have travelled.
    Carried(Device),
}

impl Interview {
    /// The panel; none before the visitor has said where the page is open, and none before its words are here.
    pub fn panel(&self) -> Option<PanelView> {
        let words = &self.portal.words;
        // They come with the words of the steps.
        if !words.has("checks.heading") {
            return None;
        }
        let begun = self.running || self.waiting().len() < self.checks.all.len();
        let (device, carried) = match self.here() {
            Here::Unsaid if begun => (None, false),
            Here::Unsaid => return None,
            Here::Said(device) => (Some(device), false),
            Here::Carried(device) => (Some(device), !begun),
        };
        let button = |button: PanelButton, key: &str| (button, words.say(key));
        let unclear = self.unclear();
        let buttons = match (self.running, device) {
            (true, _) => vec![button(PanelButton::Stop, "checks.stop")],
            _ if carried => vec![button(PanelButton::StillHere, "checks.still-here")],
            (false, Some(Device::Elsewhere)) if !self.waiting().is_empty() => {
                vec![button(PanelButton::Run, "checks.run-here")]
            }
            (false, _) if begun && unclear => vec![button(PanelButton::Run, "checks.again")],
            (false, _) if self.is_holding() => vec![button(PanelButton::Stop, "checks.stop")],
            (false, _) => Vec::new(),
        };
        Some(PanelView {
            checks: panel(words, &self.checks, device),
            begun,
            note: carried.then(|| words.fill("checks.carried", &[("place", &self.place_words())])),
            announced: words.say("checks.announced"),
            details: begun.then(|| Link {
                text: words.say("checks.details"),
                href: [self.portal.places.base.as_str(), "/self-check"].concat(),
            }),
            change: carried.then(|| self.change_device()).flatten(),
            settled: self
                .settled()
                .map(|href| (words.say("checks.settled"), Link { text: words.say("checks.go-on"), href })),
            buttons,
        })
    }

    /// The results in words, for the page that shows all of them; none while there are no words for them.
    pub fn results(&self) -> Option<String> {
        let rows = self.panel()?.checks.rows;
        let ended =
            self.checks.all.iter().zip(&rows).filter(|((_, progress), _)| matches!(progress, Progress::Ended(_)));
        let line = |row: &CheckRow| [row.id, &row.name, &row.status, &row.meaning].join("\t");
        Some(ended.map(|(_, row)| line(row)).collect::<Vec<_>>().join("\n"))
    }

    pub(super) fn here(&self) -> Here {
        let Some(observation) = self.portal.base.observation_by_id("device") else { return Here::Unsaid };
        if !learned(&self.portal.base, &self.case, observation) {
            return Here::Unsaid;
        }
        // Who does not know where the page is open may still run the checks; they count for nothing then.
        let device = self.device_of(&self.case).unwrap_or(Device::Elsewhere);
        if self.said_here { Here::Said(device) } else { Here::Carried(device) }
    }

    /// What the address says of the place, as the answer is written. The statement comes with the words of the steps,
    /// which may not be here yet.
    fn place_words(&self) -> String {
        let base = &self.portal.base;
        let said = base.observation_by_id("device").and_then(|o| Some((o, self.case.outcome(base, o)?)));
        let answer = said.and_then(|(o, k)| self.portal.words.outcome(o, k));
        answer.map_or_else(String::new, |answer| answer.text.clone())
    }

    fn change_device(&self) -> Option<Link> {
        let base = &self.portal.base;
        let device = base.observation(base.observation_by_id("device")?)?;
        let href = self.portal.places.change(&transcript::print(base, &self.case), &device.key);
        Some(Link { text: self.portal.words.say("checks.moved"), href })
    }

    fn unclear(&self) -> bool {
        self.checks.all.iter().any(|(_, p)| matches!(p, Progress::Ended(told) if told.is_unclear()))
    }

    /// Where to go on, if the shown question needs no answer any more: it was measured, or nothing is left to ask.
    pub(super) fn settled(&self) -> Option<String> {
        let observation = match &self.shown {
            Shown::Server(Some(observation)) if self.asked_at(self.place(&self.address).1).is_none() => *observation,
            Shown::Question { observation, revisit: false, .. } => *observation,
            Shown::Server(_) | Shown::Question { .. } | Shown::Plan { .. } => return None,
        };
        let base = &self.portal.base;
        let mut evidence = self.case.clone();
        self.own.join(base, &mut evidence);
        if evidence == self.case {
            return None;
        }
        let consultation = consult(base, &evidence, &self.portal.surface);
        let places = &self.portal.places;
        let query = transcript::print(base, &evidence);
        match consultation.question.is_some() && step::open(&consultation) {
            true if learned(base, &evidence, observation) => Some(places.interview(&query)),
            true => None,
            false => Some(places.plan(&query)),
        }
    }

    /// Runs the checks if they may run by themselves now.
    pub(super) fn started(&mut self) -> Vec<Effect> {
        match self.here() {
            Here::Said(device) if device != Device::Elsewhere => self.run(device),
            Here::Said(_) | Here::Carried(_) | Here::Unsaid => Vec::new(),
        }
    }

    /// What looks at this very computer, as its clock, and not at the path, says nothing on its neighbour.
    fn run(&mut self, device: Device) -> Vec<Effect> {
        self.run_when(false, device)
    }

    fn run_when(&mut self, asked: bool, device: Device) -> Vec<Effect> {
        let foreign = Told::absent(Reason::NotThisDevice);
        for (check, progress) in &mut self.checks.all {
            if check.is_of_the_path() {
                continue;
            }
            if device == Device::SameNetwork && *progress == Progress::Waiting {
                *progress = Progress::Ended(foreign.clone());
            } else if device != Device::SameNetwork && matches!(progress, Progress::Ended(told) if *told == foreign) {
                *progress = Progress::Waiting;
            }
        }
        if self.running || self.waiting().is_empty() {
            return Vec::new();
        }
        self.running = true;
        self.asked = asked;
        self.count_down();
        let mut effects = vec![Effect::Refresh, Effect::Run];
        effects.extend(self.fetch_steps());
        effects
    }

    /// The pressed button goes away, so the focus first moves to the heading of the panel.
    pub(super) fn pressed(&mut self, button: PanelButton) -> Vec<Effect> {
        let device = self.device_of(&self.case).unwrap_or(Device::Elsewhere);
        let mut effects = vec![Effect::FocusPanel];
        match button {
            PanelButton::Stop => {
                self.end(&Check::ALL, &Told::unclear(Reason::Stopped));
                self.running = false;
                effects.push(Effect::Halt);
            }
            PanelButton::StillHere => {
                self.said_here = true;
                effects.extend(if device == Device::Elsewhere { Vec::new() } else { self.run(device) });
            }
            PanelButton::Run => {
                // Who is told that a check was left out because the line costs money, and runs it all the same, has asked for it.
                let metered = Told::absent(Reason::Metered);
                let asked = self.checks.all.iter().any(|(_, p)| matches!(p, Progress::Ended(told) if *told == metered));
                self.forget_unclear();
                effects.extend(self.run_when(asked, device));
            }
        }
        effects.extend([Effect::Refresh, Effect::Remember]);
        effects
    }

    /// A check without a verdict may run once more.
    fn forget_unclear(&mut self) {
        for (_, progress) in &mut self.checks.all {
            if matches!(progress, Progress::Ended(told) if !told.is_decided()) {
                *progress = Progress::Waiting;
            }
        }
    }

    pub(super) fn told(&mut self, check: Check, progress: Progress) -> Vec<Effect> {
        if !(self.running || check.is_in_background()) || !self.is_open(check) {
            return Vec::new();
        }
        match progress {
            Progress::Ended(told) => {
                self.one_ended(check, told);
                self.ended()
            }
            progress => {
                self.set(check, progress);
                self.recount();
                vec![Effect::Refresh]
            }
        }
    }

    /// What a run has left without a result cannot run: the module did not load, or it broke off.
    pub(super) fn run_ended(&mut self, checks: &[Check]) -> Vec<Effect> {
        let left: Vec<Check> = checks.iter().copied().filter(|check| self.is_open(*check)).collect();
        if left.is_empty() || !(self.running || self.is_holding()) {
            return Vec::new();
        }
        self.end(&left, &Told::absent(Reason::NoProgram));
        self.ended()
    }

    /// Whether a check waits.
    pub fn has_not_begun(&self, check: Check) -> bool {
        self.checks.all.iter().any(|(other, p)| *other == check && *p == Progress::Waiting)
    }

    /// Whether a check has not ended yet.
    fn is_open(&self, check: Check) -> bool {
        self.checks.all.iter().any(|(other, p)| *other == check && !matches!(p, Progress::Ended(_)))
    }

    /// Whether a check goes on in the background.
    fn is_holding(&self) -> bool {
        self.checks.all.iter().any(|(check, p)| check.is_in_background() && matches!(p, Progress::Running(..)))
    }

    pub(super) fn set(&mut self, check: Check, to: Progress) {
        if let Some((_, progress)) = self.checks.all.iter_mut().find(|(other, _)| *other == check) {
            *progress = to;
        }
    }

    fn one_ended(&mut self, check: Check, result: Told) {
        let device = self.device_of(&self.case).unwrap_or(Device::Elsewhere);
        self.own.ended(&self.portal.base, &result, device);
        self.set(check, Progress::Ended(result));
    }

    fn end(&mut self, checks: &[Check], told: &Told) {
        for check in checks {
            if self.is_open(*check) {
                self.one_ended(*check, told.clone());
            }
        }
    }

    fn ended(&mut self) -> Vec<Effect> {
        self.recount();
        vec![Effect::Refresh, Effect::Remember]
    }

    /// Whether anything is left that the visitor would wait for, and how long.
    fn recount(&mut self) {
        self.running &= Check::ALL.into_iter().any(|check| !check.is_in_background() && self.is_open(check));
        self.count_down();
    }

    /// The page goes away: what runs begins anew when it comes back.
    pub(super) fn left(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::Remember];
        if self.running || self.is_holding() {
            self.running = false;
            for (_, progress) in &mut self.checks.all {
                if matches!(progress, Progress::Running(..)) {
                    *progress = Progress::Waiting;
                }
            }
            effects.push(Effect::Halt);
        }
        effects
    }

    fn count_down(&mut self) {
        let mut left = [0; STAGES];
        for (check, progress) in &self.checks.all {
            let seconds = match progress {
                Progress::Waiting => check.seconds(),
                Progress::Running(done, of) => (of.saturating_sub(*done) * check.seconds()).div_ceil((*of).max(1)),
                Progress::Ended(_) => 0,
            };
            // Checks of one stage run side by side.
            let stage = &mut left[check.stage()];
            *stage = seconds.max(*stage);
        }
        self.checks.seconds_left = left.iter().sum();
    }
}
