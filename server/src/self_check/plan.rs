//! `/self-check/plan`: which far ends exist, under which names, and why the others do not.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use diagnosis::self_check_plan::{
    Absence, Absent, DatagramPlan, FarEnd, HoldPlan, PLAN_VERSION, Plan, SIZE_CLASSES, TransferPlan,
};

use super::caller::{Caller, asked_host, name_and_port};
use super::reach::Reach;
use super::{datagrams, limits};
use crate::config::SelfCheck;
use crate::failure::PageError;
use crate::portal::Portal;
use crate::tls::TlsError;

/// Names that a browser trusts without https.
const OWN_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

pub(crate) async fn get(
    State(portal): State<Portal>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Response {
    let host = portal.base_url.host().unwrap_or_else(|| asked_host(&headers));
    let name = name_and_port(host).0;
    let view = View {
        portal: &portal,
        config: &portal.config.self_check,
        reach: Reach::of(&portal, name),
        name,
        https: portal.base_url.is_https() || caller.is_tls(),
        caller: &caller,
    };
    match view.plan() {
        Ok(plan) => ([(header::CACHE_CONTROL, "no-store")], Json(plan)).into_response(),
        Err(error) => PageError::internal(error).into_response(),
    }
}

/// What the plan is made from.
struct View<'a> {
    portal: &'a Portal,
    config: &'a SelfCheck,
    reach: Reach,
    /// The portal's host without a port.
    name: &'a str,
    /// Whether its pages come over https.
    https: bool,
    caller: &'a Caller,
}

/// Parts of a plan: what is here goes into it, what is not into the list of the absent.
#[derive(Default)]
struct Parts(Vec<Absent>);

impl Parts {
    fn part<T>(&mut self, far_end: FarEnd, here: Result<T, Absence>) -> Option<T> {
        here.map_err(|reason| self.0.push(Absent { far_end, reason })).ok()
    }
}

impl View<'_> {
    fn plan(&self) -> Result<Plan, TlsError> {
        let config = self.config;
        let mut parts = Parts::default();
        let datagrams = match parts.part(FarEnd::Datagrams, self.datagram_places()) {
            Some(places) => Some(self.datagrams(places)?),
            None => None,
        };
        Ok(Plan {
            version: PLAN_VERSION,
            clamped: parts.part(FarEnd::Clamped, self.clamped()),
            datagrams,
            stun: parts.part(FarEnd::Stun, self.stun()).unwrap_or_default(),
            ipv4: parts.part(FarEnd::Ipv4, self.address(config.ipv4_origin.as_deref())),
            ipv6: parts.part(FarEnd::Ipv6, self.address(config.ipv6_origin.as_deref())),
            dual: parts.part(FarEnd::Dual, self.address(config.dual_origin.as_deref())),
            tls: parts.part(FarEnd::Tls, self.tls()).is_some(),
            sizes: parts.part(FarEnd::Sizes, switched(config.sizes, SIZE_CLASSES.into())).unwrap_or_default(),
            transfer: parts.part(FarEnd::Transfer, switched(config.transfer, TRANSFER)),
            hold: parts.part(FarEnd::Hold, switched(config.hold, HOLD)),
            host_check: parts.part(FarEnd::HostCheck, switched(config.host_check, ())).is_some(),
            absent: parts.0,
        })
    }

    fn base_path(&self) -> &str {
        self.portal.base_path()
    }

    /// Whether the page counts as secure to a browser.
    fn is_secure(&self) -> bool {
        self.https || OWN_MACHINE.contains(&self.name)
    }

    /// An https page cannot ask an http address.
    fn may_ask(&self, origin: &str) -> Result<(), Absence> {
        if self.https && origin.starts_with("http://") { Err(Absence::NeedsHttps) } else { Ok(()) }
    }

    fn clamped(&self) -> Result<String, Absence> {
        let origin = self.reach.clamped.as_ref().ok_or(Absence::NotSetUp)?;
        self.may_ask(origin)?;
        Ok(format!("{origin}{}", self.base_path()))
    }

    fn address(&self, origin: Option<&str>) -> Result<String, Absence> {
        let origin = origin.ok_or(Absence::NotSetUp)?;
        self.may_ask(origin)?;
        Ok(format!("{origin}{}/self-check/address", self.base_path()))
    }

    fn stun(&self) -> Result<Vec<String>, Absence> {
        Ok(some(&self.reach.stun)?.iter().map(|place| format!("stun:{place}")).collect())
    }

    fn datagram_places(&self) -> Result<&[String], Absence> {
        let places = some(&self.reach.datagrams)?;
        if self.is_secure() { Ok(places) } else { Err(Absence::NeedsHttps) }
    }

    fn datagrams(&self, places: &[String]) -> Result<DatagramPlan, TlsError> {
        let url = |place: &String| format!("https://{place}{}{}", self.base_path(), datagrams::PATH);
        Ok(DatagramPlan {
            urls: places.iter().map(url).collect(),
            hashes: self.portal.far_ends.rotation.both()?.map(|made| made.hash).into(),
            most: limits::SESSION_DATAGRAMS,
            largest: limits::DATAGRAM as u32,
            longest_s: limits::SESSION_LIFE.as_secs() as u32,
        })
    }

    fn tls(&self) -> Result<(), Absence> {
        match (self.caller.proxied, self.caller.is_tls()) {
            (true, _) => Err(Absence::BehindProxy),
            (false, false) => Err(Absence::NeedsHttps),
            (false, true) => Ok(()),
        }
    }
}

/// At least one place.
fn some(places: &[String]) -> Result<&[String], Absence> {
    if places.is_empty() { Err(Absence::NotSetUp) } else { Ok(places) }
}

fn switched<T>(on: bool, here: T) -> Result<T, Absence> {
    if on { Ok(here) } else { Err(Absence::SwitchedOff) }
}

const TRANSFER: TransferPlan = TransferPlan {
    most_bytes: limits::TRANSFER_BYTES as u32,
    longest_s: limits::TRANSFER_LIFE.as_secs() as u32,
    message_bytes: limits::TRANSFER_MESSAGE as u32,
};

const HOLD: HoldPlan = HoldPlan {
    longest_silence_s: 300,
    longest_s: limits::HOLD_LIFE.as_secs() as u32,
    most: limits::HOLD_MESSAGES as u32,
    message_bytes: limits::HOLD_MESSAGE as u32,
};
