//! Round trips over a WebSocket: latency, jitter and the tail of late samples.
//!
//! [`PathRun`] decides what to do on each event and knows no browser, so that its rules are tested natively. [`measure`]
//! feeds it with the events of a socket.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use diagnosis::reading::measurement::Reason;
use diagnosis::reading::measurement::path::{PATH_SAMPLES, PathSamples, SPACING_MS};
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, MessageEvent, WebSocket};

use super::far_end::{Portal, is_hidden};
use super::now;

#[cfg(test)]
mod tests;

/// What the check sets out to do. All times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PathPlan {
    /// Samples to send.
    pub(super) samples: usize,
    /// Time between two samples.
    pub(super) spacing: f64,
    /// Time after which a connection that is not there will not come.
    pub(super) connect_cap: f64,
    /// Time after which the check ends with what it has.
    pub(super) cap: f64,
}

impl Default for PathPlan {
    fn default() -> Self {
        Self { samples: PATH_SAMPLES, spacing: SPACING_MS, connect_cap: 4_000.0, cap: 15_000.0 }
    }
}

/// What happens while the check runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathEvent {
    /// The connection stands.
    Opened,
    /// A sample came back.
    Echo(u32),
    /// The connection failed or ended.
    Closed,
    /// Time for the next sample.
    Tick,
    /// The tab was hidden.
    Hidden,
    /// The visitor stopped the check.
    Stopped,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PathOrder {
    /// Nothing.
    Wait,
    /// Send the sample of this number.
    Send(u32),
    /// The check has ended.
    End(Result<PathSamples, Reason>),
}

/// The check while it runs.
#[derive(Clone, Debug)]
pub(super) struct PathRun {
    plan: PathPlan,
    began: f64,
    open: bool,
    hidden: bool,
    sent: Vec<f64>,
    back: Vec<Option<f64>>,
}

impl PathRun {
    /// Begins; `hidden` says whether the tab is hidden already.
    pub(super) fn new(plan: PathPlan, now: f64, hidden: bool) -> Self {
        Self { plan, began: now, open: false, hidden, sent: Vec::new(), back: Vec::new() }
    }

    /// Samples that came back.
    pub(super) fn returned(&self) -> usize {
        self.back.iter().flatten().count()
    }

    /// Decides what an event means.
    pub(super) fn on(&mut self, event: PathEvent, now: f64) -> PathOrder {
        match event {
            PathEvent::Stopped => return PathOrder::End(Err(Reason::Stopped)),
            PathEvent::Closed if !self.open => return PathOrder::End(Err(Reason::NoConnection)),
            PathEvent::Closed => return PathOrder::End(Ok(self.samples(None))),
            PathEvent::Hidden => self.hidden = true,
            PathEvent::Opened => self.open = true,
            PathEvent::Echo(number) => {
                self.returns(number, now);
                if self.returned() >= self.plan.samples {
                    return PathOrder::End(Ok(self.samples(None)));
                }
                return PathOrder::Wait;
            }
            PathEvent::Tick => {}
        }
        if !self.open {
            let late = now - self.began >= self.plan.connect_cap;
            return if late { PathOrder::End(Err(Reason::NoConnection)) } else { PathOrder::Wait };
        }
        if now - self.began >= self.plan.cap {
            return PathOrder::End(Ok(self.samples(Some(now))));
        }
        if self.sent.len() < self.plan.samples && event != PathEvent::Hidden {
            self.sent.push(now);
            self.back.push(None);
            return PathOrder::Send(self.sent.len() as u32 - 1);
        }
        PathOrder::Wait
    }

    fn returns(&mut self, number: u32, now: f64) {
        let place = number as usize;
        if let (Some(sent), Some(back)) = (self.sent.get(place), self.back.get_mut(place))
            && back.is_none()
        {
            *back = Some(now - sent);
        }
    }

    /// The round trips in the order of sending. A sample that is still out when the time is up counts with the time it has
    /// taken so far: leaving it out would make a path that stalls look better than one that is slow.
    fn samples(&self, time_is_up: Option<f64>) -> PathSamples {
        let trip = |(sent, back): (&f64, &Option<f64>)| back.or(time_is_up.map(|now| now - sent));
        PathSamples {
            round_trips: self.sent.iter().zip(&self.back).filter_map(trip).collect(),
            hidden: self.hidden,
            drift: self.drift(),
        }
    }

