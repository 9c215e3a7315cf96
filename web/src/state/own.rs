//! What this tab has measured itself.

use diagnosis::evidence::{Device, Entry, Evidence, Observed, Source};
use diagnosis::knowledge_base::KnowledgeBase;
use diagnosis::reading::measurement::report::Told;
use diagnosis::reading::measurement::{ClockResult, PathResult, clock_finding, path_finding};
use diagnosis::transcript;

/// Results of the checks and the findings that follow from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    /// Latency, jitter and tail.
    pub path: Option<PathResult>,
    /// Clock difference.
    pub clock: Option<ClockResult>,
    findings: Vec<Observed>,
}

impl Own {
    /// Results that were kept, with the findings that were drawn from them then.
    pub fn kept(path: Option<PathResult>, clock: Option<ClockResult>, findings: Vec<Observed>) -> Self {
        Self { path, clock, findings }
    }

    /// The findings, in the order in which the checks ended.
    pub fn findings(&self) -> &[Observed] {
        &self.findings
    }

    /// Takes the result of the latency check, measured on this device.
    pub fn path_ended(&mut self, base: &KnowledgeBase, result: PathResult, device: Device) {
        self.path = Some(result);
        self.keep(path_finding(base, &result, device));
    }

    /// Takes the result of the clock check, measured on this device.
    pub fn clock_ended(&mut self, base: &KnowledgeBase, result: ClockResult, device: Device) {
        self.clock = Some(result);
        self.keep(clock_finding(base, &result, device));
    }

    /// Takes the result of a check of the battery, measured on this device.
    pub fn battery_ended(&mut self, base: &KnowledgeBase, told: &Told, device: Device) {
        let found = transcript::parse(base, told.finding());
        self.keep(found.observed().next().map(|finding| Observed { device, ..*finding }));
    }

    fn keep(&mut self, finding: Option<Observed>) {
        let Some(finding) = finding else { return };
        self.findings.retain(|f| f.observation != finding.observation);
        self.findings.push(finding);
    }

    /// The visitor has said anew where the page is open. The measurements are the same, the device they speak of is not;
    /// where the case holds one of them, it is replaced.
    pub fn moved(&mut self, device: Device, evidence: &mut Evidence) {
        let former = self.findings.clone();
        for finding in &mut self.findings {
            finding.device = device;
        }
        for (old, new) in former.iter().zip(&self.findings) {
            if evidence.observed().any(|o| o == old) {
                evidence.give(Entry::Observed(*new));
            }
        }
    }

    /// Adds the findings to a case, if they may speak about it.
    ///
    /// A finding that does not count is left out, and one from a better device, measured before a hand-over, stays: the
    /// network of a phone must change nothing in the case of a computer.
    pub fn join(&self, base: &KnowledgeBase, evidence: &mut Evidence) {
        for finding in &self.findings {
            let better = evidence.observed().any(|o| {
                o.observation == finding.observation
                    && o.source == Source::Measured
                    && rank(o.device) < rank(finding.device)
            });
            if !better && evidence.counts(base, finding) {
                evidence.give(Entry::Observed(*finding));
            }
        }
    }
}

/// The best device first.
fn rank(device: Device) -> usize {
    Device::ALL.iter().position(|d| *d == device).unwrap_or(Device::ALL.len())
}
