//! STUN: does any answer come by UDP, and which addresses does a router show to the outside? A browser that gathers no address
//! over UDP at all, by a policy or an add-on, could not ask.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use diagnosis::reading::measurement::datagrams::{STUN_MS, Stun};
use diagnosis::reading::measurement::mapping::MappingSamples;
use gloo_events::EventListener;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RtcConfiguration, RtcIceGatheringState, RtcIceServer, RtcPeerConnection, RtcPeerConnectionIceEvent,
    RtcSessionDescriptionInit,
};

use super::far_end::within;

/// What a candidate of ICE shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sign {
    /// A STUN server answered: this is what it saw, address and port.
    Answer(String),
    /// The browser uses UDP.
    Udp,
    /// Neither.
    Nothing,
}

/// What came of gathering.
#[derive(Clone, Debug, Default)]
struct Gathered {
    seen: BTreeSet<String>,
    udp: bool,
    /// Whether a server could not be asked; with two families of addresses one of them often cannot.
    failed: bool,
    /// Whether all servers were done with before the time was up.
    complete: bool,
}

/// Asks the servers whether anything comes back.
pub(super) async fn ask(servers: &[String]) -> Stun {
    let gathered = if servers.is_empty() { None } else { gather(servers, true).await.ok() };
    match gathered {
        Some(gathered) if !gathered.seen.is_empty() => Stun::Answered,
        // Where nothing translates addresses there is nothing to show, but the servers are done with soon.
        Some(gathered) if gathered.complete && gathered.udp && !gathered.failed => Stun::Answered,
        Some(gathered) if !gathered.complete && gathered.udp => Stun::Silent,
        Some(_) | None => Stun::NotAsked,
    }
}

/// Asks two servers which address and port each of them sees; none if the browser cannot ask.
pub(super) async fn mapping(servers: &[String]) -> Option<MappingSamples> {
    let gathered = gather(servers, false).await.ok()?;
    // Each family of addresses has a mapping of its own; IPv6 is seldom translated at all.
    let (six, four): (Vec<&String>, Vec<&String>) = gathered.seen.iter().partition(|seen| seen.contains(':'));
    Some(MappingSamples {
        seen: four.len().max(six.len()) as u32,
        udp: gathered.udp,
        failed: gathered.failed,
        complete: gathered.complete,
    })
}

/// Gathers until all servers are done with, the time is up, or, if that is enough, the first answer has come.
async fn gather(servers: &[String], first_is_enough: bool) -> Result<Gathered, JsValue> {
    let list = Array::new();
    for server in servers {
        let entry = RtcIceServer::new();
        entry.set_urls(&server.into());
        list.push(&entry);
    }
    let configuration = RtcConfiguration::new();
    configuration.set_ice_servers(&list);
    let connection = Ends(RtcPeerConnection::new_with_configuration(&configuration)?);
    let connection = &connection.0;
    let gathered: Rc<RefCell<Gathered>> = Rc::default();
    let mut listeners = Vec::new();
    let ended = Promise::new(&mut |resolve, _| listeners = listen(connection, &gathered, first_is_enough, &resolve));
    // Without something to carry, nothing is gathered.
    let _channel = connection.create_data_channel("");
    let offer: RtcSessionDescriptionInit = JsFuture::from(connection.create_offer()).await?.unchecked_into();
    JsFuture::from(connection.set_local_description(&offer)).await?;
    // What has come by the end of the time counts too.
    let _ = within(ended, STUN_MS).await;
    drop(listeners);
    Ok(gathered.take())
}

/// Ends a connection, whatever came of it.
struct Ends(RtcPeerConnection);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn listen(
    connection: &RtcPeerConnection,
    gathered: &Rc<RefCell<Gathered>>,
    first_is_enough: bool,
    resolve: &Function,
) -> Vec<EventListener> {
    // Settles a promise, which cannot fail.
    let settle = |resolve: &Function| drop(resolve.call0(&JsValue::NULL));
    let (takes, enough) = (Rc::clone(gathered), resolve.clone());
    let candidate = EventListener::new(connection, "icecandidate", move |event| {
        let candidate = event.dyn_ref::<RtcPeerConnectionIceEvent>().and_then(RtcPeerConnectionIceEvent::candidate);
        match candidate.map_or(Sign::Nothing, |candidate| sign(&candidate.candidate())) {
            Sign::Answer(seen) => {
                takes.borrow_mut().udp = true;
                takes.borrow_mut().seen.insert(seen);
                if first_is_enough {
                    settle(&enough);
                }
            }
            Sign::Udp => takes.borrow_mut().udp = true,
            Sign::Nothing => {}
        }
    });
    let takes = Rc::clone(gathered);
    let failed = EventListener::new(connection, "icecandidateerror", move |event| {
        // A server with an IPv4 address only cannot be asked from an IPv6 address, which is no failure.
        let from = Reflect::get(event, &"address".into()).ok().and_then(|address| address.as_string());
        if !from.is_some_and(|address| address.starts_with('[')) {
            takes.borrow_mut().failed = true;
        }
    });
    let (takes, enough, of) = (Rc::clone(gathered), resolve.clone(), connection.clone());
    let state = EventListener::new(connection, "icegatheringstatechange", move |_| {
        if of.ice_gathering_state() == RtcIceGatheringState::Complete {
            takes.borrow_mut().complete = true;
            settle(&enough);
        }
    });
    vec![candidate, failed, state]
}

/// Reads a candidate (RFC 8839, section 5.1): `candidate:1 1 udp 2122 192.0.2.1 50000 typ host`.
fn sign(candidate: &str) -> Sign {
    let words: Vec<&str> = candidate.split(' ').collect();
    let kind = words.iter().skip_while(|word| **word != "typ").nth(1);
    match (words.as_slice(), kind) {
        ([_, _, transport, ..], _) if !transport.eq_ignore_ascii_case("udp") => Sign::Nothing,
        ([_, _, _, _, address, port, ..], Some(&"srflx")) => Sign::Answer(format!("{address} {port}")),
        (_, Some(_)) => Sign::Udp,
        (_, None) => Sign::Nothing,
    }
}

#[cfg(test)]
mod tests;
