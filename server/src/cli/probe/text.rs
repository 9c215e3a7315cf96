//! A report for people: how far it came, what it shows, what that means, and the likely causes.

use std::net::{IpAddr, SocketAddr};

use diagnosis::evidence::Evidence;
use diagnosis::reading::understood::Understood;

use super::ProbeOptions;
use crate::cli::diagnose::Case;
use crate::cli::diagnose::sheet::Sheet;
use crate::cli::diagnose::text::view;
use crate::portal::{Knowledge, PageWords};
use crate::probe::{
    Answer, Beside, CertificateFacts, Certificates, Outcome, PhaseReport, Purpose, Report, SelfSigned, word,
};

/// Causes that are named.
const CAUSES: usize = 5;

/// Writes a report down, with what differs from another place if there is one.
pub(super) fn write(
    knowledge: &Knowledge,
    evidence: &Evidence,
    (report, beside): (&Report, Option<&Beside>),
    options: &ProbeOptions,
) -> String {
    let typed = options.host.as_str();
    let nothing = Understood::default();
    let case = Case::of(knowledge, evidence, &nothing);
    let w = PageWords::of(&knowledge.languages[0]);
    let mut writer = Writer { w, report, sheet: Sheet::default() };
    writer.head(typed);
    writer.steps();
    writer.shown();
    writer.verdict();
    if let Some(beside) = beside {
        writer.beside(beside);
    }
    if report.findings().is_empty() && beside.is_none_or(|beside| beside.findings().is_empty()) {
        // Nothing follows from it, so there is nothing to go on with.
        return writer.sheet.into_text();
    }
    let sheet = &mut writer.sheet;
    sheet.heading(&w.say("probe.causes"), '-');
    for row in view(&case).ranking.iter().take(CAUSES) {
        sheet.hanging(&format!("{:>6}  ", row.percent_text), "        ", &row.title);
    }
    sheet.gap();
    sheet.paragraph("", &w.say("probe.onward"));
    let gateway = if report.purpose == Purpose::Gateway { " --gateway" } else { "" };
    let other = options.beside.as_ref().map_or_else(String::new, |path| format!(" --beside {}", path.display()));
    let commands = format!("fix904 probe {typed}{gateway}{other} --json > facts.json\nfix904 diagnose facts.json");
    sheet.verbatim("    ", &commands);
    writer.sheet.into_text()
}

struct Writer<'a> {
    w: PageWords<'a>,
    report: &'a Report,
    sheet: Sheet,
}

