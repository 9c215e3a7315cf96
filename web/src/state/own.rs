//! What this tab has measured itself.

use diagnosis::evidence::{Device, Entry, Evidence, Observed, Source};
use diagnosis::knowledge_base::KnowledgeBase;
use diagnosis::reading::measurement::report::Told;
use diagnosis::transcript;

/// The findings of the checks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    findings: Vec<Observed>,
}

impl Own {
    /// Findings that were kept.
    pub fn kept(findings: Vec<Observed>) -> Self {
        Self { findings }
    }

    /// The findings, in the order in which the checks ended.
    pub fn findings(&self) -> &[Observed] {
        &self.findings
    }

    /// Takes the result of a check, measured on this device.
    pub fn ended(&mut self, base: &KnowledgeBase, told: &Told, device: Device) {
        let found = transcript::parse(base, told.finding());
        let Some(finding) = found.observed().next().map(|finding| Observed { device, ..*finding }) else { return };
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
