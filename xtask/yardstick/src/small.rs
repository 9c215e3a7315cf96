//! Models in plain numbers, as models of the engine: no noise, no groups, nobody to hand over to. The only place of the
//! yardstick that spells a model out.

use diagnosis::KnowledgeBase;
use diagnosis::knowledge_base::{
    Audience, Audiences, Cause, FamilyIndex, Frequency, Grade, Kind, Machine, Model, Observation, ObservationIndex,
    Outcome, Parts, Remedy, RemedyIndex, Risk, Role, Row, Stage,
};

/// A model in plain numbers.
pub struct Small {
    /// Weight by cause; priors, if they and `something_else` sum to 1.
    pub weights: Vec<f64>,
    /// Prior of a cause outside the list.
    pub something_else: f64,
    /// What can be learned.
    pub observations: Vec<SmallObservation>,
    /// What can be done.
    pub remedies: Vec<SmallRemedy>,
    /// Minutes of handing the case over.
    pub service_minutes: f64,
}

/// An observation in plain numbers.
pub struct SmallObservation {
    /// Its id, which is also its key.
    pub id: String,
    /// Minutes of learning it.
    pub minutes: f64,
    /// How often each outcome is seen with an unrelated cause; even if not said.
    pub baseline: Option<Vec<f64>>,
    /// Likelihood by cause and outcome.
    pub rows: Vec<Vec<f64>>,
}

/// A remedy in plain numbers.
pub struct SmallRemedy {
    /// Its id.
    pub id: String,
    /// Minutes of doing it.
    pub minutes: f64,
    /// Success by cause.
    pub success: Vec<f64>,
}

impl Small {
    /// The model of the engine.
    pub fn base(&self) -> KnowledgeBase {
        KnowledgeBase::new(Model {
            families: vec!["all".to_owned()],
            causes: (0..self.weights.len()).map(|h| self.cause(h)).collect(),
            observations: self.observations.iter().enumerate().map(|(o, s)| observation(o, s)).collect(),
            remedies: self.remedies.iter().enumerate().map(|(r, s)| remedy(r, s)).collect(),
            groups: Vec::new(),
            codes: Vec::new(),
            extended: Vec::new(),
            something_else: Parts::from_f64(self.something_else),
            noise: [Parts(0); 6],
            service_minutes: Parts::from_f64(self.service_minutes),
            step_minutes: Parts(0),
            risk_minutes: [Parts(0); 4],
            handover: [Parts(0); 9],
            restart_minutes: Parts(0),
            pairs: Parts(0),
            conflict: Parts::from_f64(1.5),
        })
    }

    fn cause(&self, h: usize) -> Cause {
        Cause {
            number: h as u16 + 1,
            id: format!("c{h}"),
            family: FamilyIndex(0),
            stages: vec![Stage::Secure],
            frequency: Frequency::Common,
            grade: Grade::Inferred,
            weight: Parts::from_f64(self.weights[h]),
            context: Vec::new(),
            signs: self
                .observations
                .iter()
                .enumerate()
                .map(|(o, s)| Row {
                    observation: ObservationIndex::at(o),
                    values: s.rows[h].iter().map(|v| Parts::from_f64(*v)).collect(),
                })
                .collect(),
            unknown: Vec::new(),
            remedies: self
                .remedies
                .iter()
                .enumerate()
                .filter(|(_, s)| s.success[h] > 0.0)
                .map(|(r, s)| (RemedyIndex::at(r), Parts::from_f64(s.success[h])))
                .collect(),
            confirm: Vec::new(),
            confused_with: Vec::new(),
        }
    }
}

fn observation(position: usize, small: &SmallObservation) -> Observation {
    let outcomes = small.rows.first().map_or(0, Vec::len);
    Observation {
        number: position as u16 + 1,
        id: small.id.clone(),
        key: small.id.clone(),
        kind: Kind::Asked,
        role: Role::Symptom,
        scope: None,
        askable: true,
        first: false,
        group: None,
        minutes: Parts::from_f64(small.minutes),
        unknown_rate: Parts(0),
        audience: Audience::Anyone,
        ask_when: Vec::new(),
        trial_of: None,
        outcomes: (0..outcomes)
            .map(|k| Outcome {
                number: k as u16 + 1,
                id: format!("k{k}"),
                baseline: Parts::from_f64(small.baseline.as_ref().map_or(1.0 / outcomes as f64, |b| b[k])),
                grants: Audiences::default(),
                cured: false,
            })
            .collect(),
        how: None,
    }
}

fn remedy(position: usize, small: &SmallRemedy) -> Remedy {
    Remedy {
        number: position as u16 + 1,
        id: small.id.clone(),
        relief: false,
        audience: Audience::Anyone,
        machine: Machine::Client,
        minutes: Parts::from_f64(small.minutes),
        wait: Parts(0),
        risk: Risk::None,
        reversible: true,
        cuts_access: false,
        temporary: false,
        keep: false,
        reboot: false,
        requires: Vec::new(),
    }
}
