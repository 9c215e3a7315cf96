//! What single entries of the other computer's log say, whoever read them: an exported log or the collector's report. One table
//! and one rank of each. An exported log says more than a report of some entries, so the reader of logs leaves out
//! two kinds: sign-ins at the keyboard, and encryption errors of the computer where it is itself the client.

use super::understood::Rank;

/// How far an attempt came, in the order of an attempt: of entries in the same second the later stage counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trace {
    /// It reached the computer.
    Arrived,
    /// Encryption failed.
    Encryption,
    /// The sign-in was refused.
    Refused,
    /// Signed in.
    SignedIn,
    /// A session ended.
    Ended,
}

/// Entries of a program that show a stage.
struct Row {
    /// Parts of the program's name, or of the name of its log; any of them.
    programs: &'static [&'static str],
    ids: &'static [u32],
    trace: Trace,
}

const CORE: &[&str] = &["RemoteDesktopServices-RdpCoreTS"];
const MANAGER: &[&str] = &["TerminalServices-RemoteConnectionManager"];
const SESSIONS: &[&str] = &["TerminalServices-LocalSessionManager"];

/// All of them. Sources and cautions of each stand in `knowledge/events.toml`.
///
/// Of Schannel's numbers these are the errors; 36880, in their midst, is a handshake that succeeded.
const TABLE: [Row; 10] = [
    Row { programs: CORE, ids: &[131], trace: Trace::Arrived },
    Row { programs: MANAGER, ids: &[261, 1158], trace: Trace::Arrived },
    Row { programs: CORE, ids: &[139], trace: Trace::Encryption },
    Row { programs: &["Schannel"], ids: &[36870, 36871, 36872, 36874, 36887, 36888], trace: Trace::Encryption },
    Row { programs: &["TermDD"], ids: &[50, 56], trace: Trace::Encryption },
    Row { programs: CORE, ids: &[140], trace: Trace::Refused },
    Row { programs: &["Security-Auditing", "Security"], ids: &[4625], trace: Trace::Refused },
    Row { programs: MANAGER, ids: &[1149], trace: Trace::SignedIn },
    Row { programs: SESSIONS, ids: &[21, 22, 25], trace: Trace::SignedIn },
    Row { programs: SESSIONS, ids: &[23, 24, 39, 40], trace: Trace::Ended },
];

/// What an entry with this number shows. Numbers repeat between programs, so `is_from` tells whether it is of one of these.
pub(super) fn trace(id: u32, is_from: impl Fn(&[&str]) -> bool) -> Option<Trace> {
    TABLE.iter().find(|row| row.ids.contains(&id) && is_from(row.programs)).map(|row| row.trace)
}

/// Strangers who guess passwords. Where memory or ports are used up meanwhile, the flood uses them up.
pub(super) const FLOOD: Rank = Rank::Root;
/// The computer slept at the attempt. It answered nobody then, whatever else it says of itself.
pub(super) const SLEPT: Rank = Rank::Root;
/// It was shut down or started at the attempt; the same.
pub(super) const RESTARTED: Rank = Rank::Root;
/// Another device has its address. Rules and adapters that look odd there do not matter while another one answers.
pub(super) const SAME_ADDRESS: Rank = Rank::Root;
/// A sign-in that was refused because of the clock: without that nothing else of the account was looked at.
pub(super) const REFUSED_FOR_TIME: Rank = Rank::Root;
/// A sign-in that was refused for another reason.
pub(super) const REFUSED: Rank = Rank::Fault;
/// A certificate that is bound and not there. Of one that is not there neither date nor use matters.
pub(super) const NOT_FOUND: Rank = Rank::Root;
/// Entries about licences: 1069, 1128 and 1130 are written when days of grace are over or no licence is to be had.
pub(super) const LICENCES: Rank = Rank::Fault;

#[cfg(test)]
mod tests;
