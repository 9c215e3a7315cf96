//! Services of Remote Desktop on the other computer.

use alloc::format;

use super::attempt::from;
use super::schema::{Event, Host, Service};
use super::{Case, Sign};

/// Without these there is no Remote Desktop.
const NEEDED: [&str; 3] = ["TermService", "SessionEnv", "UmRdpService"];
/// Without these there is no certificate for it.
const FOR_CERTIFICATES: [&str; 4] = ["SessionEnv", "KeyIso", "CryptSvc", "CertPropSvc"];
/// Licensing modes that can work: per device and per user (source `s-g-licence-servers`).
const LICENSED: [i64; 2] = [2, 4];

fn service<'r>(host: &'r Host, name: &str) -> Option<(usize, &'r Service)> {
    host.services.as_ref()?.iter().enumerate().find(|(_, s)| s.name.as_deref() == Some(name))
}

/// How a service stands, as Windows says it in English.
pub(super) fn status<'r>(host: &'r Host, name: &str) -> Option<&'r str> {
    service(host, name)?.1.status.as_deref()
}

fn disabled(service: &Service) -> bool {
    service.start_type.as_deref() == Some("Disabled")
}

/// The service runs a file that is not Windows' own.
pub(super) fn other_dll(case: &Case<'_>) -> Option<Sign> {
    let dll = case.host?.term_service_dll.as_ref()?;
    (dll.is_default == Some(false)).then(|| Sign::new("termServiceDll.isDefault", "false"))
}

/// A service is missing, or the main one is disabled.
pub(super) fn missing(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let gone = |name: &&&str| {
        service(host, name)
            .is_some_and(|(_, s)| s.status.as_deref() == Some("Missing") || (**name == "TermService" && disabled(s)))
    };
    let name = NEEDED.iter().find(gone)?;
    let (place, service) = service(host, name)?;
    Some(Sign::new(format!("services[{place}]"), format!("{name} {}", service.status.as_deref().unwrap_or("-"))))
}

/// A service that the certificate needs is off: the one that makes it does not run, or one of them may not.
pub(super) fn certificate_off(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let off = |name: &&&str| {
        service(host, name)
            .is_some_and(|(_, s)| disabled(s) || (**name == "SessionEnv" && s.status.as_deref() == Some("Stopped")))
    };
    let name = FOR_CERTIFICATES.iter().find(off)?;
    let (place, _) = service(host, name)?;
    Some(Sign::new(format!("services[{place}]"), *name))
}

/// Remote Desktop Services ended unexpectedly, or its process broke in one of its own modules.
pub(super) fn crashes(case: &Case<'_>) -> Option<Sign> {
    let own = |e: &&Event| {
        let reason = e.reason.as_deref().unwrap_or("");
        match e.id {
            Some(7031 | 7034) => reason == "TermService",
            Some(1000) => {
                let module = ["rdpcorets.dll", "termsrv.dll"].iter().any(|m| reason.eq_ignore_ascii_case(m));
                module && from(e, &["Application Error"])
            }
            _ => false,
        }
    };
    let event = case.host?.events.iter().flatten().find(own)?;
    Some(Sign::new("events", format!("{} {}", event.id.unwrap_or(0), event.reason.as_deref().unwrap_or(""))))
}

/// Events about licences, or a session host whose days of grace are over and that has no mode of licences.
pub(super) fn licences(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let is = |e: &&Event| {
        matches!(e.id, Some(1069 | 1128 | 1130)) && from(e, &["TerminalServices", "RemoteConnectionManager"])
    };
    if let Some(event) = host.events.iter().flatten().find(is) {
        return Some(Sign::new("events", format!("{}", event.id.unwrap_or(0))));
    }
    let licensing = host.licensing.as_ref()?;
    let over = licensing.grace_days_left.filter(|days| *days <= 0)?;
    let without = licensing.mode.is_none_or(|mode| !LICENSED.contains(&mode));
    (licensing.rdsh == Some(true) && without).then(|| Sign::new("licensing.graceDaysLeft", format!("{over}")))
}

/// Events of the Connection Broker.
pub(super) fn broker(case: &Case<'_>) -> Option<Sign> {
    let is = |e: &&Event| matches!(e.id, Some(1296 | 2056)) && from(e, &["SessionBroker"]);
    let event = case.host?.events.iter().flatten().find(is)?;
    Some(Sign::new("events", format!("{}", event.id.unwrap_or(0))))
}

/// All services are there and none of this was seen.
pub(super) fn normal(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let there = NEEDED.iter().all(|name| status(host, name).is_some());
    let file = host.term_service_dll.as_ref().and_then(|d| d.is_default) == Some(true);
    (there && file).then(|| Sign::new("services", "TermService"))
}
