//! What the made reports prove, what they must not, and that every rule and cause is accounted for.

use std::collections::BTreeSet;

use diagnosis::evidence::Source;
use diagnosis::knowledge_base::{Kind, KnowledgeBase};
use diagnosis::posterior::Posterior;
use diagnosis::reading::report::{RULES, Report, read, understand};
use diagnosis::reading::understood::{Rank, Understood};

use super::*;

/// Outcomes that no rule gives, with the reason.
const NOT_SEEN: [(&str, &str, &str); 2] = [
    ("report-client-path", "udp-stalls", "UDP begins in the session, where the collector is not"),
    ("report-network", "product-cut", "every product has a log of its own, and none is read"),
];
/// Above this a cause counts as certain.
const CERTAIN: f64 = 0.8;

fn report(value: &Value) -> Report {
    read(value.to_string().as_bytes()).unwrap()
}

fn reports(pair: &Pair, needs: Needs) -> Vec<Report> {
    match needs {
        Needs::Both => vec![report(&pair.host), report(&pair.client)],
        Needs::Client => vec![report(&pair.client)],
        Needs::Host => {
            // Whoever takes the host's report alone says when the attempt was.
            let mut host = pair.host.clone();
            host["attemptUtc"] = json!(time(ATTEMPT));
            vec![report(&host)]
        }
    }
}

/// The causes with their probabilities, the most likely first.
fn ranking(base: &KnowledgeBase, understood: &Understood) -> Vec<(String, f64)> {
    let posterior = Posterior::of(base, &understood.evidence(Source::Collected));
    let cause = |h: usize| (base.causes[h].id.clone(), posterior.probabilities[h]);
    posterior.ranking().into_iter().map(cause).collect()
}

fn derived(base: &KnowledgeBase, understood: &Understood) -> Vec<String> {
    let line = |i: usize| {
        let line = &understood.lines[i];
        let (observation, outcome) = line.derived.unwrap();
        let observation = base.observation(observation).unwrap();
        format!("{}={} by {}", observation.id, observation.outcomes[outcome.position()].id, line.rule)
    };
    understood.counting().into_iter().map(line).collect()
}

/// Every fault as its own reports show it, and with both of them, for some seeds.
fn cases() -> Vec<(String, &'static str, Pair, Needs)> {
    let mut cases = Vec::new();
    for fault in FAULTS.iter().copied().flatten() {
        for (seed, needs) in [(1, fault.needs), (2, Needs::Both), (3, fault.needs)] {
            let mut pair = healthy(seed);
            (fault.put)(&mut pair);
            cases.push((format!("{} ({}), {needs:?}, seed {seed}", fault.cause, fault.way), fault.cause, pair, needs));
        }
    }
    cases
}

#[test]
fn what_a_report_can_prove_comes_out_on_top() {
    let base = knowledge::base();
    let cases = cases();
    assert!(cases.len() >= 60, "only {} reports", cases.len());
    let mut wrong = Vec::new();
    for (name, cause, pair, needs) in &cases {
        let understood = understand(&base, &reports(pair, *needs));
        let ranking = ranking(&base, &understood);
        if ranking[0].0 != *cause {
            let place = ranking.iter().position(|(id, _)| id == cause).unwrap();
            let first = &ranking[0];
            wrong.push(format!(
                "{name}: {} {:.2} first, place {} with {:.2}\n  {}",
                first.0,
                first.1,
                place + 1,
                ranking[place].1,
                derived(&base, &understood).join("\n  ")
            ));
        }
    }
    let right = cases.len() - wrong.len();
    println!("{right} of {} on top\n{}", cases.len(), wrong.join("\n"));
    assert!(right * 100 >= cases.len() * 95, "{right} of {} on top:\n{}", cases.len(), wrong.join("\n"));
}

#[test]
fn nothing_is_certain_where_nothing_is_wrong() {
    let base = knowledge::base();
    let (mut highest, mut count) = ((0.0, String::new()), 0);
    for (name, put) in HARMLESS {
        for (seed, needs) in [(1, Needs::Host), (2, Needs::Client), (3, Needs::Both), (4, Needs::Both)] {
            let mut pair = healthy(seed);
            put(&mut pair);
            let understood = understand(&base, &reports(&pair, needs));
            let (cause, probability) = ranking(&base, &understood).remove(0);
            let told = format!("{name}, {needs:?}: {cause}\n  {}", derived(&base, &understood).join("\n  "));
            assert!(probability <= CERTAIN, "{probability:.2} for {told}");
            if probability > highest.0 {
                highest = (probability, told);
            }
            count += 1;
        }
    }
    println!("{count} healthy: at most {:.2}: {}", highest.0, highest.1);
}

