//! The checks: when they run, what the panel shows of them, and what they do to the question that is shown.

use diagnosis::evidence::Device;
use diagnosis::reading::measurement::{CLOCK_SAMPLES, ClockResult, PATH_SAMPLES, PathResult, Reason, Verdict};
use diagnosis::selection::learned;
use diagnosis::words::Link;
use diagnosis::words::checks::{ChecksView, Progress, panel};
use diagnosis::{consult, transcript};

use super::{CLOCK_SECONDS, Check, Effect, Interview, PATH_SECONDS, Shown, step};

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
    /// Leads to the question where the page is open.
    pub change: Option<Link>,
    /// Said when the shown question needs no answer any more, with the way on.
    pub settled: Option<(String, Link)>,
    /// The buttons.
    pub buttons: Vec<(PanelButton, String)>,
}

/// Where the page is open, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Here {
    /// Not said yet.
    Unsaid,
    /// Said in this tab.
    Said(Device),
    /// Stands in the address, but was not said in this tab: the address may have travelled.
    Carried(Device),
}

impl Interview {
    /// The panel; none before the visitor has said where the page is open.
    pub fn panel(&self) -> Option<PanelView> {
        let words = &self.portal.words;
        let begun = self.running || self.checks.path != Progress::Waiting || self.checks.clock != Progress::Waiting;
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
            (false, Some(Device::Elsewhere)) if !begun => vec![button(PanelButton::Run, "checks.run-here")],
            (false, _) if begun && unclear => vec![button(PanelButton::Run, "checks.again")],
            (false, _) => Vec::new(),
        };
        Some(PanelView {
            checks: panel(words, &self.checks, device),
            begun,
            note: carried.then(|| words.fill("checks.carried", &[("place", &self.place_words())])),
            announced: words.say("checks.announced"),
            change: carried.then(|| self.change_device()).flatten(),
            settled: self
                .settled()
                .map(|href| (words.say("checks.settled"), Link { text: words.say("checks.go-on"), href })),
            buttons,
        })
    }

    fn here(&self) -> Here {
        let Some(observation) = self.portal.base.observation_by_id("device") else { return Here::Unsaid };
        if !learned(&self.portal.base, &self.case, observation) {
            return Here::Unsaid;
        }
        // Who does not know where the page is open may still run the checks; they count for nothing then.
        let device = self.device_of(&self.case).unwrap_or(Device::Elsewhere);
        if self.said_here { Here::Said(device) } else { Here::Carried(device) }
    }

    /// What the address says of the place, as a statement.
    fn place_words(&self) -> String {
        let base = &self.portal.base;
        let said = base.observation_by_id("device").and_then(|o| Some((o, self.case.outcome(base, o)?)));
        said.map_or_else(String::new, |(o, k)| self.portal.words.says(o, k).to_string())
    }

    fn change_device(&self) -> Option<Link> {
        let base = &self.portal.base;
        let device = base.observation(base.observation_by_id("device")?)?;
        let href = self.portal.places.change(&transcript::print(base, &self.case), &device.key);
        Some(Link { text: self.portal.words.say("checks.moved"), href })
    }

    fn unclear(&self) -> bool {
        let unclear = |verdict: Verdict| {
            matches!(verdict, Verdict::Inconclusive(_) | Verdict::NotAvailable(Reason::NoConnection))
        };
        let path = matches!(self.checks.path, Progress::Ended(r) if unclear(r.verdict));
        path || matches!(self.checks.clock, Progress::Ended(r) if unclear(r.verdict))
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

    /// A clock counts only on the computer one connects from, so on its neighbour it is not looked at.
    fn run(&mut self, device: Device) -> Vec<Effect> {
        let foreign = ClockResult { verdict: Verdict::NotAvailable(Reason::NotThisDevice), difference: None };
        match (self.checks.clock, device) {
            (Progress::Waiting, Device::SameNetwork) => self.checks.clock = Progress::Ended(foreign),
            (Progress::Ended(result), Device::ThisComputer | Device::VpnOff) if result == foreign => {
                self.checks.clock = Progress::Waiting;
            }
            _ => {}
        }
        if self.running || !(self.waits(Check::Path) || self.waits(Check::Clock)) {
            return Vec::new();
        }
        self.running = true;
        self.count_down();
        vec![Effect::Refresh, Effect::Run]
    }

    pub(super) fn pressed(&mut self, button: PanelButton) -> Vec<Effect> {
        let device = self.device_of(&self.case).unwrap_or(Device::Elsewhere);
        match button {
            PanelButton::Stop => {
                let why = Verdict::Inconclusive(Reason::Stopped);
                if !matches!(self.checks.path, Progress::Ended(_)) {
                    self.path_ended(PathResult { verdict: why, figures: None });
                }
                if !matches!(self.checks.clock, Progress::Ended(_)) {
                    self.clock_ended(ClockResult { verdict: why, difference: None });
                }
                self.running = false;
                vec![Effect::Halt, Effect::Refresh, Effect::Remember]
            }
            PanelButton::StillHere => {
                self.said_here = true;
                let mut effects = if device == Device::Elsewhere { Vec::new() } else { self.run(device) };
                effects.extend([Effect::Refresh, Effect::Remember]);
                effects
            }
            PanelButton::Run => {
                self.forget_unclear();
                self.run(device)
            }
        }
    }

    /// A check without a verdict may run once more.
    fn forget_unclear(&mut self) {
        let decided = |verdict: Verdict| matches!(verdict, Verdict::Ok | Verdict::Warn | Verdict::Bad);
        if matches!(self.checks.path, Progress::Ended(r) if !decided(r.verdict)) {
            self.checks.path = Progress::Waiting;
        }
        if matches!(self.checks.clock, Progress::Ended(r) if !decided(r.verdict)) {
            self.checks.clock = Progress::Waiting;
        }
    }

    pub(super) fn progressed(&mut self, check: Check, done: usize, of: usize) -> Vec<Effect> {
        if !self.running {
            return Vec::new();
        }
        match check {
            Check::Path => self.checks.path = Progress::Running(done, of),
            Check::Clock => self.checks.clock = Progress::Running(done, of),
        }
        self.count_down();
        vec![Effect::Refresh]
    }

    pub(super) fn path_measured(&mut self, result: PathResult) -> Vec<Effect> {
        if !self.running {
            return Vec::new();
        }
        self.path_ended(result);
        self.ended()
    }

    pub(super) fn clock_measured(&mut self, result: ClockResult) -> Vec<Effect> {
        if !self.running {
            return Vec::new();
        }
        self.clock_ended(result);
        self.ended()
    }

    fn ended(&mut self) -> Vec<Effect> {
        let both = matches!(self.checks.path, Progress::Ended(_)) && matches!(self.checks.clock, Progress::Ended(_));
        self.running = !both;
        self.count_down();
        vec![Effect::Refresh, Effect::Remember]
    }

    fn path_ended(&mut self, result: PathResult) {
        let device = self.device_of(&self.case).unwrap_or(Device::Elsewhere);
        self.own.path_ended(&self.portal.base, result, device);
        self.checks.path = Progress::Ended(result);
    }

    fn clock_ended(&mut self, result: ClockResult) {
        let device = self.device_of(&self.case).unwrap_or(Device::Elsewhere);
        self.own.clock_ended(&self.portal.base, result, device);
        self.checks.clock = Progress::Ended(result);
    }

    /// The page goes away: what runs begins anew when it comes back.
    pub(super) fn left(&mut self) -> Vec<Effect> {
        let mut effects = vec![Effect::Remember];
        if self.running {
            self.running = false;
            if !matches!(self.checks.path, Progress::Ended(_)) {
                self.checks.path = Progress::Waiting;
            }
            if !matches!(self.checks.clock, Progress::Ended(_)) {
                self.checks.clock = Progress::Waiting;
            }
            effects.push(Effect::Halt);
        }
        effects
    }

    fn count_down(&mut self) {
        let path = match self.checks.path {
            Progress::Waiting => PATH_SECONDS,
            Progress::Running(done, of) => (of.saturating_sub(done) * PATH_SECONDS).div_ceil(PATH_SAMPLES),
            Progress::Ended(_) => 0,
        };
        let clock = match self.checks.clock {
            Progress::Waiting => CLOCK_SECONDS,
            Progress::Running(done, of) => (of.saturating_sub(done) * CLOCK_SECONDS).div_ceil(CLOCK_SAMPLES),
            Progress::Ended(_) => 0,
        };
        self.checks.seconds_left = path + clock;
    }
}
