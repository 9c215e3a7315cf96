//! What the far ends of the self-check say to the browser client, as it travels: the plan, and their short answers.
//!
//! Both sides use these types, so that they cannot drift apart. Names in JSON are those of the fields; enumerations are
//! written with hyphens, for example `not-set-up`.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

/// The form of the plan. A client that knows another one leaves these checks out.
pub const PLAN_VERSION: u8 = 1;
/// Bytes of the path-size classes. The first fits through any path; the second stops at a tunnel of 1,300 bytes, the third at one
/// below the usual 1,500, and the last always needs several segments.
pub const SIZE_CLASSES: [u32; 4] = [1_000, 1_300, 1_500, 3_000];
/// Least bytes of a counted datagram: its group, then its number in four bytes, the highest first.
pub const DATAGRAM_HEAD: usize = 5;
/// Groups of datagrams, counted apart: for example small ones and large ones.
pub const DATAGRAM_GROUPS: usize = 4;
/// Numbers of a group, from 0 up; higher ones are not counted.
pub const DATAGRAM_NUMBERS: u32 = 1_024;

/// Which far ends exist. Each is either here or named in `absent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// See [`PLAN_VERSION`].
    pub version: u8,
    /// Beginning of the addresses of all far ends on the port with small segments: `https://help.example.org:8443/rdp`, to which
    /// for example `/self-check/size/down?bytes=1500` is added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clamped: Option<String>,
    /// Datagrams over WebTransport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datagrams: Option<DatagramPlan>,
    /// Two STUN servers, as `stun:host:port`; or none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stun: Vec<String>,
    /// Address that is reached by IPv4 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv4: Option<String>,
    /// Address that is reached by IPv6 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipv6: Option<String>,
    /// Address that is reached by either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dual: Option<String>,
    /// Whether the portal can compare the browser's greeting with its name.
    pub tls: bool,
    /// Classes of path sizes in bytes; none if they cannot be tested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<u32>,
    /// Throughput.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<TransferPlan>,
    /// A connection that stays open in silence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldPlan>,
    /// Whether a page may try the visitor's own RDP host from the browser.
    pub host_check: bool,
    /// Far ends that are not here, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Absent>,
}

/// Datagrams over WebTransport.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatagramPlan {
    /// Beginnings of addresses, one for each UDP port; the token of a tally is added.
    pub urls: Vec<String>,
    /// SHA-256 of the certificates that may be met, in hexadecimal digits: the present one and the next.
    pub hashes: Vec<String>,
    /// Datagrams of one session, at most.
    pub most: u32,
    /// Bytes of one datagram, at most.
    pub largest: u32,
    /// Seconds of one session, at most.
    pub longest_s: u32,
}

/// Throughput.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferPlan {
    /// Bytes each way, at most.
    pub most_bytes: u32,
    /// Seconds each way, at most.
    pub longest_s: u32,
    /// Bytes of one message upwards, at most.
    pub message_bytes: u32,
}

/// A connection that stays open in silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldPlan {
    /// Seconds of silence that the far end bears.
    pub longest_silence_s: u32,
    /// Seconds of the whole connection, at most.
    pub longest_s: u32,
    /// Messages, at most.
    pub most: u32,
    /// Bytes of one message, at most.
    pub message_bytes: u32,
}

/// A far end that is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absent {
    /// Which one.
    pub far_end: FarEnd,
    /// Why.
    pub reason: Absence,
}

/// Far ends that may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FarEnd {
    /// The port with small segments.
    Clamped,
    /// WebTransport datagrams.
    Datagrams,
    /// STUN.
    Stun,
    /// The name with IPv4 only.
    Ipv4,
    /// The name with IPv6 only.
    Ipv6,
    /// The name with both.
    Dual,
    /// The comparison of greetings.
    Tls,
    /// Path sizes.
    Sizes,
    /// Throughput.
    Transfer,
    /// The held connection.
    Hold,
    /// The try from the browser at the visitor's own host.
    HostCheck,
}

/// Why a far end is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absence {
    /// The operator has given it no port or name.
    NotSetUp,
    /// The operator has switched it off.
    SwitchedOff,
    /// It works only on pages that came over https.
    NeedsHttps,
    /// A proxy in front of the portal ends the connection.
    BehindProxy,
}

/// `/self-check/tls`: whether the browser's greeting fits its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsReading {
    /// The comparison.
    pub state: Consistency,
    /// Why it is not consistent.
    pub reasons: Vec<TlsReason>,
    /// The browser family that the request claims.
    pub family: Family,
    /// What the greeting held; none if it was not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hello: Option<HelloReading>,
}

