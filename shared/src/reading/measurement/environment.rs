//! The surroundings in one line: system, version of HTTP, family of addresses, time zone, and whether a proxy shows itself.
//!
//! Hints for whoever reads the results; nothing follows for the case. A proxy in between and a change of the family of addresses
//! during the run are borderline, because the other results then speak of more than one way.

use alloc::string::String;

use super::Verdict;
use super::report::Finished;
use crate::self_check_plan::{AddressFamily, HttpReading};

#[cfg(test)]
mod tests;

/// What the browser says of its system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Windows 11 or later.
    Windows11,
    /// Windows 10.
    Windows10,
    /// Windows; which one, the browser does not say.
    Windows,
    /// macOS.
    Mac,
    /// Linux.
    Linux,
    /// ChromeOS.
    ChromeOs,
    /// Android.
    Android,
    /// iOS or iPadOS.
    Ios,
    /// Anything else.
    Other,
}

impl System {
    /// From what a browser with client hints says: platform, and its version. On Windows a major version of 13 and more is
    /// Windows 11, one of 1 to 10 Windows 10 (Microsoft's article "Detect Windows 11 using User-Agent Client Hints").
    pub fn of_hints(platform: &str, version: &str) -> Self {
        let major: u32 = version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or_default();
        match platform {
            "Windows" if major >= 13 => Self::Windows11,
            "Windows" if (1..=10).contains(&major) => Self::Windows10,
            other => Self::of_name(other),
        }
    }

    /// From the name that a browser without hints gives itself.
    pub fn of_name(name: &str) -> Self {
        let known = [
            ("Windows", Self::Windows),
            ("Android", Self::Android),
            ("iPhone", Self::Ios),
            ("iPad", Self::Ios),
            ("CrOS", Self::ChromeOs),
            ("Chrome OS", Self::ChromeOs),
            ("Macintosh", Self::Mac),
            ("macOS", Self::Mac),
            ("Linux", Self::Linux),
        ];
        known.into_iter().find(|(part, _)| name.contains(part)).map_or(Self::Other, |(_, system)| system)
    }

    /// Key of its phrase.
    fn key(self) -> &'static str {
        match self {
            Self::Windows11 => "system.windows-11",
            Self::Windows10 => "system.windows-10",
            Self::Windows => "system.windows",
            Self::Mac => "system.mac",
            Self::Linux => "system.linux",
            Self::ChromeOs => "system.chrome-os",
            Self::Android => "system.android",
            Self::Ios => "system.ios",
            Self::Other => "system.other",
        }
    }
}

/// What the check saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentSamples {
    /// What the browser says of its system.
    pub system: System,
    /// How the portal saw the request.
    pub http: HttpReading,
    /// The family of addresses when the run began, and now.
    pub families: [AddressFamily; 2],
    /// Name of the time zone; empty if the browser does not say.
    pub zone: String,
}

/// A parameter that is a phrase itself.
fn phrase(key: &str) -> String {
    ["@", key].concat()
}

/// Reads what the check saw.
pub fn environment(samples: &EnvironmentSamples) -> Finished {
    let EnvironmentSamples { system, http, families: [first, now], zone } = samples;
    // A proxy of the operator sets such headers for everybody.
    let proxied = !http.behind_proxy && (http.via || http.forwarded || http.x_forwarded_for || http.x_bluecoat_via);
    let known = |family: &AddressFamily| *family != AddressFamily::Unknown;
    let moved = first != now && known(first) && known(now);
    let (verdict, result) = match (proxied, moved) {
        (true, _) => (Verdict::Warn, "proxied"),
        (false, true) => (Verdict::Warn, "moved"),
        (false, false) => (Verdict::Ok, "plain"),
    };
    let family = match now {
        AddressFamily::V4 => "family.v4",
        AddressFamily::V6 => "family.v6",
        AddressFamily::Unknown => "family.unknown",
    };
    // Nothing that would end a field of the line between the modules.
    let plain = |c: char| c.is_ascii_alphanumeric() || "/_+-.".contains(c);
    let zone: String = zone.chars().filter(|c| plain(*c)).collect();
    let zone = if zone.is_empty() { phrase("zone.unknown") } else { zone };
    let http: String = http.version.chars().filter(|c| plain(*c)).collect();
    let numbers = [("system", phrase(system.key())), ("http", http), ("family", phrase(family)), ("zone", zone)];
    Finished::found(verdict, result).saying("figure", &numbers)
}
