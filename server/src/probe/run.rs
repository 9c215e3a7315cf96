//! One probe from the first connection to the verdict.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_rustls::client::TlsStream;

use crate::clock::{Stopwatch, unix_ms};

use super::certificate::CertificateFacts;
use super::datagram;
use super::gateway::{self, Manner};
use super::greeting::{TLS_1_0, TLS_1_2};
use super::limits::{LONGEST_FRAME, MOST_ADDRESSES};
use super::negotiation::{self, Answer, HEAD, answer, foreign, frame_length, protocol, request};
use super::ntlm::SignIn;
use super::phase::{Outcome, Phase, PhaseReport};
use super::report::{OtherRequest, Purpose, Report};
use super::sign_in;
use super::tls::{self, Attempt};
use super::wire::{Deadline, Seen, Wire};
use super::{Options, Target};

/// Requests that are made only to learn more, each on a connection of its own.
const OTHER_REQUESTS: [u32; 5] =
    [protocol::STANDARD, protocol::TLS, protocol::CREDSSP, protocol::RDSTLS, protocol::AAD];
/// Second opinions on the encryption: the version up to which each greeting offers, the newest first.
const OPINIONS: [u16; 2] = [TLS_1_2, TLS_1_0];
/// Connections of a look that is not deep, at most: one to each address until one takes it, and the second opinions. A
/// gateway that is asked a second time needs no second opinion.
pub const MOST_CONNECTIONS: usize = MOST_ADDRESSES + OPINIONS.len();
/// Bytes that make out what something is that is not Remote Desktop.
const TELLING: usize = 32;

/// A probe that is under way.
pub(super) struct Run {
    target: Target,
    options: Options,
    report: Report,
    /// When everything must have ended.
    end: Instant,
}

impl Run {
    pub(super) fn new(target: Target, options: Options) -> Self {
        let report = Report::new(target.name.clone(), target.port, options.purpose, options.seen_from);
        Self { target, report, end: Instant::now() + options.limits.total, options }
    }

    pub(super) async fn report(mut self) -> Report {
        if let Some(wire) = self.connect().await {
            match self.options.purpose {
                Purpose::Host => self.host(wire).await,
                Purpose::Gateway => self.gateway(wire).await,
            }
        }
        self.report.judged()
    }

    /// The moment at which a phase of this length ends, if it begins now.
    fn until(&self, limit: Duration) -> Deadline {
        Deadline::after(limit, self.end)
    }

    fn note(&mut self, phase: Phase, outcome: Outcome, watch: Stopwatch, seen: Seen) {
        let report = PhaseReport::of(phase, outcome, watch.elapsed());
        self.report.phases.push(PhaseReport { bytes: seen.bytes, first_bytes: seen.first, ..report });
    }

    /// Connects to the first address that takes it; all tries are noted.
    async fn connect(&mut self) -> Option<Wire> {
        let end = Instant::now() + self.options.limits.connect;
        let addresses = self.target.addresses.clone();
        for (left, address) in (1..=addresses.len() as u32).rev().zip(addresses) {
            let watch = Stopwatch::start();
            let until = self.until(end.saturating_duration_since(Instant::now()) / left);
            let connected = Wire::connect(SocketAddr::new(address, self.target.port), until).await;
            let outcome = connected.as_ref().err().copied().unwrap_or(Outcome::Fine);
            self.note(Phase::Connect, outcome, watch, Seen::default());
            if let Ok(wire) = connected {
                self.report.address = Some(address);
                self.report.own_address = wire.local().map(|local| local.ip());
                return Some(wire);
            }
        }
        None
    }

    /// One more connection to the address that took the first one.
    async fn again(&self) -> Result<Wire, Outcome> {
        let address = self.report.address.ok_or(Outcome::Unreachable)?;
        Wire::connect(SocketAddr::new(address, self.target.port), self.until(self.options.limits.connect)).await
    }

    async fn host(&mut self, mut wire: Wire) {
        let watch = Stopwatch::start();
        let until = self.until(self.options.limits.negotiation);
        let (result, seen) = negotiate(&mut wire, protocol::USUAL, until).await;
        self.note(Phase::Negotiation, outcome_of(result), watch, seen);
        self.report.answer = result.ok();
        if let Some(Answer::Selected { protocol: selected @ 1.., .. }) = self.report.answer {
            self.encrypted(wire, selected).await;
        }
        if self.options.deep {
            self.other_requests().await;
            self.datagram().await;
        }
    }

