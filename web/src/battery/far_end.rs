//! Requests to the far ends, each with its own time limit and all with the visitor's stop.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortController, AbortSignal, RequestCache, RequestInit, Response, VisibilityState};

/// Status of a refusal for want of room.
const TOO_MANY: u16 = 429;

/// The portal that is measured against.
#[derive(Clone)]
pub(super) struct Portal {
    /// Base path, without a slash at its end.
    pub(super) base: String,
    /// The visitor's stop.
    pub(super) signal: AbortSignal,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The whole body of a good answer.
    Good(Vec<u8>),
    /// No room now.
    Busy,
    /// Another status.
    Refused,
    /// The time was up.
    Stalled,
    /// It broke off.
    Failed,
}

impl Portal {
    /// Address of a far end on the page's own port.
    pub(super) fn page(&self, far_end: &str) -> String {
        format!("{}/self-check/{far_end}", self.base)
    }

    /// Address of a WebSocket on the page's own port. Browsers before 2024 want it whole.
    pub(super) fn socket(&self, far_end: &str) -> String {
        let location = web_sys::window().map(|window| window.location());
        let origin = location.and_then(|location| location.origin().ok()).unwrap_or_default();
        format!("ws{}{}", origin.strip_prefix("http").unwrap_or_default(), self.page(far_end))
    }

    /// Asks; with a body it is a POST. The time is that of the whole answer, in milliseconds.
    pub(super) async fn ask(&self, address: &str, body: Option<&[u8]>, cap: u32) -> Answer {
        let Ok(controller) = AbortController::new() else { return Answer::Failed };
        let late = Rc::new(Cell::new(false));
        let cap = Timeout::new(cap, {
            let (controller, late) = (controller.clone(), Rc::clone(&late));
            move || {
                late.set(true);
                controller.abort();
            }
        });
        let stop = EventListener::once(&self.signal, "abort", {
            let controller = controller.clone();
            move |_| controller.abort()
        });
        if self.signal.aborted() {
            controller.abort();
        }
        let answer = request(address, body, &controller.signal()).await;
        cap.cancel();
        drop(stop);
        match answer {
            Ok(answer) => answer,
            Err(_) if late.get() => Answer::Stalled,
            Err(_) => Answer::Failed,
        }
    }
}

async fn request(address: &str, body: Option<&[u8]>, signal: &AbortSignal) -> Result<Answer, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    options.set_signal(Some(signal));
    if let Some(body) = body {
        options.set_method("POST");
        options.set_body(&Uint8Array::from(body));
    }
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(address, &options)).await?.dyn_into()?;
    if response.status() == TOO_MANY {
        return Ok(Answer::Busy);
    }
    if !response.ok() {
        return Ok(Answer::Refused);
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Answer::Good(Uint8Array::new(&buffer).to_vec()))
}

/// What a promise gives within a time in milliseconds; none if the time is up first.
pub(super) async fn within(promise: Promise, ms: u32) -> Option<Result<JsValue, JsValue>> {
    let mark = JsValue::symbol(None);
    let late = future_to_promise({
        let mark = mark.clone();
        async move {
            TimeoutFuture::new(ms).await;
            Ok(mark)
        }
    });
    match JsFuture::from(Promise::race(&js_sys::Array::of2(&promise, &late))).await {
        Ok(first) if first == mark => None,
        other => Some(other),
    }
}

/// Whether the browser counts the page as secure.
pub(super) fn is_secure() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// Whether the tab is hidden now.
pub(super) fn is_hidden() -> bool {
    let document = web_sys::window().and_then(|w| w.document());
    document.is_some_and(|d| d.visibility_state() == VisibilityState::Hidden)
}

/// Bytes that do not compress; the same sequence each time. Constants of Knuth's MMIX.
pub(super) fn filling(length: usize) -> Vec<u8> {
    let mut state: u64 = 0x0904;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(length)
    .collect()
}