impl Writer<'_> {
    fn head(&mut self, typed: &str) {
        let named = |address: &IpAddr| address.to_string() != self.report.name;
        let host = match self.report.address.filter(named) {
            Some(address) => format!("{typed} ({})", SocketAddr::new(address, self.report.port)),
            None => typed.to_string(),
        };
        self.sheet.heading(&self.w.fill("probe.heading", &[("host", &host)]), '=');
        let from = match self.report.own_address {
            Some(own) => {
                let place = word(&self.report.seen_from);
                self.w.fill(&format!("probe.from.{place}"), &[("address", &own.to_string())])
            }
            None => self.w.say("probe.from.unknown"),
        };
        self.sheet.paragraph("", &from);
    }

    fn steps(&mut self) {
        self.sheet.heading(&self.w.say("probe.steps"), '-');
        for step in &self.report.phases {
            let phase = self.w.say(&format!("probe.phase.{}", word(&step.phase)));
            let ms = format!("{:.1}", step.time.as_secs_f64() * 1000.0);
            let outcome = self.outcome(step.outcome);
            let line = self.w.fill("probe.step", &[("phase", &phase), ("outcome", &outcome), ("ms", &ms)]);
            self.sheet.hanging("  - ", "    ", &line);
            if step.outcome != Outcome::Fine {
                self.ending(step);
            }
        }
    }

    fn ending(&mut self, step: &PhaseReport) {
        if let Some(side) = step.closed_by {
            self.sheet.paragraph("    ", &self.w.say(&format!("probe.ended.{}", word(&side))));
        }
        if !step.first_bytes.is_empty() {
            let bytes: Vec<String> = step.first_bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            self.sheet.paragraph("    ", &self.w.fill("probe.first", &[("bytes", &bytes.join(" "))]));
        }
    }

    fn outcome(&self, outcome: Outcome) -> String {
        let code = match outcome {
            Outcome::Alert { code } => code.to_string(),
            Outcome::Failure { code } => code.to_string(),
            _ => String::new(),
        };
        self.w.fill(&format!("probe.outcome.{}", word(&outcome)), &[("code", &code)])
    }

    fn shown(&mut self) {
        let report = self.report;
        let mut lines = Vec::new();
        if let Some(tls) = &report.tls {
            let key = if tls.complete { "probe.tls" } else { "probe.tls-offered" };
            lines.push(self.w.fill(key, &[("version", &tls.version), ("cipher", &tls.cipher)]));
        }
        if let Some(certificate) = report.certificates.first() {
            lines.extend(self.certificate(certificate));
        }
        if let Some(host) = &report.host {
            let names = [&host.full_name, &host.computer, &host.domain, &host.full_domain];
            let mut names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
            names.dedup();
            lines.push(self.w.fill("probe.host", &[("names", &names.join(", "))]));
        }
        if let Some(seconds) = report.clock_ahead {
            lines.push(self.w.fill("probe.clock", &[("seconds", &seconds.to_string())]));
        }
        if let Some(gateway) = &report.gateway {
            let status = gateway.status.to_string();
            lines.push(self.w.fill("probe.gateway", &[("status", &status), ("ways", &gateway.ways.join(", "))]));
        }
        if !lines.is_empty() {
            self.sheet.heading(&self.w.say("probe.shown"), '-');
            lines.iter().for_each(|line| self.sheet.hanging("  - ", "    ", line));
        }
        self.requests();
    }

    fn certificate(&self, certificate: &CertificateFacts) -> Vec<String> {
        let c = certificate;
        let mut lines = vec![
            self.w.fill("probe.certificate", &[("subject", &c.subject), ("issuer", &c.issuer)]),
            self.w.fill("probe.names", &[("names", &c.names.join(", "))]),
            self.w.fill("probe.dates", &[("from", &c.first_day), ("to", &c.last_day)]),
        ];
        let key = [("key", c.key.as_str()), ("signature", &c.signature), ("thumbprint", &c.thumbprint)];
        lines.push(self.w.fill("probe.key", &key));
        if c.self_signed != SelfSigned::No {
            lines.push(self.w.say("probe.self-signed"));
        }
        lines
    }

    fn requests(&mut self) {
        if self.report.other_requests.is_empty() {
            return;
        }
        self.sheet.heading(&self.w.say("probe.requests"), '-');
        for request in &self.report.other_requests {
            let answer = match request.answer {
                Some(Answer::Selected { protocol, .. }) => {
                    self.w.fill("probe.chose", &[("protocol", &format!("0x{protocol:x}"))])
                }
                _ => self.outcome(request.outcome),
            };
            let protocols = format!("0x{:x}", request.protocols);
            let line = self.w.fill("probe.request", &[("protocols", &protocols), ("answer", &answer)]);
            self.sheet.hanging("  - ", "    ", &line);
        }
    }

    fn verdict(&mut self) {
        let verdict = word(&self.report.verdict);
        self.sheet.heading(&self.w.say("probe.verdict"), '-');
        let headline = self.w.say(&format!("probe.verdict.{verdict}"));
        match self.report.verdict.phase() {
            Some(phase) => {
                let phase = self.w.say(&format!("probe.phase.{}", word(&phase)));
                self.sheet.paragraph("", &format!("{phase}: {headline}."));
            }
            None => self.sheet.paragraph("", &format!("{headline}.")),
        }
        self.sheet.paragraph("", &self.w.say(&format!("probe.means.{verdict}")));
        if self.report.unverified_on_windows {
            self.sheet.paragraph("", &self.w.say("probe.unverified"));
        }
        self.sheet.paragraph("", &self.w.say("probe.cannot"));
    }

    /// What differs between this place and another one.
    fn beside(&mut self, beside: &Beside) {
        self.sheet.heading(&self.w.say("probe.beside"), '-');
        let mut lines = Vec::new();
        if let Some((here, there)) = &beside.addresses {
            let places = [("here", here.to_string()), ("there", there.to_string())];
            lines.push(self.fill("probe.beside.addresses", &places));
        }
        let ended = |outcome: Option<Outcome>| match outcome {
            Some(outcome) => self.outcome(outcome),
            None => self.w.say("probe.beside.not-reached"),
        };
        for step in &beside.steps {
            let phase = self.w.say(&format!("probe.phase.{}", word(&step.phase)));
            let places = [("phase", phase), ("here", ended(step.here)), ("there", ended(step.there))];
            lines.push(self.fill("probe.beside.step", &places));
        }
        if beside.steps.is_empty() {
            lines.push(self.w.say("probe.beside.alike"));
        }
        if let Some(certificates) = &beside.certificates {
            let key = format!("probe.beside.certificate-{}", word(certificates));
            lines.push(match certificates {
                Certificates::Different { here, there } => {
                    self.fill(&key, &[("here", here.clone()), ("there", there.clone())])
                }
                Certificates::Same | Certificates::OnlyThere | Certificates::OnlyHere => self.w.say(&key),
            });
        }
        lines.iter().for_each(|line| self.sheet.hanging("  - ", "    ", line));
    }

    fn fill(&self, key: &str, parameters: &[(&str, String)]) -> String {
        let parameters: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.w.fill(key, &parameters)
    }
}