    /// From a choice of TLS on.
    async fn encrypted(&mut self, wire: Wire, selected: u32) {
        match self.handshake(wire).await {
            Some(mut stream) => {
                if selected & (protocol::CREDSSP | protocol::CREDSSP_EX) != 0 {
                    self.sign_in(&mut stream).await;
                }
                let until = self.until(self.options.limits.pause);
                tls::part(stream, until).await;
            }
            None => self.second_opinions().await,
        }
        self.weigh_certificate();
    }

    async fn handshake(&mut self, wire: Wire) -> Option<Box<TlsStream<Wire>>> {
        let watch = Stopwatch::start();
        let attempt = self.attempt(wire).await?;
        self.take(Phase::Tls, attempt, watch)
    }

    /// One more handshake, of which only the connection is wanted: what the first one brought stays.
    async fn handshake_again(&mut self, wire: Wire) -> Option<Box<TlsStream<Wire>>> {
        let watch = Stopwatch::start();
        let attempt = self.attempt(wire).await?;
        self.note(Phase::Tls, attempt.outcome, watch, attempt.seen);
        attempt.stream
    }

    async fn attempt(&self, wire: Wire) -> Option<Attempt> {
        let address = self.report.address?;
        Some(tls::handshake(wire, &self.target.name, address, self.until(self.options.limits.tls)).await)
    }

    /// A plain refusal of our library says nothing about the other side; see what it would say to old words.
    async fn second_opinions(&mut self) {
        for version in OPINIONS {
            self.greet(version).await;
            if !self.report.outcome(tls::phase_of(version)).is_some_and(Outcome::is_wordless) {
                return;
            }
        }
    }

    /// A second opinion, on a connection of its own.
    async fn greet(&mut self, version: u16) {
        let watch = Stopwatch::start();
        let phase = tls::phase_of(version);
        let mut wire = match self.again().await {
            Ok(wire) => wire,
            Err(outcome) => return self.note(phase, before(outcome), watch, Seen::default()),
        };
        if self.options.purpose == Purpose::Host {
            let until = self.until(self.options.limits.negotiation);
            let (result, seen) = negotiate(&mut wire, protocol::USUAL, until).await;
            // A host that does not choose TLS this time, whatever it says, gives no opinion on it.
            if !matches!(result, Ok(Answer::Selected { protocol: 1.., .. })) {
                return self.note(phase, before(outcome_of(result)), watch, seen);
            }
        }
        let attempt = tls::greet(wire, version, &self.target.name, self.until(self.options.limits.tls)).await;
        self.take(phase, attempt, watch);
    }

    /// Keeps what a handshake or greeting brought.
    fn take(&mut self, phase: Phase, attempt: Attempt, watch: Stopwatch) -> Option<Box<TlsStream<Wire>>> {
        self.note(phase, attempt.outcome, watch, attempt.seen);
        if attempt.facts.is_some() {
            self.report.tls = attempt.facts;
        }
        if !attempt.chain.is_empty() {
            self.report.certificates = attempt.chain.iter().filter_map(|der| CertificateFacts::read(der)).collect();
        }
        attempt.stream
    }

    async fn sign_in(&mut self, stream: &mut TlsStream<Wire>) {
        let watch = Stopwatch::start();
        let (result, seen) = sign_in::ask(stream, self.until(self.options.limits.sign_in)).await;
        self.note(Phase::SignIn, result.as_ref().err().copied().unwrap_or(Outcome::Fine), watch, seen);
        match result {
            Ok(SignIn::Challenge(facts)) => {
                self.report.clock_ahead = facts.time.map(|time| time.saturating_sub(self.now()));
                self.report.host = Some(facts);
            }
            Ok(SignIn::NoNtlm(status)) => self.report.sign_in_status = status,
            Err(_) => {}
        }
    }

    /// The time of day in seconds since 1970.
    fn now(&self) -> i64 {
        (unix_ms((self.options.clock)()) / 1000) as i64
    }

    /// Judges the certificate by the host's own clock, if it is known: that is the one by which it renews it.
    fn weigh_certificate(&mut self) {
        let now = self.report.host.as_ref().and_then(|host| host.time).unwrap_or_else(|| self.now());
        self.report.standing = self.report.certificates.first().map(|own| own.standing(&self.target.name, now));
    }

