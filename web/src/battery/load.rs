//! Throughput each way, and the delay meanwhile on a connection of its own.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use diagnosis::reading::measurement::Reason;
use diagnosis::reading::measurement::load::{ASK_MS, LOAD_MS, LoadSamples, Phase, REST_MS, with_open};
use diagnosis::self_check_plan::{TransferPlan, filling};
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use gloo_timers::future::TimeoutFuture;
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, ReadableStreamDefaultReader, RequestCache, RequestInit, Response, WebSocket};

use super::far_end::{Ends, Portal, is_hidden, open, within};
use super::now;
use super::path::{frame, read_frame};

/// Milliseconds in which a connection must stand.
const OPEN: u32 = 4_000;
/// Bytes that may wait in the browser to be sent; more would be counted long before they arrive.
const AHEAD: u32 = 256 * 1_024;
/// Milliseconds between two looks at what waits.
const LOOK: u32 = 10;

/// Whether the visitor pays for bytes, as far as the browser says so.
pub(super) fn is_metered() -> bool {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let Some(window) = web_sys::window() else { return false };
    let line = get(&window.navigator(), "connection");
    if line.is_undefined() {
        return false;
    }
    get(&line, "saveData").is_truthy() || get(&line, "type").as_string().is_some_and(|kind| kind == "cellular")
}

/// Measures at rest, with load downwards, and with load upwards.
///
/// # Errors
/// Says why there are no samples.
pub(super) async fn measure(
    portal: &Portal,
    plan: &TransferPlan,
    progress: &impl Fn(u32, u32),
) -> Result<LoadSamples, Reason> {
    let asker = Asker::open(portal).await.ok_or(Reason::NoConnection)?;
    let mut samples = LoadSamples { hidden: is_hidden(), ..LoadSamples::default() };
    TimeoutFuture::new(REST_MS).await;
    samples.rest = Phase { round_trips: asker.take(), ..Phase::default() };
    progress(1, 3);
    if !portal.signal.aborted() {
        samples.down = down(portal, plan).await?;
        samples.down.round_trips = asker.take();
        progress(2, 3);
    }
    if !portal.signal.aborted() {
        samples.up = up(portal, plan).await?;
        samples.up.round_trips = asker.take();
    }
    samples.hidden |= is_hidden();
    Ok(samples)
}

/// Milliseconds.
type Times = Rc<RefCell<Vec<f64>>>;
/// By number: when a question was asked, as long as it is out.
type Asked = Rc<RefCell<Vec<Option<f64>>>>;

/// Asks all the time on a connection of its own, and notes how long each answer takes.
struct Asker {
    socket: WebSocket,
    round_trips: Times,
    sent: Asked,
    _listener: EventListener,
    _interval: Interval,
}

impl Asker {
    async fn open(portal: &Portal) -> Option<Self> {
        let socket = open(&portal.socket("echo"), OPEN).await.socket()?;
        let (round_trips, sent) = (Times::default(), Asked::default());
        let (notes, asked) = (Rc::clone(&round_trips), Rc::clone(&sent));
        let listener = EventListener::new(&socket, "message", move |event| {
            let number = bytes(event).and_then(|bytes| read_frame(&bytes));
            if let Some(sent) = number.and_then(|number| asked.borrow_mut().get_mut(number as usize)?.take()) {
                notes.borrow_mut().push(now() - sent);
            }
        });
        let (asks, asked) = (socket.clone(), Rc::clone(&sent));
        let interval = Interval::new(ASK_MS, move || {
            let number = asked.borrow().len() as u32;
            if asks.send_with_u8_array(&frame(number)).is_ok() {
                asked.borrow_mut().push(Some(now()));
            }
        });
        Some(Self { socket, round_trips, sent, _listener: listener, _interval: interval })
    }

    /// What was noted since the last time. Questions that are still out belong to it too, and to nothing that follows.
    fn take(&self) -> Vec<f64> {
        let open: Vec<f64> = self.sent.borrow_mut().iter_mut().filter_map(|sent| Some(now() - sent.take()?)).collect();
        with_open(self.round_trips.take(), &open)
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        // Closing fails only for arguments that are not given here.
        let _ = self.socket.close();
    }
}

fn bytes(event: &web_sys::Event) -> Option<Vec<u8>> {
    let buffer = event.dyn_ref::<MessageEvent>()?.data().dyn_into::<ArrayBuffer>().ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Bytes that came, and the milliseconds from the first of them on.
async fn down(portal: &Portal, plan: &TransferPlan) -> Result<Phase, Reason> {
    let broken = |_| Reason::NoConnection;
    let request = Ends::with(portal).map_err(broken)?;
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    options.set_signal(Some(&request.signal()));
    let address = format!("{}?bytes={}", portal.page("transfer/down"), plan.most_bytes);
    let window = web_sys::window().ok_or(Reason::NoConnection)?;
    let asked = within(window.fetch_with_str_and_init(&address, &options), OPEN).await.ok_or(Reason::NoConnection)?;
    let response: Response = asked.and_then(JsCast::dyn_into).map_err(broken)?;
    if !response.ok() {
        return Err(Reason::Busy);
    }
    let reader: ReadableStreamDefaultReader =
        response.body().ok_or(Reason::BrowserLacksIt)?.get_reader().dyn_into().map_err(|_| Reason::BrowserLacksIt)?;
    let (began, mut bytes) = (now(), 0.0);
    loop {
        let left = f64::from(LOAD_MS) - (now() - began);
        if left < 1.0 {
            break;
        }
        let next = match within(reader.read(), left as u32).await {
            Some(next) => next.map_err(broken)?,
            None => break,
        };
        let value = Reflect::get(&next, &"value".into()).unwrap_or(JsValue::UNDEFINED);
        let Ok(piece) = value.dyn_into::<Uint8Array>() else { break };
        bytes += f64::from(piece.length());
    }
    let took = now() - began;
    Ok(Phase { bytes, took, lasted: took, ..Phase::default() })
}

/// Bytes that the portal says have come, and the milliseconds until the last of them that count.
async fn up(portal: &Portal, plan: &TransferPlan) -> Result<Phase, Reason> {
    let socket = open(&portal.socket("transfer/up"), OPEN).await.socket().ok_or(Reason::NoConnection)?;
    let arrived: Rc<Cell<(f64, f64)>> = Rc::default();
    let began = now();
    let counts = Rc::clone(&arrived);
    let _listener = EventListener::new(&socket, "message", move |event| {
        let count = bytes(event).and_then(|bytes| bytes.try_into().ok().map(u64::from_be_bytes));
        if let Some(count) = count.filter(|_| now() - began <= f64::from(LOAD_MS)) {
            counts.set((count as f64, now() - began));
        }
    });
    let message = filling(plan.message_bytes.min(16 * 1_024) as usize);
    let mut left = plan.most_bytes;
    while now() - began < f64::from(LOAD_MS) && !portal.signal.aborted() {
        while left as usize >= message.len() && socket.buffered_amount() < AHEAD {
            if socket.send_with_u8_array(&message).is_err() {
                break;
            }
            left -= message.len() as u32;
        }
        if socket.ready_state() != WebSocket::OPEN || (left as usize) < message.len() && socket.buffered_amount() == 0 {
            // The last counts are on their way.
            TimeoutFuture::new(ASK_MS).await;
            break;
        }
        TimeoutFuture::new(LOOK).await;
    }
    let lasted = now() - began;
    let _ = socket.close();
    let (bytes, took) = arrived.get();
    Ok(Phase { bytes, took, lasted, ..Phase::default() })
}