    /// How far the page's timers were off: over the whole run, or on average from one sample to the next. A busy machine keeps
    /// the whole and still answers late each time, which would pass for a line that is unsteady.
    fn drift(&self) -> f64 {
        let steps: Vec<f64> = self.sent.windows(2).map(|pair| pair[1] - pair[0]).collect();
        if steps.is_empty() {
            return 0.0;
        }
        let planned = steps.len() as f64 * self.plan.spacing;
        let whole = steps.iter().sum::<f64>() / planned - 1.0;
        let each = steps.iter().map(|step| (step - self.plan.spacing).abs()).sum::<f64>() / planned;
        whole.max(each)
    }
}

/// A sample as it travels: four bytes, its number.
pub(super) fn frame(number: u32) -> [u8; 4] {
    number.to_be_bytes()
}

/// The number of a sample that came back; none for anything else.
pub(super) fn read_frame(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_be_bytes)
}

/// Runs the check against the far end that returns every message.
///
/// # Errors
/// Says why there are no samples.
pub(super) async fn measure(portal: &Portal, progress: &impl Fn(u32, u32)) -> Result<PathSamples, Reason> {
    let plan = PathPlan::default();
    let socket = WebSocket::new(&portal.socket("echo")).map_err(|_| Reason::NoConnection)?;
    socket.set_binary_type(BinaryType::Arraybuffer);
    let inbox = Inbox::default();
    let _listeners = listen(&socket, &inbox, plan.spacing as u32);
    let mut run = PathRun::new(plan, now(), is_hidden());
    loop {
        let (event, at) = inbox.next().await;
        let event = if portal.signal.aborted() { PathEvent::Stopped } else { event };
        match run.on(event, at) {
            PathOrder::Wait => {}
            PathOrder::Send(number) if socket.send_with_u8_array(&frame(number)).is_ok() => {}
            PathOrder::Send(_) => return Ok(run.samples(None)),
            PathOrder::End(ended) => {
                // Closing fails only for arguments that are not given here.
                let _ = socket.close();
                return ended;
            }
        }
        progress(run.returned() as u32, plan.samples as u32);
    }
}

/// Events in the order in which they came, each with its time.
#[derive(Clone, Default)]
struct Inbox {
    events: Rc<RefCell<VecDeque<(PathEvent, f64)>>>,
    waiting: Rc<RefCell<Option<Waker>>>,
}

impl Inbox {
    fn put(&self, event: PathEvent) {
        self.events.borrow_mut().push_back((event, now()));
        if let Some(waker) = self.waiting.borrow_mut().take() {
            waker.wake();
        }
    }

    async fn next(&self) -> (PathEvent, f64) {
        poll_fn(|context| match self.events.borrow_mut().pop_front() {
            Some(event) => Poll::Ready(event),
            None => {
                *self.waiting.borrow_mut() = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }
}

/// Takes the events of socket, tab and timer into the inbox, until what it returns is dropped.
fn listen(socket: &WebSocket, inbox: &Inbox, spacing: u32) -> (Vec<EventListener>, Interval) {
    let on = |name: &'static str, event: PathEvent| {
        let inbox = inbox.clone();
        EventListener::new(socket, name, move |_| inbox.put(event))
    };
    let mut listeners =
        vec![on("open", PathEvent::Opened), on("close", PathEvent::Closed), on("error", PathEvent::Closed)];
    let messages = inbox.clone();
    listeners.push(EventListener::new(socket, "message", move |event| {
        let content = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
        let buffer = content.and_then(|c| c.dyn_into::<ArrayBuffer>().ok());
        if let Some(number) = buffer.and_then(|b| read_frame(&Uint8Array::new(&b).to_vec())) {
            messages.put(PathEvent::Echo(number));
        }
    }));
    if let Some(document) = web_sys::window().and_then(|w| w.document()) {
        let inbox = inbox.clone();
        listeners.push(EventListener::new(&document, "visibilitychange", move |_| {
            if is_hidden() {
                inbox.put(PathEvent::Hidden);
            }
        }));
    }
    let ticks = inbox.clone();
    (listeners, Interval::new(spacing, move || ticks.put(PathEvent::Tick)))
}
