//! The portal below a path.

use axum::http::StatusCode;

use crate::Site;

#[tokio::test]
async fn everything_lies_below_the_path() {
    let site = Site::below("/rdp");
    for address in [
        "/rdp/",
        "/rdp/diagnose?code=0x904",
        "/rdp/plan?code=0x904",
        "/rdp/causes",
        "/rdp/causes/mtu-blackhole",
        "/rdp/codes/0x904",
        "/rdp/privacy",
        "/rdp/nowhere",
    ] {
        let page = site.get(address).await;
        let text = page.text();
        for attribute in ["href=\"/", "src=\"/", "action=\"/"] {
            let outside =
                text.match_indices(attribute).find(|(at, _)| !text[at + attribute.len() - 1..].starts_with("/rdp/"));
            assert_eq!(outside.map(|(at, _)| &text[at..at + 60]), None, "{address}");
        }
        assert!(!text.contains("data-base=") || text.contains("data-base=\"/rdp\""));
    }
}

#[tokio::test]
async fn forms_and_redirects_stay_below_the_path() {
    let site = Site::below("/rdp");
    let answer = site.post("/rdp/diagnose", &[("t", "code=0x904"), ("q", "on"), ("a", "elsewhere")]).await;
    assert_eq!(answer.leads_to(), "/rdp/diagnose?code=0x904&on=elsewhere");
    assert_eq!(
        site.post("/rdp/plan", &[("t", "code=0x904"), ("r", "retry"), ("o", "worked")]).await.leads_to(),
        "/rdp/plan?code=0x904&step.retry=worked"
    );
    assert_eq!(site.get("/rdp/codes/2308").await.leads_to(), "/rdp/codes/0x904");
}

#[tokio::test]
async fn the_path_without_a_slash_and_the_root_lead_to_the_start() {
    let site = Site::below("/rdp");
    for address in ["/", "/rdp"] {
        assert_eq!(site.get(address).await.leads_to(), "/rdp/", "{address}");
    }
    assert_eq!(site.get("/rdp/").await.heading(), "Let us find what cut you off");
    assert_eq!(site.get("/causes").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn packs_assets_and_the_configured_host_are_used() {
    let site = Site::below("/rdp");
    assert_eq!(site.get(&format!("/rdp/knowledge/{}", knowledge::MODEL.fingerprint)).await.status, StatusCode::OK);
    assert!(site.get("/rdp/").await.has("help.example.org/rdp"));
    assert!(site.get("/rdp/robots.txt").await.has("Disallow: /rdp/plan"));
}
