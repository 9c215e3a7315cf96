//! Requests to the far ends, each with its own time limit and all with the visitor's stop.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{
    AbortController, AbortSignal, BinaryType, RequestCache, RequestInit, Response, VisibilityState, WebSocket,
};

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
        let Ok(ends) = Ends::with(self) else { return Answer::Failed };
        let late = Rc::new(Cell::new(false));
        let cap = Timeout::new(cap, {
            let (controller, late) = (ends.controller.clone(), Rc::clone(&late));
            move || {
                late.set(true);
                controller.abort();
            }
        });
        let answer = request(address, body, &ends.signal()).await;
        cap.cancel();
        match answer {
            Ok(answer) => answer,
            Err(_) if late.get() => Answer::Stalled,
            Err(_) => Answer::Failed,
        }
    }
}

/// A request that ends with the visitor's stop, and at the latest when this goes away.
pub(super) struct Ends {
    controller: AbortController,
    _stop: EventListener,
}

impl Ends {
    /// For one request.
    ///
    /// # Errors
    /// If the browser cannot stop requests.
    pub(super) fn with(portal: &Portal) -> Result<Self, JsValue> {
        let controller = AbortController::new()?;
        if portal.signal.aborted() {
            controller.abort();
        }
        let stopped = controller.clone();
        let stop = EventListener::once(&portal.signal, "abort", move |_| stopped.abort());
        Ok(Self { controller, _stop: stop })
    }

    /// What the request listens to.
    pub(super) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }
}

impl Drop for Ends {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

/// What came of opening a WebSocket, which always takes a connection of its own.
pub(super) enum Opened {
    /// It stands.
    Stands(WebSocket),
    /// The time was up.
    Late,
    /// It was refused, or broke off.
    Failed,
}

impl Opened {
    /// The socket, if it stands.
    pub(super) fn socket(self) -> Option<WebSocket> {
        match self {
            Self::Stands(socket) => Some(socket),
            Self::Late | Self::Failed => None,
        }
    }
}

/// Opens a WebSocket for bytes within a time in milliseconds.
pub(super) async fn open(address: &str, ms: u32) -> Opened {
    let Ok(socket) = WebSocket::new(address) else { return Opened::Failed };
    socket.set_binary_type(BinaryType::Arraybuffer);
    let mut listeners = Vec::new();
    let first = Promise::new(&mut |resolve, _| {
        for (name, good) in [("open", true), ("close", false)] {
            let resolve = resolve.clone();
            listeners.push(EventListener::once(&socket, name, move |_| {
                // Settles a promise, which cannot fail.
                let _ = resolve.call1(&JsValue::NULL, &JsValue::from_bool(good));
            }));
        }
    });
    let first = within(first, ms).await;
    if matches!(&first, Some(Ok(good)) if good.is_truthy()) {
        return Opened::Stands(socket);
    }
    // Closing fails only for arguments that are not given here.
    let _ = socket.close();
    if first.is_none() { Opened::Late } else { Opened::Failed }
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
