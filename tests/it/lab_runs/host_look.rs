//! The look at one's own host, from the real page in both browsers: by name and by both kinds of addresses, against hosts that answer in
//! ways of their own. Connections are counted where they arrive.

use std::io::Read;
use std::net::TcpListener;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::product::{CAP, PORTAL, Product, binary};
use crate::lab::impairment::Preset;
use crate::lab::network::addresses::PORTAL_6;
use crate::lab::network::stand_ins::RDP;
use crate::lab::network::{Driven, Engine, Network, StandIn};

/// A host that is looked at, and the results that are right there.
struct Row {
    name: String,
    right: &'static [&'static str],
}

/// Presses the button for a host; the name of the result that the page then says.
fn look(browser: &mut Driven, name: &str) -> String {
    let press = format!(
        "document.querySelector('#host').value = {name:?};
        document.querySelector('[data-host] button').click();
        return true"
    );
    browser.script(&press).unwrap_or_else(|why| panic!("{why}"));
    let said = "const status = document.querySelector('[data-host] [role=status]');
        const found = Object.entries(status.dataset).find(([, said]) => said === status.textContent);
        return found && found[0] !== 'running' ? found[0] : null";
    let said = browser.until(said, CAP).unwrap_or_else(|why| panic!("{name}: {why}"));
    said.as_str().unwrap().to_string()
}

/// Connections that the host with an address of IPv6 has accepted.
static OVER_6: AtomicUsize = AtomicUsize::new(0);

/// A host with an address of IPv6 only, for as long as the tests run: reads a little and hangs up, as Windows does to bytes that are
/// no RDP.
fn hang_up_over_6(network: &Network) {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let listener = network.portal().run(|| TcpListener::bind((PORTAL_6, RDP))).unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                OVER_6.fetch_add(1, Ordering::Relaxed);
                // What is left unread makes the end abrupt.
                let _ = (&stream).read(&mut [0; 16]);
            }
        });
    });
}

/// Looks from this browser; `certificate` and `own_network` are the results for an unknown certificate and a private address, `most` the connections that one look may make.
fn looks(engine: Engine, certificate: &'static [&'static str], own_network: &'static [&'static str], most: usize) {
    let Some(network) = Network::shared() else { return };
    let Some(binary) = binary() else { return };
    if let Some(why) = engine.missing() {
        eprintln!("skipped: {why}");
        return;
    }
    network.begin(Preset::Lan, 904);
    let stand_ins = network.stand_ins();
    hang_up_over_6(&network);
    let _product = Product::start(&network, &binary);
    let mut browser = network.drive(engine).unwrap_or_else(|why| panic!("{engine:?}: {why}"));
    browser.open(&format!("https://{PORTAL}/self-check/host")).unwrap_or_else(|why| panic!("{why}"));
    browser.until("return !document.querySelector('[data-host]').hidden", CAP).unwrap_or_else(|why| panic!("{why}"));
    let name = |stand_in: StandIn| stand_in.names()[0].clone();
    let [public, private] = StandIn::Reset.addresses();
    let rows = [
        Row { name: name(StandIn::Reset), right: &["answered"] },
        Row { name: public.to_string(), right: &["answered"] },
        Row { name: name(StandIn::Closed), right: &["answered"] },
        Row { name: name(StandIn::SelfSigned), right: certificate },
        // The browser may be waiting for the visitor, as far as a name tells.
        Row { name: name(StandIn::Dropped), right: &["pending"] },
        Row { name: StandIn::Dropped.addresses()[0].to_string(), right: &["noAnswer"] },
        Row { name: "not a name".to_string(), right: &["notAName"] },
        // Last, because Chromium without a window refuses what it would ask about, and remembers that for all names. It counts
        // this address of IPv6, which is for documents only, as one of the visitor's own network.
        Row { name: PORTAL_6.to_string(), right: &["answered"] },
        Row { name: private.to_string(), right: own_network },
    ];
    let mut wrong = Vec::new();
    for row in rows {
        let counted = || stand_ins.accepted(StandIn::Reset) + OVER_6.load(Ordering::Relaxed);
        let before = counted();
        let said = look(&mut browser, &row.name);
        println!("{engine:?}: {}: {said}, {} connections", row.name, counted() - before);
        if !row.right.contains(&said.as_str()) || counted() - before > most {
            wrong.push(format!("{}: {said}, {} connections", row.name, counted() - before));
        }
    }
    assert!(wrong.is_empty(), "{engine:?}:\n{}", wrong.join("\n"));
}

#[test]
fn chromium_tells_hosts_apart_by_time() {
    looks(Engine::Chromium, &["answered"], &["notAvailable"], 6);
}

#[test]
fn firefox_tells_an_unknown_certificate_too_and_makes_no_storm() {
    looks(Engine::Firefox, &["certificate"], &["answered"], 2);
}