/// What a greeting held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloReading {
    /// A short name for the kind of program.
    pub ja4: String,
    /// Bytes.
    pub length: u32,
    /// The highest version on offer: `1.3`, `1.2`, or `other`.
    pub version: String,
    /// Whether the cipher suites hold a number that means nothing.
    pub grease_ciphers: bool,
    /// Whether the extensions do.
    pub grease_extensions: bool,
    /// Whether the groups do.
    pub grease_groups: bool,
    /// Whether the signature algorithms do.
    pub grease_signatures: bool,
    /// Groups that a key was sent for, as four hexadecimal digits, those that mean nothing left out.
    pub key_shares: Vec<String>,
    /// Whether one of them is X25519 with ML-KEM-768 (`11ec`).
    pub hybrid: bool,
}

/// Three states of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consistency {
    /// The greeting is one that this browser sends.
    Consistent,
    /// It is not: somebody in between ended the browser's TLS, or the browser is changed.
    Inconsistent,
    /// It cannot be told.
    Unknown,
}

/// Browser families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Chrome, Edge and others.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari, and every browser on an iPhone.
    Safari,
    /// Anything else.
    Other,
}

/// Why the comparison does not say `consistent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsReason {
    /// A proxy of the operator is in front: by configuration, or by the headers of the request.
    BehindProxy,
    /// The request did not come over TLS.
    NeedsHttps,
    /// The greeting could not be read.
    Unreadable,
    /// Nobody has measured this family.
    FamilyNotJudged,
    /// The version is too old to be judged.
    OldVersion,
    /// Chromium would send meaningless numbers here.
    NoGreaseInCiphers,
    /// As before.
    NoGreaseInExtensions,
    /// As before.
    NoGreaseInGroups,
    /// Every current browser offers TLS 1.3.
    NoTls13,
    /// The hybrid key is missing; a policy can switch it off too.
    NoHybridKey,
    /// Firefox would send `record_size_limit` and `delegated_credentials`.
    NoFirefoxExtensions,
    /// Firefox was not seen to send meaningless numbers.
    UnexpectedGrease,
}

/// `/self-check/address`: how this request came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressReading {
    /// Family of the visitor's address.
    pub family: AddressFamily,
    /// Whether something in between passed the request on.
    pub proxied: bool,
    /// Version of HTTP: `1.0`, `1.1` or `2`.
    pub http: String,
}

/// Families of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressFamily {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
    /// Not known: the proxy in front does not tell.
    Unknown,
}

/// `/self-check/http`: how the request looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpReading {
    /// `1.0`, `1.1` or `2`.
    pub version: String,
    /// Whether it came over TLS that ends in this process.
    pub tls: bool,
    /// Whether the operator has a proxy in front, which sets headers of its own; then those below tell nothing of the visitor.
    pub behind_proxy: bool,
    /// Whether the header `Via` was there.
    pub via: bool,
    /// `Forwarded`.
    pub forwarded: bool,
    /// `X-Forwarded-For`.
    pub x_forwarded_for: bool,
    /// `X-BlueCoat-Via`.
    pub x_bluecoat_via: bool,
}

/// `POST /self-check/tallies`: a new tally.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// 32 hexadecimal digits; who knows them may add to the tally and read it.
    pub token: String,
    /// Seconds until it is forgotten.
    pub expires_s: u32,
}

/// `GET /self-check/tallies/{token}`: what arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Whether a datagram session began.
    pub began: bool,
    /// Whether it has ended.
    pub ended: bool,
    /// Groups of datagrams that arrived, by their number.
    pub groups: Vec<GroupTally>,
    /// Datagrams that were not counted: too short, too long, of no group, or numbered too high.
    pub strange: u32,
    /// Classes of `POST /self-check/size/up?token=...` that arrived whole, in bytes, each once.
    pub sizes_up: Vec<u32>,
}

/// Datagrams of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupTally {
    /// Which group.
    pub group: u8,
    /// Different numbers that arrived: upward loss is 1 minus this over what was sent.
    pub received: u32,
    /// Numbers that arrived again.
    pub repeated: u32,
    /// Numbers that arrived after a higher one.
    pub late: u32,
    /// The highest number.
    pub highest: u32,
    /// Longest run of numbers below the highest that never arrived.
    pub longest_gap: u32,
    /// Answers handed to the network: downward loss is 1 minus what came back over this.
    pub echoed: u32,
}

/// The body of every refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub refused: Refused,
}

/// Why a far end refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// Not from a page of this portal.
    Origin,
    /// Too often from this network; later again.
    TooOften,
    /// All seats are taken, or all of this network; later again.
    Full,
    /// The operator has switched it off.
    SwitchedOff,
    /// No such size class, or another number of bytes than one of them.
    Size,
    /// No such token, or no longer.
    Token,
}

/// Bytes that look random, so that nothing on the way compresses them, and are always the same: a linear congruential generator
/// with the constants of Knuth's MMIX.
pub fn filling(length: usize) -> Vec<u8> {
    let mut state: u64 = 0x0904;
    core::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(length)
    .collect()
}
