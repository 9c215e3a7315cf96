//! Holds the state of the page, and does what its reducer says.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use diagnosis::Surface;
use diagnosis::pack::unpack;
use diagnosis::reading::measurement::report::{Check, Told};
use diagnosis::words::{Places, StepWords};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, Element, HtmlElement};
use yew::{AppHandle, Renderer};

use crate::arrival::{self, Arrival};
use crate::battery::ASKED;
use crate::components::{Page, PageProps, Scene};
use crate::portal::{Facts, Portal};
use crate::state::{Action, Effect, Interview, Shown};
use crate::{dom, listeners};

/// Milliseconds between two signs of progress.
const PROGRESS: f64 = 1_000.0;

/// Milliseconds after which a new step has been painted.
const PAINTED: u32 = 50;

/// The client of one page.
pub struct Client {
    facts: Facts,
    main: HtmlElement,
    interview: RefCell<Interview>,
    drawn: RefCell<Drawn>,
    visit: Cell<u32>,
    /// Of every run: a check in the background can go on while others run again.
    stops: RefCell<Vec<AbortController>>,
    /// When the last sign of progress was given.
    told_at: [Cell<f64>; Check::ALL.len()],
    /// Whether the memory of this tab waits until the new step is painted.
    unkept: Cell<bool>,
    /// Whether the next step is to be worked out once the choice is painted.
    unprepared: Cell<bool>,
    /// The results in words that were kept last.
    results: RefCell<Option<String>>,
    listeners: RefCell<Vec<EventListener>>,
}

/// What this client has drawn so far.
enum Drawn {
    Nothing,
    /// The checks, in the place that the server's page keeps for them.
    Panel(AppHandle<Page>),
    /// All of `<main>`.
    Main(AppHandle<Page>),
}

/// Takes up the work on a page of the interview or the plan.
///
/// # Errors
/// If a pack cannot be had or read; the page then stays as it is.
pub async fn begin(main: HtmlElement, facts: Facts) -> Result<(), JsValue> {
    let model = dom::fetch(&facts.pack(&facts.model)).await?;
    let words = dom::fetch(&facts.pack(&facts.words)).await?;
    let origin = main.get_attribute("data-origin").unwrap_or_default();
    let places = Places { base: facts.base.clone(), origin };
    let surface = Surface { looks: facts.looks, ..Surface::default() };
    let portal = Portal::offering(&model, &words, places, surface).map_err(|e| JsValue::from_str(&e.to_string()))?;
    arrival::prepare()?;
    let client = Rc::new(Client {
        interview: RefCell::new(Interview::new(portal)),
        facts,
        main,
        drawn: RefCell::new(Drawn::Nothing),
        visit: Cell::new(0),
        stops: RefCell::default(),
        told_at: [const { Cell::new(f64::NEG_INFINITY) }; Check::ALL.len()],
        unkept: Cell::new(false),
        unprepared: Cell::new(false),
        results: RefCell::default(),
        listeners: RefCell::default(),
    });
    let hears = Rc::clone(&client);
    let listeners = listeners::listen(&client.facts.base, move |action| hears.act(action))?;
    *client.listeners.borrow_mut() = listeners;
    client.act(Action::Landed(dom::landing(&client.main, &client.facts)));
    Ok(())
}

impl Client {
    /// Does what follows from an action; whether the browser must not do what it would do.
    fn act(self: &Rc<Self>, action: Action) -> bool {
        let effects = self.interview.borrow_mut().act(action);
        let native = effects.contains(&Effect::Native);
        let step = effects.contains(&Effect::Draw);
        for effect in effects {
            match effect {
                Effect::Remember if step => self.when_painted(|client| &client.unkept, Self::keep),
                effect => self.perform(effect),
            }
        }
        !native
    }

    /// Does something a moment later and once, however often it is asked for until then: it would hold up what is to be painted.
    fn when_painted(self: &Rc<Self>, waits: fn(&Self) -> &Cell<bool>, work: fn(&Self)) {
        if waits(self).replace(true) {
            return;
        }
        let client = Rc::clone(self);
        spawn_local(async move {
            TimeoutFuture::new(PAINTED).await;
            if waits(&client).replace(false) {
                work(&client);
            }
        });
    }

    /// Works out the next step while the visitor's hand is on the way to Continue.
    fn prepare(&self) {
        if let Some(submission) = listeners::answered(&self.main, &self.facts.base) {
            self.interview.borrow_mut().prepare(&submission);
        }
    }

