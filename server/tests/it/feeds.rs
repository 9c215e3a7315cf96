//! What other programs read.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use server::routes::app;
use server::{Config, Portal, content, now};

use crate::Site;
use crate::authors::Copied;

fn addresses(xml: &str, tag: &str) -> Vec<String> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    xml.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap().to_string()).collect()
}

#[tokio::test]
async fn every_address_of_the_sitemap_is_a_page_that_may_be_listed() {
    let site = Site::below("/rdp");
    let sitemap = site.get("/rdp/sitemap.xml").await;
    assert_eq!(sitemap.header("content-type"), "application/xml");
    let pages = addresses(sitemap.text(), "loc");
    assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), pages.len(), "twice");
    for page in &pages {
        let path = page.strip_prefix("https://help.example.org").unwrap();
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{page}");
        assert!(!answer.has("noindex"), "{page}");
        if path.matches('/').count() > 2 {
            assert!(answer.has(&format!("<link rel=\"canonical\" href=\"{page}\">")), "{page}");
        }
    }
    assert!(sitemap.has("<lastmod>20"));
    assert!(site.get("/rdp/robots.txt").await.has("Sitemap: https://help.example.org/rdp/sitemap.xml"));
}

#[tokio::test]
async fn the_feed_is_newest_first() {
    let feed = Site::below("").get("/feed.atom").await;
    let dates = addresses(feed.text(), "updated");
    assert!(dates.len() > 20 && dates.is_sorted_by(|a, b| a >= b));
    assert!(feed.has("<id>https://help.example.org/causes/"));
}

#[tokio::test]
async fn the_list_of_pages_names_what_is_due() {
    let site = Site::new();
    let list: Vec<Value> = serde_json::from_slice(&site.get("/api/v1/pages.json").await.bytes).unwrap();
    let cause = list.iter().find(|page| page["path"] == "/causes/mtu-blackhole").unwrap();
    assert_eq!(cause["kind"], "cause");
    assert_eq!(cause["overdue"], false);
    assert!(cause["review_due"].as_str().unwrap() > cause["last_reviewed"].as_str().unwrap());
}

/// Kinds of pages, each with one that stands for it.
const REVIEWED: [(&str, &str); 9] = [
    ("cause", "/causes/mtu-blackhole"),
    ("remedy", "/remedies/lower-mtu"),
    ("observation", "/observations/large-ping"),
    ("code", "/codes/0x904"),
    ("code", "/codes/extended/0x7"),
    ("code", "/codes/protocol/0x3"),
    ("event", "/events/4625"),
    ("update", "/updates/equal-sids-2025"),
    ("myth", "/myths/nla-off"),
];

#[tokio::test]
async fn every_page_of_the_knowledge_says_when_it_was_reviewed() {
    let site = Site::new();
    let list: Vec<Value> = serde_json::from_slice(&site.get("/api/v1/pages.json").await.bytes).unwrap();
    let without: Vec<&Value> = list.iter().filter(|page| page["last_reviewed"].as_str().is_none()).collect();
    assert!(list.len() > 500 && without.is_empty(), "{without:?}");
    let sitemap = site.get("/sitemap.xml").await;
    let dates = addresses(sitemap.text(), "lastmod");
    assert!(dates.len() >= list.len() && dates.iter().all(|date| date.len() == 10), "{dates:?}");
    for (kind, path) in REVIEWED {
        let page = list.iter().find(|page| page["path"] == path).unwrap();
        assert_eq!(page["kind"], kind);
        let answer = site.get(path).await;
        assert!(answer.reading().contains("next review due") && answer.has("\"dateModified\":\"20"), "{path}");
    }
}

/// Ten years on.
fn much_later() -> SystemTime {
    now() + Duration::from_secs(10 * 365 * 86_400)
}

#[tokio::test]
async fn an_overdue_review_is_said_on_every_kind_of_page() {
    let site = Site(app(&Portal::new(Config::default(), much_later).unwrap()));
    for (_, path) in REVIEWED {
        assert!(site.get(path).await.reading().contains("may be out of date"), "{path}");
    }
    let list: Vec<Value> = serde_json::from_slice(&site.get("/api/v1/pages.json").await.bytes).unwrap();
    assert!(list.iter().all(|page| page["overdue"] == true));
}

#[tokio::test]
async fn the_feed_tells_what_changed() {
    let copied = Copied::new("feed");
    let review = "review_in_days = 180\n";
    copied.change("remedies/lower-mtu.md", review, &format!("{review}changed = \"Step 2 names the VPN.\"\n"));
    let line = |text: &str| text.lines().find(|line| line.starts_with("last_reviewed")).unwrap().to_string();
    let text = fs::read_to_string(copied.0.join("remedies/lower-mtu.md")).unwrap();
    copied.change("remedies/lower-mtu.md", &line(&text), "last_reviewed = \"2030-01-01\"");
    let portal = Portal::new(Config::default(), much_later).unwrap();
    content::follow(&portal, content::Origin { folder: Some(copied.0.clone()), overlay: None }).unwrap();
    let feed = Site(app(&portal)).get("/feed.atom").await;
    let first = feed.text().split("<entry>").nth(1).unwrap();
    assert!(first.contains("<summary>Step 2 names the VPN.</summary>"), "{first}");
    // A table is one entry: its list, and not each of its codes.
    assert!(!feed.has("/codes/0x"), "{}", feed.text());
}

#[tokio::test]
async fn a_browser_can_search_here_from_its_address_bar() {
    let descriptor = Site::below("/rdp").get("/rdp/opensearch.xml").await;
    assert!(descriptor.has("https://help.example.org/rdp/search?q={searchTerms}"));
}