    async fn other_requests(&mut self) {
        for protocols in OTHER_REQUESTS {
            sleep(self.options.limits.pause).await;
            let result = match self.again().await {
                Ok(mut wire) => {
                    let until = self.until(self.options.limits.negotiation);
                    negotiate(&mut wire, protocols, until).await.0
                }
                Err(outcome) => Err(outcome),
            };
            let other = OtherRequest { protocols, outcome: outcome_of(result), answer: result.ok() };
            self.report.other_requests.push(other);
            if matches!(other.outcome, Outcome::Silent | Outcome::OutOfTime) {
                // It waits for each of them; one says enough.
                return;
            }
        }
    }

    async fn datagram(&mut self) {
        let Some(address) = self.report.address else { return };
        let watch = Stopwatch::start();
        let first = self.until(self.options.limits.datagram);
        let second = self.until(2 * self.options.limits.datagram);
        let (outcome, seen) = datagram::ask(SocketAddr::new(address, self.target.port), first, second).await;
        self.note(Phase::Datagram, outcome, watch, seen);
    }

    async fn gateway(&mut self, wire: Wire) {
        let Some(stream) = self.handshake(wire).await else {
            self.second_opinions().await;
            return self.weigh_certificate();
        };
        self.weigh_certificate();
        self.ask_gateway(stream, Manner::Own).await;
        // Some proxies do not know the gateway's own method; a web socket may still pass.
        if self.report.gateway.as_ref().is_some_and(|facts| matches!(facts.status, 400 | 405 | 501))
            && let Ok(wire) = self.again().await
            && let Some(stream) = self.handshake_again(wire).await
        {
            self.ask_gateway(stream, Manner::WebSocket).await;
        }
    }

    async fn ask_gateway(&mut self, mut stream: Box<TlsStream<Wire>>, manner: Manner) {
        let watch = Stopwatch::start();
        let until = self.until(self.options.limits.gateway);
        let (result, seen) = gateway::ask(&mut stream, manner, &self.target.name, until).await;
        self.note(Phase::Gateway, result.as_ref().err().copied().unwrap_or(Outcome::Fine), watch, seen);
        self.report.gateway = result.ok().or(self.report.gateway.take());
        tls::part(stream, self.until(self.options.limits.pause)).await;
    }
}

/// What the result of a negotiation is called.
fn outcome_of(result: Result<Answer, Outcome>) -> Outcome {
    match result {
        Ok(Answer::Selected { .. } | Answer::Bare) => Outcome::Fine,
        Ok(Answer::Failed { code }) => Outcome::Failure { code },
        Ok(Answer::Dismissed) => Outcome::Dismissed,
        Err(outcome) => outcome,
    }
}

/// What a further connection that ended before the phase it was made for says about that phase.
fn before(outcome: Outcome) -> Outcome {
    if outcome == Outcome::OutOfTime { outcome } else { Outcome::NotSoFar }
}

/// Sends a request and reads the answer.
async fn negotiate(wire: &mut Wire, protocols: u32, until: Deadline) -> (Result<Answer, Outcome>, Seen) {
    let count = wire.begin(LONGEST_FRAME as u64);
    let result = converse(wire, protocols, until).await;
    (result, count.seen())
}

async fn converse(wire: &mut Wire, protocols: u32, until: Deadline) -> Result<Answer, Outcome> {
    wire.say(&request(protocols), until).await?;
    let mut frame = vec![0; HEAD];
    wire.fill(&mut frame[..1], until).await?;
    if frame[0] != negotiation::VERSION {
        return Err(stranger(wire, frame[0], until).await);
    }
    wire.fill(&mut frame[1..], until).await?;
    frame.resize(frame_length(&frame)?, 0);
    wire.fill(&mut frame[HEAD..], until).await?;
    answer(&frame)
}

/// Makes out what speaks here: its first line is read as far as it comes.
async fn stranger(wire: &mut Wire, first: u8, until: Deadline) -> Outcome {
    let mut said = vec![first];
    let mut buffer = [0; TELLING];
    while said.len() < TELLING && !said.ends_with(b"\n") {
        match wire.some(&mut buffer, until).await {
            Ok(count @ 1..) => said.extend_from_slice(&buffer[..count]),
            _ => break,
        }
    }
    foreign(&said)
}
