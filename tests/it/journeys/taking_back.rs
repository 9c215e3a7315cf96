//! Taking a change back that needs a confirmation: the answer to that form has no case in its address, and nothing of the case
//! is lost for all that.

use crate::browser::{Browser, Setup, lab};

const CASE: &str = "code=0x904&rights=mine&step.udp-off-by-policy=no-change&step.retry=worked";

#[tokio::test]
async fn the_case_outlives_a_reload_after_the_commands_were_shown() {
    let Some(lab) = lab() else { return };
    lab.journey(Setup::default(), async |browser| {
        browser.open(&format!("{}/plan?{CASE}", lab.portal().origin)).await;
        browser.client_ready().await;
        let before = browser.step().await;
        for name in ["administrator", "way-in"] {
            browser.click(&format!("#udp-off-by-policy-{name}")).await;
        }
        let submit = "#udp-off-by-policy .gate button";
        let shown = browser.next(async |b: &Browser| b.click(submit).await).await;
        browser.client_ready().await;
        // What was confirmed is known from now on.
        let case = browser.step().await;
        assert!(case.case().starts_with(CASE) && case.case().contains("way-in=yes"), "{case:?}");
        assert!(browser.has("#udp-off-by-policy .cmd").await, "the commands are not shown: {shown:?}");
        let again = browser.next(async |b: &Browser| b.reload().await).await;
        assert_eq!((&again, &again.heading), (&case, &before.heading));
    })
    .await;
}
