//! Real reported cases: the message they showed is evidence too. A message of another fault must lead to the referral.

use diagnosis::consultation::Ending;
use diagnosis::evidence::{Device, Observed, Source};
use diagnosis::plan::{Gate, Next};
use diagnosis::posterior::Posterior;
use diagnosis::{Entry, Evidence, KnowledgeBase, Surface, consult};

use crate::cases::{Vignette, read};

fn evidence(base: &KnowledgeBase, case: &Vignette) -> Evidence {
    let mut evidence = Evidence::default();
    let mut give = |id: &str, outcome: &str| {
        let observation = base.observation_by_id(id).unwrap_or_else(|| panic!("{}: no observation {id}", case.id));
        let known = base.outcome_by_id(observation, outcome);
        assert!(known.is_some(), "{}: {id} has no outcome {outcome}", case.id);
        let source = match id.split('-').next() {
            Some("report") => Source::Collected,
            Some("probe") => Source::Probed,
            Some("check") => Source::Measured,
            _ => Source::Asked,
        };
        let device = Device::ThisComputer;
        evidence.give(Entry::Observed(Observed {
            observation,
            outcome: known,
            source,
            device,
            soft: None,
            carried: false,
        }));
    };
    if let Some(code) = &case.code {
        give("error-code", code);
    }
    for (id, outcome) in &case.evidence {
        give(id, outcome);
    }
    evidence
}

fn rank(base: &KnowledgeBase, case: &Vignette) -> Option<usize> {
    let cause = base.cause_by_id(&case.cause)?;
    let posterior = Posterior::of(base, &evidence(base, case));
    posterior.ranking().iter().position(|h| *h == cause.position()).map(|place| place + 1)
}

/// The three causes that stand first, for the reader of the table.
fn first(base: &KnowledgeBase, case: &Vignette) -> String {
    let ranking = Posterior::of(base, &evidence(base, case)).ranking();
    let ids =
        ranking.into_iter().take(3).map(|h| base.causes.get(h).map_or("something-else", |cause| cause.id.as_str()));
    ids.collect::<Vec<_>>().join(", ")
}

fn all() -> Vec<Vignette> {
    read("vignettes", "toml")
        .iter()
        .map(|(name, text)| toml::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}")))
        .collect()
}

fn ours(base: &KnowledgeBase, case: &Vignette) -> bool {
    let code = case.code.as_deref().and_then(|c| base.outcome_by_id(base.code_observation().unwrap(), c));
    code.is_none_or(|k| base.codes[k.position()].ours)
}

#[test]
fn a_message_of_another_fault_leads_to_its_referral() {
    let base = knowledge::base();
    let mut referred = 0;
    for case in all().iter().filter(|c| !ours(&base, c)) {
        let ending = consult(&base, &evidence(&base, case), &Surface::default()).ending;
        assert!(matches!(ending, Some(Ending::OtherCode(_))), "{} ({}): {ending:?}", case.id, case.message);
        referred += 1;
    }
    assert!(referred >= 5, "only {referred} referrals were tested");
}

#[test]
fn cases_of_0x904_have_their_cause_among_the_first_three() {
    let base = knowledge::base();
    let cases = all();
    let ours: Vec<&Vignette> = cases.iter().filter(|c| c.message.starts_with("0x904")).collect();
    let known: Vec<&&Vignette> = ours.iter().filter(|c| base.cause_by_id(&c.cause).is_some()).collect();
    assert!(known.len() >= 3);
    for case in known {
        let rank = rank(&base, case).unwrap();
        assert!(rank <= 3, "{}: {} is at place {rank}", case.id, case.cause);
    }
}

/// With everything that the reports state, 32 of 35 are reached: the misses hold facts that fit several causes alike, or that speak
/// against the cause that was found. No number was moved for one of them.
#[test]
fn neighbouring_cases_have_their_cause_among_the_first_three_in_85_percent() {
    let base = knowledge::base();
    let (mut right, mut all_cases, mut table) = (0, 0, String::new());
    let mut wrong = Vec::new();
    for case in all().iter().filter(|c| ours(&base, c) && !c.message.starts_with("0x904")) {
        let Some(rank) = rank(&base, case) else { continue };
        all_cases += 1;
        right += usize::from(rank <= 3);
        table.push_str(&format!(
            "{:8} {:2} {} ({}): {}\n",
            case.id,
            rank,
            case.cause,
            case.message,
            first(&base, case)
        ));
        // A miss is explained in its file, and an explanation goes when the miss does.
        if (rank > 3) != case.missed.is_some() {
            wrong.push(format!("{}: {} is at place {rank}, `missed` says {:?}", case.id, case.cause, case.missed));
        }
    }
    println!("{table}{right} of {all_cases}");
    assert!(wrong.is_empty(), "{}\n{table}", wrong.join("\n"));
    assert!(right * 100 >= all_cases * 85, "{right} of {all_cases}\n{table}");
}

#[test]
fn no_case_gets_an_unsafe_step() {
    let base = knowledge::base();
    for case in all() {
        let plan = consult(&base, &evidence(&base, &case), &Surface::default()).plan;
        let next = if let Next::Try(step) = plan.next { Some(step) } else { None };
        for step in plan.steps.iter().chain(&next) {
            let remedy = base.remedy(step.remedy).unwrap();
            assert!(!remedy.gated() || step.gate == Gate::Closed, "{}: {} is open", case.id, remedy.id);
        }
    }
}
