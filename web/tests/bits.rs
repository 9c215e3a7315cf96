//! The engine gives the same bits natively and in the browser. The figures below were worked out natively; both targets must
//! meet them. When a formula of the engine changes on purpose, take the new figures from the native run.
#![cfg_attr(
    target_arch = "wasm32",
    allow(unsafe_code, reason = "the test runner's attribute exports each test by its name")
)]

use diagnosis::knowledge_base::{
    Audience, Audiences, Cause, Code, FamilyIndex, Frequency, Grade, Kind, Machine, Model, Observation,
    ObservationIndex, Outcome, Parts, Remedy, RemedyIndex, Risk, Role, Row, Stage,
};
use diagnosis::{KnowledgeBase, Surface, consult, transcript};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn parts(value: f64) -> Parts {
    Parts::from_f64(value)
}

fn observation(number: u16, id: &str, role: Role, outcomes: &[(&str, f64)]) -> Observation {
    let outcome = |(k, (id, baseline)): (usize, &(&str, f64))| Outcome {
        number: k as u16 + 1,
        id: (*id).to_string(),
        baseline: parts(*baseline),
        grants: Audiences::default(),
        cured: false,
    };
    Observation {
        number,
        id: id.to_string(),
        key: id.to_string(),
        kind: Kind::Asked,
        role,
        scope: None,
        askable: true,
        first: false,
        trial_of: None,
        group: None,
        minutes: parts(0.3),
        unknown_rate: parts(0.07),
        audience: Audience::Anyone,
        ask_when: Vec::new(),
        outcomes: outcomes.iter().enumerate().map(outcome).collect(),
        how: None,
    }
}

fn cause(number: u16, id: &str, weight: f64, context: f64, sign: [f64; 3], cure: (u16, f64)) -> Cause {
    let row = |observation: u16, values: &[f64]| Row {
        observation: ObservationIndex(observation),
        values: values.iter().map(|v| parts(*v)).collect(),
    };
    Cause {
        number,
        id: id.to_string(),
        family: FamilyIndex(0),
        stages: vec![Stage::Secure],
        frequency: Frequency::Common,
        grade: Grade::Inferred,
        weight: parts(weight),
        context: vec![row(0, &[context, 1.0])],
        signs: vec![row(1, &sign)],
        unknown: Vec::new(),
        remedies: vec![(RemedyIndex(cure.0), parts(cure.1))],
        confirm: Vec::new(),
        confused_with: Vec::new(),
    }
}

fn remedy(number: u16, id: &str, minutes: f64) -> Remedy {
    Remedy {
        number,
        id: id.to_string(),
        relief: false,
        audience: Audience::Anyone,
        machine: Machine::Client,
        minutes: parts(minutes),
        wait: Parts(0),
        risk: Risk::Low,
        reversible: true,
        cuts_access: false,
        temporary: false,
        reboot: false,
        requires: Vec::new(),
    }
}

fn tiny() -> KnowledgeBase {
    KnowledgeBase::new(Model {
        families: vec!["line".to_string()],
        causes: vec![
            cause(1, "loss", 3.1, 2.3, [0.07, 0.61, 0.32], (0, 0.71)),
            cause(2, "clock", 1.7, 0.4, [0.83, 0.05, 0.12], (1, 0.93)),
            cause(3, "certificate", 5.3, 1.1, [0.29, 0.13, 0.58], (1, 0.17)),
        ],
        observations: vec![
            observation(1, "path", Role::Context, &[("vpn", 0.43), ("lan", 0.57)]),
            observation(2, "when", Role::Symptom, &[("at-once", 0.31), ("wait", 0.37), ("later", 0.32)]),
        ],
        remedies: vec![remedy(1, "cable", 7.0), remedy(2, "sync", 3.0)],
        groups: Vec::new(),
        codes: vec![Code { value: 0x904, ours: true, family: "ours".to_string(), sure: true }],
        extended: Vec::new(),
        something_else: parts(0.11),
        noise: [parts(0.09), parts(0.06), parts(0.01), parts(0.02), parts(0.01), parts(0.01)],
        service_minutes: parts(120.0),
        step_minutes: parts(1.0),
        risk_minutes: [Parts(0), parts(1.0), parts(5.0), parts(15.0)],
        handover: [parts(30.0); 9],
        restart_minutes: Parts(0),
        pairs: Parts::from_f64(0.05),
        conflict: Parts::from_f64(1.5),
    })
}

/// Every number of a consultation whose last bit could differ.
fn bits(query: &str) -> Vec<u64> {
    let base = tiny();
    let consultation = consult(&base, &transcript::parse(&base, query), &Surface::default());
    let mut bits: Vec<u64> = consultation.ranking.iter().map(|r| r.probability.to_bits()).collect();
    bits.push(consultation.something_else.to_bits());
    bits.extend(consultation.question.iter().map(|q| q.saves.to_bits()));
    bits.extend(consultation.question.iter().flat_map(|q| &q.effects).map(|e| e.after.to_bits()));
    bits.extend(consultation.plan.steps.iter().map(|s| s.success.to_bits()));
    bits
}

fn check(query: &str, expected: &[u64]) {
    let found = bits(query);
    assert_eq!(found, expected, "{query}: {found:#018x?}");
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn nothing_known() {
    check(
        "more=1",
        &[
            0x3fdde3d08d21273d,
            0x3fd17b96f6c61bc8,
            0x3fc32cb616e9cbe3,
            0x3fbc28f5c28f5c28,
            0x3fbc28f5c28f5c2a,
            0x3ff98bfb98f95500,
            0x3fdea648478f92e1,
            0x3fc8d3565e6b3bee,
        ],
    );
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn context_and_a_question() {
    check(
        "path=vpn&more=1",
        &[
            0x3fdea648478f92e1,
            0x3fd90faf12a8bd65,
            0x3fa762811c637d5b,
            0x3fb576e208ed0038,
            0x3fb576e208ed0037,
            0x3f884d8896272000,
            0x3fe0c059716c56be,
            0x3fe8630dc0ad0bab,
            0x3fe159493a7206c3,
            0x3fbbea63b9e390d8,
        ],
    );
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn a_better_source_and_a_step_that_did_not_help() {
    check(
        "path=vpn&when=wait.mt2-later&step.cable=no-change",
        &[0x3fdc751190b1c0c7, 0x3fd8ddf1e0d74aa5, 0x3f909432c8fa35fe, 0x3fc34772c3cea268, 0x3fc34772c3cea264],
    );
}