#[test]
fn of_two_faults_one_comes_first_and_both_are_seen() {
    let base = knowledge::base();
    let faults: Vec<&Fault> = FAULTS.iter().copied().flatten().collect();
    let (mut first, mut both, mut count) = (0, 0, 0);
    for seed in 0..200 {
        let mut dice = Dice::new(seed);
        let (one, other) = (faults[dice.below(faults.len())], faults[dice.below(faults.len())]);
        if one.cause == other.cause {
            continue;
        }
        let mut pair = healthy(seed);
        (one.put)(&mut pair);
        (other.put)(&mut pair);
        let ranking = ranking(&base, &understand(&base, &reports(&pair, Needs::Both)));
        let among = |most: usize, cause: &str| ranking.iter().take(most).any(|(id, _)| id == cause);
        first += usize::from(among(1, one.cause) || among(1, other.cause));
        both += usize::from(among(5, one.cause) && among(5, other.cause));
        count += 1;
    }
    println!("{count} mixed: one of the two first in {first}, both among the first five in {both}");
    assert!(first * 10 >= count * 9, "one of the two is first in {first} of {count}");
}

#[test]
fn every_cause_is_proved_or_has_a_reason() {
    let base = knowledge::base();
    let proved: BTreeSet<&str> = FAULTS.iter().copied().flatten().map(|fault| fault.cause).collect();
    let reasons: BTreeSet<&str> = UNPROVABLE.iter().map(|(cause, _)| *cause).collect();
    assert!(proved.is_disjoint(&reasons), "{:?}", proved.intersection(&reasons));
    let all: BTreeSet<&str> = base.causes.iter().map(|cause| cause.id.as_str()).collect();
    let listed: BTreeSet<&str> = proved.union(&reasons).copied().collect();
    assert_eq!(listed, all);
    assert!(UNPROVABLE.iter().all(|(_, reason)| !reason.is_empty()));
}

#[test]
fn every_outcome_of_a_report_has_a_rule() {
    let base = knowledge::base();
    let sources: toml::Table = toml::from_str(include_str!("../../../../knowledge/sources.toml")).unwrap();
    let mut names = BTreeSet::new();
    let mut given = BTreeSet::new();
    for rule in RULES {
        assert!(names.insert(rule.name), "{} stands twice", rule.name);
        let observation = base.observation_by_id(rule.observation);
        let observation = observation.unwrap_or_else(|| panic!("{}: no {}", rule.name, rule.observation));
        let outcome = base.outcome_by_id(observation, rule.outcome);
        assert!(outcome.is_some(), "{}: no {} in {}", rule.name, rule.outcome, rule.observation);
        given.insert((rule.observation, rule.outcome));
        for source in rule.sources {
            assert!(sources.contains_key(*source), "{}: no source {source}", rule.name);
        }
    }
    for observation in base.observations.iter().filter(|o| o.kind == Kind::Report) {
        for outcome in &observation.outcomes {
            let pair = (observation.id.as_str(), outcome.id.as_str());
            let reason = NOT_SEEN.iter().any(|(o, k, _)| (*o, *k) == pair);
            assert!(given.contains(&pair) != reason, "{pair:?} needs a rule or a reason, not both");
        }
    }
}

#[test]
fn every_rule_sees_what_it_is_for_and_nothing_in_a_healthy_pair() {
    let base = knowledge::base();
    let mut seen = BTreeSet::new();
    let mut harmless: Vec<Pair> = Vec::new();
    for (_, put) in HARMLESS {
        let mut pair = healthy(5);
        put(&mut pair);
        harmless.push(pair);
    }
    let broken = cases().into_iter().map(|(_, _, pair, needs)| (pair, needs));
    for (pair, needs) in broken.chain(harmless.into_iter().map(|pair| (pair, Needs::Both))) {
        for line in understand(&base, &reports(&pair, needs)).lines {
            assert!(line.rule == "read" || line.derived.is_some(), "{} gives nothing", line.rule);
            seen.insert(line.rule);
        }
    }
    let never: Vec<&str> = RULES.iter().map(|rule| rule.name).filter(|name| !seen.contains(name)).collect();
    // Each is shown by a test of its own below.
    let elsewhere =
        ["refused-no-server", "adapter-reset", "channel-failed", "restricted-admin", "client-clock-off", "other-port"];
    assert_eq!(never.iter().copied().collect::<BTreeSet<_>>(), elsewhere.into_iter().collect());
    let plain = understand(&base, &reports(&healthy(6), Needs::Both));
    let faults = |name: &str| RULES.iter().any(|r| r.name == name && r.rank > Rank::Healthy && r.name != "code-0x904");
    let wrong: Vec<&str> = plain.lines.iter().map(|line| line.rule).filter(|name| faults(name)).collect();
    assert_eq!(wrong, ["attempt-nothing"], "the pair's own log holds nothing of the attempt");
}

/// The rules that give something of a pair.
fn rules_of(pair: &Pair) -> BTreeSet<&'static str> {
    understand(&knowledge::base(), &reports(pair, Needs::Both)).lines.iter().map(|line| line.rule).collect()
}

fn changed(change: fn(&mut Pair)) -> BTreeSet<&'static str> {
    let mut pair = healthy(9);
    change(&mut pair);
    rules_of(&pair)
}

