//! Pages around the causes, and the links between them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::{BTreeSet, VecDeque};

use crate::Site;

fn links(html: &str) -> Vec<String> {
    let body = html.split("<main").nth(1).unwrap_or_default();
    body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")).collect()
}

/// Follows every link from the start page that holds no case. None is dead, and every anchor is there.
#[tokio::test]
async fn no_link_of_the_knowledge_is_dead() {
    let site = Site::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut open: VecDeque<String> =
        ["/causes", "/codes", "/events", "/updates", "/myths", "/glossary"].map(String::from).into();
    let mut anchors = Vec::new();
    while let Some(address) = open.pop_front() {
        if !seen.insert(address.clone()) {
            continue;
        }
        let page = site.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        for link in links(page.text()) {
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let path = if path.is_empty() { address.as_str() } else { path };
            if !path.starts_with('/') || path.contains('?') {
                continue;
            }
            if !anchor.is_empty() {
                anchors.push((path.to_string(), anchor.to_string(), address.clone()));
            }
            open.push_back(path.to_string());
        }
    }
    for (path, anchor, from) in anchors {
        let page = site.get(&path).await;
        assert!(page.has(&format!("id=\"{anchor}\"")), "{from} leads to {path}#{anchor}");
    }
    assert!(seen.len() > 400, "{} pages", seen.len());
}

#[tokio::test]
async fn a_cause_and_its_event_lead_to_each_other() {
    let site = Site::new();
    let event = site.get("/events/36870").await;
    assert!(event.has("href=\"/causes/cert-private-key-unreadable\"") && event.has("Get-WinEvent"));
    assert!(site.get("/causes/cert-private-key-unreadable").await.has("href=\"/events/36870#"));
}

#[tokio::test]
async fn a_gated_remedy_shows_its_commands_only_to_who_confirms() {
    let site = Site::new();
    let closed = site.get("/remedies/restart-rdp-service").await;
    assert!(closed.has("/remedies/restart-rdp-service/confirm") && !closed.has("Restart-Service"));
    let boxes = [("administrator", "yes"), ("way-in", "yes")];
    let open = site.post("/remedies/restart-rdp-service/confirm", &boxes).await;
    assert!(open.has("Restart-Service") && open.header("cache-control") == "no-store");
    assert_eq!(site.post("/remedies/restart-rdp-service/confirm", &boxes[..1]).await.status, 422);
    let foreign = [("sec-fetch-site", "cross-site")];
    assert_eq!(site.post_with("/remedies/restart-rdp-service/confirm", &boxes, &foreign).await.status, 403);
}

#[tokio::test]
async fn the_seven_is_told_as_what_it_is() {
    let seven = Site::new().get("/codes/extended/0x7").await;
    assert!(seven.reading().contains("does not tell causes apart"));
    assert_eq!(Site::new().get("/codes/0x7").await.leads_to(), "/codes/extended/0x7");
}

#[tokio::test]
async fn a_page_past_its_review_says_so() {
    let late = Site::at(|| std::time::UNIX_EPOCH + std::time::Duration::from_secs(2_000_000_000));
    assert!(late.get("/causes/mtu-blackhole").await.has("some of this may be out of date"));
    assert!(!Site::new().get("/causes/mtu-blackhole").await.has("some of this may be out of date"));
}