    /// Keeps the memory of this tab. A page that goes away does not wait for the moment of it.
    fn keep(&self) {
        self.unkept.set(false);
        let interview = self.interview.borrow();
        dom::remember(&interview.memory());
        let results = interview.results().filter(|results| self.results.borrow().as_ref() != Some(results));
        if let Some(results) = results {
            dom::remember_results(&results);
            self.results.replace(Some(results));
        }
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Native => {}
            Effect::Push(address, note) => {
                self.history(|h| h.push_state_with_url(&note.as_str().into(), "", Some(&address)))
            }
            Effect::Note(address, note) => {
                self.history(|h| h.replace_state_with_url(&note.as_str().into(), "", address.as_deref()));
            }
            Effect::Draw => self.draw(),
            Effect::Refresh => self.refresh(),
            Effect::FocusPanel => arrival::focus(&self.main, "#checks h2"),
            Effect::Choose(answer) => dom::choose(&self.main, &answer),
            Effect::Prepare => self.when_painted(|client| &client.unprepared, Self::prepare),
            Effect::Run => spawn_local(Rc::clone(self).run()),
            Effect::Halt => self.stops.take().iter().for_each(AbortController::abort),
            Effect::Remember => self.keep(),
            Effect::FetchSteps => spawn_local(Rc::clone(self).fetch_steps()),
            Effect::Go(address) => {
                if let Ok(window) = dom::window() {
                    // Refused only for an address that is none.
                    let _ = window.location().assign(&address);
                }
            }
        }
    }

    fn history(&self, change: impl FnOnce(web_sys::History) -> Result<(), JsValue>) {
        // A browser that is asked too often refuses; the step is shown all the same.
        let _ = dom::window().and_then(|w| w.history()).and_then(change);
    }

    /// Draws the step; from now on all of `<main>` is this client's.
    fn draw(&self) {
        self.visit.set(self.visit.get() + 1);
        let mut drawn = self.drawn.borrow_mut();
        match std::mem::replace(&mut *drawn, Drawn::Nothing) {
            Drawn::Main(mut page) => {
                // What has the focus is likely to go away, and the browser would lay out the page, half changed, to see where the
                // focus is then. It is given to the new step below.
                dom::unfocus(&self.main);
                page.update(self.scene());
                *drawn = Drawn::Main(page);
            }
            before => {
                if let Drawn::Panel(panel) = before {
                    panel.destroy();
                }
                *drawn = Drawn::Main(self.mount(self.main.clone().into()));
            }
        }
    }

    /// Draws the panel anew, and nothing else.
    fn refresh(&self) {
        let mut drawn = self.drawn.borrow_mut();
        match &mut *drawn {
            Drawn::Main(page) | Drawn::Panel(page) => page.update(self.scene()),
            Drawn::Nothing => {
                let place = self.main.query_selector("#checks").ok().flatten();
                if let (Some(place), true) = (place, self.interview.borrow().panel().is_some()) {
                    // The attribute is there, or its absence is what is wanted.
                    let _ = place.remove_attribute("hidden");
                    *drawn = Drawn::Panel(self.mount(place));
                }
            }
        }
    }

    fn mount(&self, root: Element) -> AppHandle<Page> {
        Renderer::<Page>::with_root_and_props(root, self.scene()).render()
    }

    fn scene(&self) -> PageProps {
        let interview = self.interview.borrow();
        let words = &interview.portal().words;
        let focus = match interview.shown() {
            Shown::Question { unanswered: true, .. } => "#error-summary",
            Shown::Question { .. } | Shown::Plan { .. } | Shown::Server(_) => "h1",
        };
        let gate = match interview.shown() {
            Shown::Plan { view, .. } => view.next.iter().chain(&view.fix).any(|card| card.gate.is_some()),
            Shown::Question { .. } | Shown::Server(_) => false,
        };
        let arrival = |(title, announcement)| Arrival { title, announcement, focus, gate };
        let scene = Scene {
            visit: self.visit.get(),
            shown: interview.shown().clone(),
            chosen: interview.choice(),
            missing: (words.say("interview.error-heading"), words.say("interview.error-choose")),
            copied: words.say("copy.done"),
            panel: interview.panel(),
            arrival: interview.shown().title(words).map(arrival),
        };
        PageProps { scene: Rc::new(scene) }
    }

    async fn fetch_steps(self: Rc<Self>) {
        let bytes = dom::fetch(&self.facts.pack(&self.facts.steps)).await;
        let steps: Option<StepWords> = bytes.ok().and_then(|b| unpack(&b).ok());
        let ours = steps.filter(|s: &StepWords| s.model == self.facts.model);
        if ours.is_none() {
            dom::log("the words of the steps cannot be had");
        }
        self.act(Action::StepsArrived(ours.map(Rc::new)));
    }

    /// Runs the checks that wait. Without the module that holds them nothing else changes.
    async fn run(self: Rc<Self>) {
        let checks = self.interview.borrow().waiting();
        let Ok(controller) = AbortController::new() else { return };
        self.stops.borrow_mut().push(controller.clone());
        let (client, signal) = (Rc::clone(&self), controller.signal());
        // What has a result is done with: it may run once more in another run before this one ends.
        let open = Rc::new(RefCell::new(checks.clone()));
        let still_open = Rc::clone(&open);
        let report = move |id: String, told: String| {
            if let Some(check) = Check::of(&id).filter(|_| !signal.aborted())
                && client.told(check, told)
            {
                still_open.borrow_mut().retain(|other| *other != check);
            }
        };
        let asked = self.interview.borrow().asked().then_some(ASKED);
        let ids: Vec<&str> = checks.iter().map(|check| check.id()).chain(asked).collect();
        let signal = controller.signal();
        if dom::battery(&self.facts.base, &ids.join(" "), &signal, report).await.is_err() {
            dom::log("the checks cannot be had");
        }
        if !signal.aborted() {
            self.act(Action::RunEnded(open.take()));
        }
    }

    /// "3 9" is progress; anything else a result. Says whether it was one.
    fn told(self: &Rc<Self>, check: Check, told: String) -> bool {
        let progress = told.split_once(' ').and_then(|(done, of)| Some((done.parse().ok()?, of.parse().ok()?)));
        match progress {
            // The page must know at once that a check has begun, or it would begin it again.
            Some((done, of)) if self.interview.borrow().has_not_begun(check) || self.is_time(check) => {
                self.act(Action::Progressed(check, done, of));
            }
            Some(_) => {}
            None => {
                self.act(Action::Measured(check, Told(told)));
            }
        }
        progress.is_none()
    }

    /// Whether the last sign of progress of a check is long enough ago.
    fn is_time(&self, check: Check) -> bool {
        let now = js_sys::Date::now();
        let told_at = &self.told_at[check as usize];
        let time = check.is_in_background() || (now - told_at.get()).abs() >= PROGRESS;
        if time {
            told_at.set(now);
        }
        time
    }
}
