//! What other programs read.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Site;

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

#[tokio::test]
async fn a_browser_can_search_here_from_its_address_bar() {
    let descriptor = Site::below("/rdp").get("/rdp/opensearch.xml").await;
    assert!(descriptor.has("https://help.example.org/rdp/search?q={searchTerms}"));
}
