//! Takes in what a page found. A page sends it without asking anybody:
//! `fetch("https://collector.lab.test/", {method: "POST", mode: "no-cors", body: JSON.stringify(result)})`.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::Value;

/// The place for results. Copies share it.
#[derive(Clone, Default)]
pub(crate) struct Collector {
    waiting: Arc<Mutex<Option<Sender<Value>>>>,
}

impl Collector {
    /// From now on results go to the returned end. What came before is gone.
    pub(crate) fn expect(&self) -> Receiver<Value> {
        let (sender, receiver) = channel();
        *self.waiting.lock().unwrap() = Some(sender);
        receiver
    }

    /// Its page.
    pub(crate) fn pages(&self) -> Router {
        let collector = self.clone();
        Router::new().route("/", post(move |body: String| std::future::ready(collector.take(&body))))
    }

    /// A result that is no JSON is refused, so that a test does not wait for one that was lost in silence.
    fn take(&self, body: &str) -> StatusCode {
        let Ok(value) = serde_json::from_str(body) else { return StatusCode::BAD_REQUEST };
        let waiting = self.waiting.lock().unwrap();
        match waiting.as_ref().map(|sender| sender.send(value)) {
            Some(Ok(())) => StatusCode::NO_CONTENT,
            _ => StatusCode::GONE,
        }
    }
}

#[test]
fn a_result_reaches_who_waits_and_nobody_else() {
    let collector = Collector::default();
    assert_eq!(collector.take("{}"), StatusCode::GONE);
    let (first, second) = (collector.expect(), collector.expect());
    assert_eq!(collector.take("{\"rtt\": 42}"), StatusCode::NO_CONTENT);
    assert_eq!(collector.take("rtt"), StatusCode::BAD_REQUEST);
    assert!(first.try_recv().is_err());
    assert_eq!(second.try_recv().unwrap()["rtt"], 42);
    drop(second);
    assert_eq!(collector.take("{}"), StatusCode::GONE);
}
