//! Why the other computer refused a sign-in.

use alloc::format;

use super::attempt::from;
use super::moment::seconds;
use super::schema::Event;
use super::{Attempt, Case, Known, Sign};

/// Kerberos refuses clocks that differ by more, in seconds (source `s-kerberos-clock`).
const KERBEROS: f64 = 300.0;
const DAY: i64 = 86_400;

/// Statuses of refused sign-ins with the outcome that each means (sources `s10`, `s-g-4625`, `s-g-ntstatus`).
///
/// The hours, the computers and the missing password are limits of the account too; "no such user" is a name that is wrong.
const STATUSES: [(u32, &str); 15] = [
    (0xC000_0064, "account-state"),
    (0xC000_006A, "account-state"),
    (0xC000_006E, "account-state"),
    (0xC000_006F, "account-state"),
    (0xC000_0070, "account-state"),
    (0xC000_0071, "account-state"),
    (0xC000_0072, "account-state"),
    (0xC000_0193, "account-state"),
    (0xC000_0224, "account-state"),
    (0xC000_0234, "account-state"),
    (0xC000_0133, "time"),
    (0xC000_015B, "right-missing"),
    (0xC000_035B, "ntlm-refused"),
    (0xC000_0418, "ntlm-refused"),
    (0xC000_005E, "no-dc"),
];
/// Unknown name, and wrong password: what a cloud account gives that is written in another form.
const NAME_OR_PASSWORD: [u32; 2] = [0xC000_0064, 0xC000_006A];

/// A status as Windows prints it.
fn status(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    u32::from_str_radix(digits, 16).ok()
}

/// The status of an entry: the sub-status decides, unless it is zero.
fn reason(event: &Event) -> Option<u32> {
    let read = |text: &Option<alloc::string::String>| text.as_deref().and_then(status).filter(|s| *s != 0);
    read(&event.sub_status).or_else(|| read(&event.status))
}

/// The refusal of the attempt: the latest one that belongs to it. Where the attempt is not known, the latest of the last
/// day, unless strangers are guessing: then nobody can tell whose it was.
fn refusal<'r>(case: &Case<'r>) -> Option<(&'r Event, u32)> {
    let host = case.host?;
    let now = host.collected_utc.as_deref().and_then(seconds)?;
    let known = case.attempt.filter(|a| a.known != Known::Guessed);
    let fits = |at: i64| known.map_or(now - at <= DAY, |attempt: Attempt| attempt.holds(at));
    if known.is_none() && super::load::guessing(case).is_some() {
        return None;
    }
    let refused = |e: &'r Event| {
        let at = e.utc.as_deref().and_then(seconds)?;
        (e.id == Some(4625) && from(e, &["Security"]) && fits(at)).then_some((at, e))
    };
    let (_, event) = host.events.iter().flatten().filter_map(refused).max_by_key(|(at, _)| *at)?;
    Some((event, reason(event)?))
}

fn with(case: &Case<'_>, outcome: &str) -> Option<Sign> {
    let (_, found) = refusal(case)?;
    let means = STATUSES.iter().find(|(status, _)| *status == found)?.1;
    (means == outcome).then(|| Sign::new("events", format!("4625 0x{found:08X}")))
}

/// The account or its password.
pub(super) fn account(case: &Case<'_>) -> Option<Sign> {
    with(case, "account-state")
}

/// The right to sign in remotely is missing.
pub(super) fn right(case: &Case<'_>) -> Option<Sign> {
    with(case, "right-missing")
}

/// NTLM or its channel binding was refused.
pub(super) fn ntlm(case: &Case<'_>) -> Option<Sign> {
    with(case, "ntlm-refused")
}

/// The clocks differ, by the word of the log.
pub(super) fn time(case: &Case<'_>) -> Option<Sign> {
    with(case, "time")
}

/// No server could answer the sign-in.
pub(super) fn no_server(case: &Case<'_>) -> Option<Sign> {
    with(case, "no-dc")
}

/// In a domain, the clock of the host is further off than Kerberos allows; or both computers' clocks are that far apart.
pub(super) fn clock(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let domain = host.os.as_ref()?.part_of_domain == Some(true);
    let apart = case.client.and_then(|client| super::attempt::clocks(host, client)).map(|s| ("time", s));
    let own = host.time.as_ref().and_then(|t| t.offset_sec).map(|s| ("time.offsetSec", s));
    let (field, off) = apart.into_iter().chain(own).find(|(_, s)| libm::fabs(*s) > KERBEROS)?;
    domain.then(|| Sign::new(field, format!("{off:.0} s")))
}

/// The trust to the domain is broken.
pub(super) fn trust(case: &Case<'_>) -> Option<Sign> {
    let ok = case.host?.auth_policy.as_ref()?.secure_channel_ok;
    (ok == Some(false)).then(|| Sign::new("authPolicy.secureChannelOk", "false"))
}

fn logged(case: &Case<'_>, number: i64, names: &[&str], within: i64) -> Option<Sign> {
    let host = case.host?;
    let now = host.collected_utc.as_deref().and_then(seconds)?;
    let is = |e: &&Event| {
        let at = e.utc.as_deref().and_then(seconds);
        e.id == Some(number) && from(e, names) && at.is_some_and(|at| now - at <= within)
    };
    host.events.iter().flatten().find(is).map(|_| Sign::new("events", format!("{number}")))
}

/// Event 3210: the secure channel failed.
pub(super) fn channel(case: &Case<'_>) -> Option<Sign> {
    logged(case, 3210, &["NETLOGON", "Netlogon"], 7 * DAY)
}

/// Event 5719 of the last day: no domain controller was found. It also appears at every start without a network.
pub(super) fn no_controller(case: &Case<'_>) -> Option<Sign> {
    logged(case, 5719, &["NETLOGON", "Netlogon"], DAY)
}

/// Event 6167: two machines with the same identity.
pub(super) fn identity(case: &Case<'_>) -> Option<Sign> {
    logged(case, 6167, &["LSA", "Lsa"], 7 * DAY)
}

/// A host that is joined to the cloud refused a name that was not written in the cloud's form.
pub(super) fn cloud(case: &Case<'_>) -> Option<Sign> {
    let joined = case.host?.os.as_ref()?.entra_joined == Some(true);
    let (event, found) = refusal(case)?;
    let form = event.account.as_deref()?;
    (joined && NAME_OR_PASSWORD.contains(&found) && form != "azuread")
        .then(|| Sign::new("events", format!("4625 0x{found:08X} {form}")))
}

/// The log of sign-ins could be read, and nothing of this is in it.
pub(super) fn none(case: &Case<'_>) -> Option<Sign> {
    let host = case.host?;
    let security = |l: &&super::schema::Log| l.channel.as_deref() == Some("Security");
    let read = host.logs.iter().flatten().find(security)?;
    (read.ok == Some(true) && refusal(case).is_none()).then(|| Sign::new("logs.Security", "ok"))
}
