//! Idle hold: a connection that stays open in silence, longer each time, until it is found dead.

use std::cell::RefCell;
use std::rc::Rc;

use diagnosis::reading::measurement::hold::{ECHO_MS, Ending, HoldSamples, SILENCES_S};
use diagnosis::self_check_plan::HoldPlan;
use gloo_events::EventListener;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use web_sys::WebSocket;

use super::far_end::{Portal, within};

/// Milliseconds of a second.
const SECOND: u32 = 1_000;

/// Measures until the connection is dead or has outlived every silence.
pub(super) async fn measure(portal: &Portal, plan: &HoldPlan, progress: &impl Fn(u32, u32)) -> HoldSamples {
    let without = |ending| HoldSamples { longest: 0, ending };
    let Some(line) = Line::standing(portal).await else { return without(Ending::NeverStood) };
    let silences: Vec<u32> = SILENCES_S.into_iter().filter(|silence| *silence <= plan.longest_silence_s).collect();
    let mut longest = 0;
    for (number, planned) in silences.iter().copied().enumerate() {
        progress(number as u32 + 1, silences.len() as u32);
        let (alive, took) = line.outlives(planned).await;
        if portal.signal.aborted() {
            break;
        }
        if !alive {
            return HoldSamples { longest, ending: dead(portal, planned, took).await };
        }
        longest = planned;
    }
    HoldSamples { longest, ending: Ending::Outlived }
}

/// Whether it was the silence. The portal is asked on a new connection, because a request could go over one that has been silent
/// just as long; and that connection is silent for as long too, because a change of network ends connections as well.
async fn dead(portal: &Portal, planned: u32, took: f64) -> Ending {
    let another = match Line::standing(portal).await {
        Some(line) if line.echo().await => line,
        Some(_) | None => return Ending::Dead { planned, took, portal_answers: false },
    };
    match another.outlives(planned).await {
        (true, _) => Ending::Once,
        (false, again) => Ending::Dead { planned, took: took.max(again), portal_answers: true },
    }
}

/// The connection.
struct Line {
    socket: WebSocket,
    waiting: Rc<RefCell<Option<Function>>>,
    _listeners: Vec<EventListener>,
}

impl Line {
    /// One that stands.
    async fn standing(portal: &Portal) -> Option<Self> {
        let line = Self::open(portal)?;
        (line.next(ECHO_MS).await == Some(true)).then_some(line)
    }

    /// Whether it lives after so many seconds of silence; and how many they were by the clock on the wall, which goes on while
    /// a computer sleeps.
    async fn outlives(&self, seconds: u32) -> (bool, f64) {
        let began = js_sys::Date::now();
        let closed = self.next(seconds * SECOND).await.is_some();
        let took = (js_sys::Date::now() - began) / f64::from(SECOND);
        (!closed && self.echo().await, took)
    }

    fn open(portal: &Portal) -> Option<Self> {
        let socket = WebSocket::new(&portal.socket("hold")).ok()?;
        let waiting: Rc<RefCell<Option<Function>>> = Rc::default();
        let on = |name, good: bool| {
            let waiting = Rc::clone(&waiting);
            EventListener::new(&socket, name, move |_| settle(&waiting, good))
        };
        let mut listeners = vec![on("open", true), on("message", true), on("close", false)];
        let waiting_too = Rc::clone(&waiting);
        listeners.push(EventListener::once(&portal.signal, "abort", move |_| settle(&waiting_too, false)));
        Some(Self { socket, waiting, _listeners: listeners })
    }

    /// What happens next within a time in milliseconds: `true` for a sign of life, `false` for the end; none if nothing does.
    async fn next(&self, ms: u32) -> Option<bool> {
        if self.socket.ready_state() >= WebSocket::CLOSING {
            return Some(false);
        }
        let next = Promise::new(&mut |resolve, _| *self.waiting.borrow_mut() = Some(resolve));
        within(next, ms).await.map(|first| first.is_ok_and(|good| good.is_truthy()))
    }

    /// Whether a message comes back.
    async fn echo(&self) -> bool {
        self.socket.send_with_str("?").is_ok() && self.next(ECHO_MS).await == Some(true)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // Closing fails only for arguments that are not given here.
        let _ = self.socket.close();
    }
}

fn settle(waiting: &RefCell<Option<Function>>, good: bool) {
    if let Some(resolve) = waiting.borrow_mut().take() {
        // Settles a promise, which cannot fail.
        let _ = resolve.call1(&JsValue::NULL, &JsValue::from_bool(good));
    }
}
