//! Plans, what was tried, and the designed ends.

use axum::http::StatusCode;

use crate::Site;

const CASE: &str = "on=this-computer&code=0x904.pt&path=vpn&when=after-wait&rights=user";

#[tokio::test]
async fn a_plan_has_its_blocks_in_order() {
    let page = Site::new().get(&format!("/plan?{CASE}")).await;
    let blocks =
        ["1. What we know", "2. Likely causes", "3. Next safe step", "4. The fix, and how to undo it", "5. Who to ask"];
    let places: Vec<usize> = blocks.iter().map(|block| page.text().find(block).unwrap()).collect();
    assert!(places.is_sorted());
    assert!(page.has("href=\"#next\"") && page.has("id=\"next\""));
    assert!(page.has("src=\"/qr.svg?on=this-computer") && page.has("id=\"checks\" hidden"));
}

#[tokio::test]
async fn the_result_of_a_step_becomes_part_of_the_address() {
    let site = Site::new();
    let tried = site.post("/plan", &[("t", CASE), ("r", "retry"), ("o", "no-change")]).await;
    assert_eq!(tried.leads_to(), format!("/plan?{CASE}&step.retry=no-change"));
    let seen = site.post("/plan", &[("t", CASE), ("q", "second-try"), ("a", "always-fails")]).await;
    assert_eq!(seen.leads_to(), format!("/plan?{CASE}&second-try=always-fails"));
    let not_tried = site.post("/plan", &[("t", CASE), ("q", "second-try"), ("a", "unknown")]).await;
    assert_eq!(not_tried.leads_to(), format!("/plan?{CASE}&second-try=unknown"));
    let forged = site.post("/plan", &[("t", CASE), ("r", "format-disk"), ("o", "worked")]).await;
    assert_eq!(forged.leads_to(), format!("/plan?{CASE}"));
}

#[tokio::test]
async fn it_worked_tells_what_helped_what_to_take_back_and_how_to_prevent_it() {
    let site = Site::new();
    let cured = site.get(&format!("/plan?{CASE}&step.udp-off-client=no-change&step.lower-mtu=worked")).await;
    assert_eq!(cured.heading(), "It works again");
    assert!(
        cured.has("What helped")
            && cured.has("Take back what is still changed")
            && cured.has("So that it does not come back")
    );
    assert!(cured.has("Let this computer use TCP only") && !cured.has("3. Next safe step"));
    let relieved = site.get(&format!("/plan?{CASE}&step.connect-by-other-network=worked")).await;
    assert_eq!(relieved.heading(), "You can work again, and something temporary is still in place");
}

#[tokio::test]
async fn questions_can_go_on_after_steps_were_tried() {
    let site = Site::new();
    let page = site.get(&format!("/diagnose?{CASE}&step.retry=no-change")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.header("location"));
    assert!(page.has("<fieldset"));
}

#[tokio::test]
async fn everything_tried_hands_over_and_never_ends_in_nothing() {
    let site = Site::new();
    let base = knowledge::base();
    let all: String = base.remedies.iter().map(|remedy| format!("&step.{}=could-not", remedy.id)).collect();
    let page = site.get(&format!("/plan?{CASE}{all}")).await;
    assert_eq!(page.heading(), "Everything worth trying was tried");
    assert!(page.has("5. Who to ask"));
}

#[tokio::test]
async fn only_others_can_go_on_with_a_ready_message() {
    let site = Site::new();
    let base = knowledge::base();
    let own = ["anyone", "client-admin"];
    let steps = base
        .remedies
        .iter()
        .filter(|r| own.iter().any(|_| matches!(r.audience, diagnosis::knowledge_base::Audience::Anyone)));
    let tried: String = steps.map(|remedy| format!("&step.{}=no-change", remedy.id)).collect();
    let page = site.get(&format!("/plan?on=this-computer&code=0x904&when=at-once&rights=user&who-else=everyone&second-try=always-fails{tried}")).await;
    assert!(page.has("id=\"who\"") && page.has("What to tell them"), "{}", page.heading());
}
