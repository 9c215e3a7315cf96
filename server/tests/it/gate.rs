//! Steps that can cut off access or cannot be undone: never from an address, only by a confirmation in this visit.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use diagnosis::words::{RemedyWords, StepText};

use crate::Site;

/// A case in which the next step is a gated one.
const CASE: &str = "on=this-computer&code=0x904.pt&when=at-once&others=everyone&rights=admin&worked-before=until-now\
    &restart-helped=no-change&last-status=securing&certificate-question=expired&probe-certificate=expired";
const REMEDY: &str = "renew-rdp-certificate";
/// A command that only this step shows.
const COMMAND: &str = "Remote Desktop&#39; | Remove-Item";

fn boxes<'a>(names: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    [("t", CASE), ("r", REMEDY)].into_iter().chain(names.iter().map(|name| (*name, "yes"))).collect()
}

#[tokio::test]
async fn the_plan_shows_the_conditions_and_not_the_commands() {
    let site = Site::new();
    let page = site.get(&format!("/plan?{CASE}")).await;
    assert!(page.has("action=\"/plan/confirm#next\"") && page.has("Let Windows make a new Remote Desktop certificate"));
    assert!(!page.has(COMMAND));
    assert_eq!(page.header("referrer-policy"), "same-origin");
}

#[tokio::test]
async fn both_boxes_show_the_commands_once() {
    let site = Site::new();
    let page = site.post("/plan/confirm", &boxes(&["administrator", "way-in"])).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.has(COMMAND) && page.has("There is another way into the other computer"));
    assert_eq!(page.header("cache-control"), "no-store");
    let later = site.post("/plan", &[("t", CASE), ("r", "retry"), ("o", "no-change")]).await;
    assert!(!site.get(later.leads_to()).await.has(COMMAND));
}

#[tokio::test]
async fn a_missing_box_is_named() {
    let site = Site::new();
    for (ticked, target) in [
        (vec!["administrator"], "#next-way-in"),
        (vec!["way-in"], "#next-administrator"),
        (vec![], "#next-administrator"),
    ] {
        let page = site.post("/plan/confirm", &boxes(&ticked)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.title().starts_with("Error: ") && page.has(&format!("href=\"{target}\"")) && !page.has(COMMAND));
    }
}

#[tokio::test]
async fn a_confirmation_from_elsewhere_is_refused() {
    let site = Site::new();
    let fields = boxes(&["administrator", "way-in"]);
    let cases: [&[(&str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[],
    ];
    for headers in cases {
        let page = site.post_with("/plan/confirm", &fields, headers).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(!page.has(COMMAND));
    }
    // Over plain http browsers send no Sec-Fetch-Site; then the origin is the witness.
    let own = site.post_with("/plan/confirm", &fields, &[("origin", "http://localhost:2308")]).await;
    assert!(own.has(COMMAND));
}

#[tokio::test]
async fn an_article_opens_one_step_the_same_way() {
    let site = Site::new();
    let address = "/causes/cert-selfsigned-expired";
    let closed = site.get(address).await;
    assert!(!closed.has(COMMAND) && closed.has(&format!("action=\"{address}/confirm#{REMEDY}\"")));
    let confirm = format!("{address}/confirm");
    let missing = site.post(&confirm, &[("r", REMEDY)]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.has(&format!("href=\"#{REMEDY}-administrator\"")) && !missing.has(COMMAND));
    let open = site.post(&confirm, &boxes(&["administrator", "way-in"])).await;
    assert!(open.has(COMMAND));
    assert_eq!(open.header("cache-control"), "no-store");
    let refused =
        site.post_with(&confirm, &boxes(&["administrator", "way-in"]), &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get(&confirm).await.leads_to(), address);
}

/// Commands that stand in gated steps and nowhere else, as they stand in pages.
fn gated_commands() -> BTreeSet<String> {
    let base = knowledge::base();
    let steps = knowledge::english().steps();
    let command = |step: &StepText| step.command.as_ref().map(|command| command.text.clone());
    let of = |gated: bool| -> BTreeSet<String> {
        let remedies = base.remedies.iter().zip(&steps.remedies).filter(|(remedy, _)| remedy.gated() == gated);
        let undo = |words: &RemedyWords| words.undo_command.as_ref().map(|command| command.text.clone());
        remedies.flat_map(|(_, words)| words.steps.iter().filter_map(command).chain(undo(words))).collect()
    };
    let looks: BTreeSet<String> = steps.confirmations.iter().filter_map(|words| command(&words.step)).collect();
    let gated = of(true);
    let open = of(false);
    gated.into_iter().filter(|text| !open.contains(text) && !looks.contains(text)).collect()
}

#[tokio::test]
async fn no_forged_address_reaches_the_commands_of_a_gated_step() {
    let site = Site::new();
    let base = knowledge::base();
    let commands = gated_commands();
    assert!(commands.len() > 10, "{}", commands.len());
    let forged = "&rights=mine&way-in=yes&administrator=yes&confirmed=1&r=renew-rdp-certificate&step.retry=no-change";
    for observation in &base.observations {
        for outcome in &observation.outcomes {
            let address = format!("/plan?code=0x904&{}={}.ct{forged}", observation.key, outcome.id);
            let page = site.get(&address).await;
            let shown = page.reading();
            let leak = commands.iter().find(|command| shown.contains(command.as_str()));
            assert_eq!(leak, None, "{address}");
        }
    }
}

/// Taking a change back is a change too, on the page of somebody who works again as well.
#[tokio::test]
async fn no_forged_end_reaches_the_commands_that_take_a_gated_step_back() {
    let site = Site::new();
    let base = knowledge::base();
    let commands = gated_commands();
    for remedy in base.remedies.iter().filter(|remedy| remedy.gated()) {
        for result in ["worked", "no-change", "helped-partly"] {
            let address = format!("/plan?code=0x904&rights=mine&step.{}={result}&step.retry=worked", remedy.id);
            let page = site.get(&address).await;
            let shown = page.reading();
            assert_eq!(commands.iter().find(|command| shown.contains(command.as_str())), None, "{address}");
        }
    }
}

#[tokio::test]
async fn taking_a_gated_step_back_needs_the_same_boxes() {
    let site = Site::new();
    let case = "code=0x904&rights=mine&step.udp-off-by-policy=no-change&step.retry=worked";
    let undo = "/v SelectTransport /f";
    let closed = site.get(&format!("/plan?{case}")).await;
    assert!(closed.has("It works now") && !closed.has(undo));
    assert!(closed.has("action=\"/plan/confirm#udp-off-by-policy\""));
    let fields = [("t", case), ("r", "udp-off-by-policy"), ("administrator", "yes"), ("way-in", "yes")];
    let open = site.post("/plan/confirm", &fields).await;
    // No form is left, and the address of this page holds no case: the client finds it here.
    assert!(open.has(undo) && open.has("data-case=\"code=0x904&#38;rights=mine"));
    let missing = site.post("/plan/confirm", &fields[..3]).await;
    assert!(missing.has("href=\"#udp-off-by-policy-way-in\"") && !missing.has(undo));
}

/// What raised security stays, although it did not end this fault.
#[tokio::test]
async fn nobody_is_told_to_weaken_again_what_was_made_safer() {
    let site = Site::new();
    for remedy in ["restore-security-layer", "enable-tls12", "remove-wrapper", "limit-sources", "replace-key-file"] {
        let page = site.get(&format!("/plan?code=0x904&rights=mine&step.{remedy}=no-change&step.retry=worked")).await;
        assert!(page.has("Nothing has to be taken back."), "{remedy}");
    }
}
