//! Holds the state of the page, and does what its reducer says.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use diagnosis::Surface;
use diagnosis::pack::unpack;
use diagnosis::reading::measurement::{self, ClockResult, PathResult, Reason, Verdict};
use diagnosis::words::{Places, StepWords};
use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};
use yew::{AppHandle, Renderer};

use crate::arrival::{self, Arrival};
use crate::checks::{Stop, clock, path};
use crate::components::{Page, PageProps, Scene};
use crate::portal::{Facts, Portal};
use crate::state::{Action, Check, Effect, Interview, Shown};
use crate::{dom, listeners};

/// Milliseconds between two signs of progress.
const PROGRESS: f64 = 1_000.0;

/// The client of one page.
pub struct Client {
    facts: Facts,
    main: HtmlElement,
    interview: RefCell<Interview>,
    drawn: RefCell<Drawn>,
    visit: Cell<u32>,
    stop: RefCell<Stop>,
    /// When the last sign of progress was given.
    told: Cell<f64>,
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
        stop: RefCell::default(),
        told: Cell::new(f64::NEG_INFINITY),
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
        for effect in effects {
            self.perform(effect);
        }
        !native
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
            Effect::Choose(answer) => dom::choose(&self.main, &answer),
            Effect::Run => spawn_local(Rc::clone(self).run()),
            Effect::Halt => self.stop.borrow().stop(),
            Effect::Remember => dom::remember(&self.interview.borrow().memory()),
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

    /// Runs the checks that wait, one after the other: two at once would disturb each other.
    async fn run(self: Rc<Self>) {
        let stop = Stop::default();
        *self.stop.borrow_mut() = stop.clone();
        if self.interview.borrow().waits(Check::Clock) {
            let address = format!("{}/self-check/clock", self.facts.base);
            let plan = clock::ClockPlan::default();
            let samples = clock::measure(&address, plan, &stop, |done, of| self.progress(Check::Clock, done, of)).await;
            let result = samples.map_or_else(
                |why| ClockResult { verdict: without_result(why), difference: None },
                |samples| measurement::clock(&samples),
            );
            if stop.stopped() {
                return;
            }
            self.act(Action::ClockMeasured(result));
        }
        if self.interview.borrow().waits(Check::Path) && !stop.stopped() {
            let address = self.echo_address();
            let plan = path::PathPlan::default();
            let samples = path::measure(&address, plan, &stop, |done, of| self.progress(Check::Path, done, of)).await;
            let result = samples.map_or_else(
                |why| PathResult { verdict: without_result(why), figures: None },
                |samples| measurement::path(&samples),
            );
            if !stop.stopped() {
                self.act(Action::PathMeasured(result));
            }
        }
    }

    fn echo_address(&self) -> String {
        let location = dom::window().map(|w| w.location());
        let part = |of: fn(&web_sys::Location) -> Result<String, JsValue>| {
            location.as_ref().ok().and_then(|l| of(l).ok()).unwrap_or_default()
        };
        let scheme = if part(web_sys::Location::protocol) == "https:" { "wss" } else { "ws" };
        format!("{scheme}://{}{}/self-check/echo", part(web_sys::Location::host), self.facts.base)
    }

    /// A sign of progress, at most once a second.
    fn progress(self: &Rc<Self>, check: Check, done: usize, of: usize) {
        let now = js_sys::Date::now();
        if (now - self.told.get()).abs() >= PROGRESS {
            self.told.set(now);
            self.act(Action::CheckProgress(check, done, of));
        }
    }
}

fn without_result(why: Reason) -> Verdict {
    match why {
        Reason::NoConnection => Verdict::NotAvailable(why),
        _ => Verdict::Inconclusive(why),
    }
}
