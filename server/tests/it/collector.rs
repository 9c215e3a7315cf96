//! The collector: shown whole, and downloaded as the same bytes.

use axum::http::StatusCode;
use knowledge::collector::SCRIPT;
use ring::digest::{SHA256, digest};

use crate::Site;

#[tokio::test]
async fn the_file_is_what_the_page_shows_and_what_the_hash_proves() {
    let site = Site::new();
    let page = site.get("/collector").await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "Collect what a computer knows of the fault"));
    let file = site.get("/collector/collect.ps1").await;
    assert_eq!(file.text(), SCRIPT);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"collect.ps1\"");
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    let hash: String = digest(&SHA256, &file.bytes).as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    assert!(page.has(&hash) && page.has("-Role Host &#62; host.json") && page.has("-HashNames"));
    // Every line of the script stands on the page.
    let shown = page.reading();
    let missing = SCRIPT.lines().find(|line| !shown.contains(line.trim()));
    assert_eq!(missing, None);
}

#[tokio::test]
async fn the_script_is_read_alike_by_every_powershell() {
    assert!(SCRIPT.is_ascii());
    assert_eq!(Site::new().get("/collector/other.ps1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_page_of_evidence_leads_there_and_back() {
    let site = Site::new();
    assert!(site.get("/evidence").await.has("href=\"/collector\""));
    assert!(site.get("/collector").await.has("href=\"/evidence\""));
}