#[test]
fn rules_that_share_a_cause_with_others_are_seen() {
    assert!(
        changed(|p| {
            p.refused("0xC000005E", "domain");
        })
        .contains("refused-no-server")
    );
    assert!(
        changed(|p| {
            p.log((3210, "NETLOGON", "System"), -600, &json!({}));
        })
        .contains("channel-failed")
    );
    assert!(
        changed(|p| {
            p.log((10400, "Microsoft-Windows-NDIS", "System"), -600, &json!({}));
        })
        .contains("adapter-reset")
    );
    let restricted = changed(|p| {
        p.client("/policy/restrictedRemoteAdministration", json!(1));
    });
    assert!(restricted.contains("restricted-admin"));
    assert!(
        changed(|p| {
            p.client("/time/offsetSec", json!(-400.5));
        })
        .contains("client-clock-off")
    );
    assert!(
        changed(|p| {
            p.host("/listener/port", json!(3390));
        })
        .contains("other-port")
    );
}

#[test]
fn a_policy_wins_over_the_value_beside_it() {
    let both = changed(|p| {
        p.host("/rdp/fDenyTSConnections", json!(1)).host("/rdp/fDenyPolicy", json!(0));
    });
    assert!(!both.contains("switched-off"));
    assert!(
        changed(|p| {
            p.host("/rdp/fDenyPolicy", json!(1));
        })
        .contains("switched-off")
    );
    let layer = changed(|p| {
        p.host("/rdp/securityLayer", json!(0)).host("/rdp/securityLayerPolicy", json!(2));
    });
    assert!(!layer.contains("security-layer"));
}

#[test]
fn both_sides_are_laid_beside_each_other() {
    let mut pair = healthy(9);
    pair.host("/authPolicy/allowEncryptionOracle", json!(0)).host("/time/offsetSec", json!(31.0));
    pair.client("/time/offsetSec", json!(1.0));
    let understood = understand(&knowledge::base(), &reports(&pair, Needs::Both));
    let value =
        |what: &str| understood.lines.iter().find(|l| l.rule == "read" && l.what == what).map(|l| l.value.as_str());
    assert_eq!(value("authPolicy.allowEncryptionOracle"), Some("0 / -"));
    assert_eq!(value("rdp.userAuthentication"), Some("1 / 1"));
    assert_eq!(value("time"), Some("30 s"));
}

#[test]
fn clocks_that_differ_do_not_hide_the_attempt() {
    // The host's clock is 20 minutes ahead, so its entries seem to be of another time.
    let late = |p: &mut Pair| {
        p.host("/time/offsetSec", json!(1_200.0)).client("/time/offsetSec", json!(0.0));
        p.log((36870, "Schannel", "System"), 1_201, &json!({}));
    };
    let mut pair = healthy(9);
    late(&mut pair);
    assert!(rules_of(&pair).contains("attempt-encryption"));
    assert!(rules_of(&pair).contains("clock-far-off"));
    pair.host("/time/offsetSec", json!(null));
    assert!(!rules_of(&pair).contains("attempt-encryption"), "without the clocks it is of another time");
}

#[test]
fn hashed_addresses_are_compared_only_with_the_same_salt() {
    let elsewhere = |p: &mut Pair| {
        p.client("/target/resolved/0/ip", json!("0badc0de"));
    };
    let hashed = |salt: &str| json!({"names": true, "saltId": salt});
    let mut pair = healthy(9);
    elsewhere(&mut pair);
    assert!(rules_of(&pair).contains("name-elsewhere"));
    pair.host("/hashed", hashed("one")).client("/hashed", hashed("two"));
    assert!(!rules_of(&pair).contains("name-elsewhere"));
    pair.client("/hashed", hashed("one"));
    assert!(rules_of(&pair).contains("name-elsewhere"));
}

#[test]
fn a_line_can_be_taken_out_and_the_next_one_counts() {
    let base = knowledge::base();
    let mut pair = healthy(4);
    pair.host("/keys/boundKeyFile/networkServiceRead", json!(false))
        .host("/certs/0/notAfter", json!("2026-11-01T00:00:00Z"));
    let understood = understand(&base, &reports(&pair, Needs::Both));
    let certificate = |u: &Understood| derived(&base, u).into_iter().find(|d| d.starts_with("report-certificate="));
    assert_eq!(certificate(&understood).unwrap(), "report-certificate=no-read by key-not-readable");
    let place = understood.lines.iter().position(|line| line.rule == "key-not-readable").unwrap();
    let fewer = understood.without(&[place]);
    assert_eq!(certificate(&fewer).unwrap(), "report-certificate=expired by certificate-expired");
    assert_eq!(fewer.lines.len() + 1, understood.lines.len());
}

#[test]
fn no_value_names_a_person_a_machine_or_an_address() {
    let base = knowledge::base();
    for (name, _, pair, needs) in cases() {
        let own = pair.client["addresses"][0].as_str().unwrap().to_string();
        let address = pair.host["network"]["ipv4"][0].as_str().unwrap().to_string();
        for line in understand(&base, &reports(&pair, needs)).lines {
            for private in ["host-17", "HOST-17", "example.org", own.as_str(), address.as_str()] {
                assert!(!line.value.contains(private), "{name}: {} shows {private}", line.rule);
            }
        }
    }
}
