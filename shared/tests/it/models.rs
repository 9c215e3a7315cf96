//! Small models, by hand or drawn.

use diagnosis::KnowledgeBase;
use diagnosis::knowledge_base::{
    Audience, Audiences, Cause, FamilyIndex, Frequency, Grade, Group, Kind, Machine, Model, Observation,
    ObservationIndex, Outcome, Parts, Remedy, RemedyIndex, Risk, Role, Row, Stage,
};
use proptest::prelude::*;

/// Group, baseline row, and one row for each cause.
pub(crate) type Drawn = (Option<u8>, Vec<f64>, Vec<Vec<f64>>);

/// A model in plain numbers.
#[derive(Clone, Debug)]
pub(crate) struct Small {
    /// Weight of each cause.
    pub(crate) weights: Vec<f64>,
    /// Prior of "something else".
    pub(crate) leak: f64,
    /// Noise floor of a person's word.
    pub(crate) noise: f64,
    /// The observations.
    pub(crate) observations: Vec<Drawn>,
    /// Correlation of each group.
    pub(crate) groups: Vec<f64>,
    /// By remedy: minutes, and success for each cause.
    pub(crate) remedies: Vec<(f64, Vec<f64>)>,
    /// Minutes of handing over.
    pub(crate) service: f64,
}

pub(crate) fn base(small: &Small) -> KnowledgeBase {
    let p = Parts::from_f64;
    let observations = small.observations.iter().enumerate().map(|(i, (group, baseline, _))| Observation {
        number: i as u16 + 1,
        id: format!("o{i}"),
        key: format!("o{i}"),
        kind: Kind::Asked,
        role: Role::Symptom,
        scope: None,
        askable: true,
        first: false,
        group: *group,
        minutes: p(0.3),
        unknown_rate: p(0.0),
        audience: Audience::Anyone,
        ask_when: Vec::new(),
        trial_of: None,
        outcomes: baseline
            .iter()
            .enumerate()
            .map(|(k, b)| Outcome {
                number: k as u16 + 1,
                id: format!("k{k}"),
                baseline: p(*b),
                grants: Audiences::default(),
                cured: false,
            })
            .collect(),
        how: None,
    });
    let causes = small.weights.iter().enumerate().map(|(h, weight)| Cause {
        number: h as u16 + 1,
        id: format!("c{h}"),
        family: FamilyIndex(0),
        stages: vec![Stage::Secure],
        frequency: Frequency::Common,
        grade: Grade::Inferred,
        weight: p(*weight),
        context: Vec::new(),
        signs: small
            .observations
            .iter()
            .enumerate()
            .map(|(o, (_, _, rows))| Row {
                observation: ObservationIndex::at(o),
                values: rows[h].iter().map(|v| p(*v)).collect(),
            })
            .collect(),
        unknown: Vec::new(),
        remedies: small
            .remedies
            .iter()
            .enumerate()
            .filter(|(_, (_, success))| success[h] > 0.0)
            .map(|(r, (_, success))| (RemedyIndex::at(r), p(success[h])))
            .collect(),
        confirm: Vec::new(),
        confused_with: Vec::new(),
    });
    let remedies = small.remedies.iter().enumerate().map(|(r, (minutes, _))| Remedy {
        number: r as u16 + 1,
        id: format!("r{r}"),
        relief: false,
        audience: Audience::Anyone,
        machine: Machine::Client,
        minutes: p(*minutes),
        wait: p(0.0),
        risk: Risk::None,
        reversible: true,
        cuts_access: false,
        temporary: false,
        keep: false,
        reboot: false,
        requires: Vec::new(),
    });
    KnowledgeBase::new(Model {
        families: vec!["f".to_owned()],
        causes: causes.collect(),
        observations: observations.collect(),
        remedies: remedies.collect(),
        groups: small.groups.iter().enumerate().map(|(g, rho)| Group { id: format!("g{g}"), rho: p(*rho) }).collect(),
        codes: Vec::new(),
        extended: Vec::new(),
        something_else: p(small.leak),
        noise: [p(small.noise); 6],
        service_minutes: p(small.service),
        step_minutes: p(0.0),
        risk_minutes: [p(0.0); 4],
        handover: [p(0.0); 9],
        restart_minutes: p(0.0),
        pairs: p(0.05),
        conflict: p(1.5),
    })
}

fn row(outcomes: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.05f64..1.0, outcomes).prop_map(|raw| {
        let total: f64 = raw.iter().sum();
        raw.iter().map(|v| v / total).collect()
    })
}

fn observation(causes: usize) -> impl Strategy<Value = Drawn> {
    (2usize..5).prop_flat_map(move |k| {
        (prop::option::of(0u8..2), row(k), prop::collection::vec(row(k), causes)).prop_map(|(g, b, rows)| (g, b, rows))
    })
}

/// Drawn models of 2 to 6 causes, 1 to 5 observations and 1 to 6 remedies.
pub(crate) fn small() -> impl Strategy<Value = Small> {
    (2usize..7).prop_flat_map(|causes| {
        (
            prop::collection::vec(1.0f64..100.0, causes),
            0.01f64..0.3,
            0.0f64..0.15,
            prop::collection::vec(observation(causes), 1..6),
            prop::collection::vec(0.0f64..1.0, 2),
            prop::collection::vec(
                (1.0f64..60.0, prop::collection::vec(prop_oneof![Just(0.0), 0.05f64..0.95], causes)),
                1..7,
            ),
            60.0f64..400.0,
        )
            .prop_map(|(weights, leak, noise, observations, groups, remedies, service)| Small {
                weights,
                leak,
                noise,
                observations,
                groups,
                remedies,
                service,
            })
    })
}
