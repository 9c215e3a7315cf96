//! STUN as a second opinion: does any answer come by UDP? A browser that gathers no address over UDP at all, by a policy or an
//! add-on, could not ask.

use std::cell::Cell;
use std::rc::Rc;

use diagnosis::reading::measurement::datagrams::{STUN_MS, Stun};
use gloo_events::EventListener;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RtcConfiguration, RtcIceServer, RtcPeerConnection, RtcPeerConnectionIceEvent, RtcSessionDescriptionInit,
};

use super::far_end::within;

/// What a candidate of ICE shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// A STUN server answered.
    Answer,
    /// The browser uses UDP.
    Udp,
    /// Neither.
    Nothing,
}

/// Asks the servers.
pub(super) async fn ask(servers: &[String]) -> Stun {
    if servers.is_empty() {
        return Stun::NotAsked;
    }
    gather(servers).await.unwrap_or(Stun::NotAsked)
}

async fn gather(servers: &[String]) -> Result<Stun, JsValue> {
    let list = Array::new();
    for server in servers {
        let entry = RtcIceServer::new();
        entry.set_urls(&server.into());
        list.push(&entry);
    }
    let configuration = RtcConfiguration::new();
    configuration.set_ice_servers(&list);
    let connection = RtcPeerConnection::new_with_configuration(&configuration)?;
    let udp = Rc::new(Cell::new(false));
    let mut listener = None;
    let answered = Promise::new(&mut |resolve, _| {
        let udp = Rc::clone(&udp);
        listener = Some(EventListener::new(&connection, "icecandidate", move |event| {
            let candidate = event.dyn_ref::<RtcPeerConnectionIceEvent>().and_then(RtcPeerConnectionIceEvent::candidate);
            match candidate.map_or(Sign::Nothing, |candidate| sign(&candidate.candidate())) {
                Sign::Answer => {
                    // Settles a promise, which cannot fail.
                    let _ = resolve.call0(&JsValue::NULL);
                }
                Sign::Udp => udp.set(true),
                Sign::Nothing => {}
            }
        }));
    });
    // Without something to carry, nothing is gathered.
    let _channel = connection.create_data_channel("");
    let offer: RtcSessionDescriptionInit = JsFuture::from(connection.create_offer()).await?.unchecked_into();
    JsFuture::from(connection.set_local_description(&offer)).await?;
    let first = within(answered, STUN_MS).await;
    drop(listener);
    connection.close();
    Ok(match (first.is_some(), udp.get()) {
        (true, _) => Stun::Answered,
        (false, true) => Stun::Silent,
        (false, false) => Stun::NotAsked,
    })
}

/// Reads a candidate (RFC 8839, section 5.1): `candidate:1 1 udp 2122 192.0.2.1 50000 typ host`.
fn sign(candidate: &str) -> Sign {
    let mut words = candidate.split(' ');
    let udp = words.by_ref().nth(2).is_some_and(|transport| transport.eq_ignore_ascii_case("udp"));
    let kind = words.skip_while(|word| *word != "typ").nth(1);
    match kind {
        Some("srflx") if udp => Sign::Answer,
        Some(_) if udp => Sign::Udp,
        _ => Sign::Nothing,
    }
}

#[cfg(test)]
mod tests;
