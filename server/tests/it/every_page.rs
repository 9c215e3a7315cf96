//! What holds for every page: found by following all links.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::StatusCode;
use serde_json::Value;
use server::Config;

use crate::{Answer, Site};

/// Pages that no link leads to.
const BEGINNINGS: [&str; 7] = [
    "/",
    "/diagnose?on=this-computer&code=0x904.pt&ext=seven.pt&path=vpn",
    "/plan?code=0x904",
    "/plan?on=this-computer&code=0x904.pt&path=vpn&when=after-wait&rights=user",
    "/plan?code=0x904&rights=mine&step.retry=no-change&step.udp-off-client=no-change&step.connect-by-other-network=worked",
    "/diagnose?code=0x204",
    "/search?q=certificate",
];

/// Addresses within the portal that a page leads to.
fn links(answer: &Answer) -> BTreeSet<String> {
    let attributes = ["href=\"/", "src=\"/"];
    let found = attributes.iter().flat_map(|attribute| {
        answer.text().match_indices(attribute).map(|(at, _)| {
            let start = at + attribute.len() - 1;
            let rest = &answer.text()[start..];
            rest[..rest.find('"').unwrap()].replace("&amp;", "&").replace("&#38;", "&")
        })
    });
    found.map(|link| link.split('#').next().unwrap().to_string()).collect()
}

/// All pages with their answers. Interviews and plans link to ever more of their kind; two steps of them are enough.
async fn pages(site: &Site) -> BTreeMap<String, Answer> {
    let mut pages = BTreeMap::new();
    let mut next: VecDeque<(String, usize)> = BEGINNINGS.iter().map(|address| (address.to_string(), 0)).collect();
    while let Some((address, depth)) = next.pop_front() {
        if pages.contains_key(&address) || depth > 2 {
            continue;
        }
        let answer = site.get(&address).await;
        let location = answer.header("location").to_string();
        let html = answer.header("content-type").starts_with("text/html");
        assert!(
            answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER,
            "{address}: {}",
            answer.status
        );
        if html {
            next.extend(links(&answer).into_iter().map(|link| (link, depth + 1)));
        } else if !location.is_empty() {
            next.push_back((location, depth));
        }
        pages.insert(address, answer);
    }
    pages.retain(|_, answer| answer.header("content-type").starts_with("text/html"));
    pages
}

#[tokio::test]
async fn every_link_leads_somewhere_and_every_page_is_well_made() {
    let site = Site::new();
    let pages = pages(&site).await;
    let causes = pages.keys().filter(|address| address.starts_with("/causes/")).count();
    assert_eq!(causes, knowledge::base().causes.len());
    for (address, page) in &pages {
        let text = page.text();
        assert_eq!(text.matches("<h1").count(), 1, "{address} has not one h1");
        assert!(page.title().ends_with(" - fix904"), "{address}: {}", page.title());
        assert!(!page.heading().trim().is_empty(), "{address} has no heading");
        for landmark in ["<header class=\"top\"", "<nav aria-label=", "<main id=\"main\"", "<footer", "class=\"skip\""]
        {
            assert_eq!(text.matches(landmark).count(), 1, "{address}: {landmark}");
        }
        for inline in [" style=\"", "<style", "<script>", " onclick=", " onload=", "javascript:"] {
            assert!(!text.contains(inline), "{address} contains {inline}");
        }
        let mut ids: Vec<&str> =
            text.match_indices(" id=\"").map(|(at, _)| text[at + 5..].split('"').next().unwrap()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{address} uses an id twice");
    }
}

#[tokio::test]
async fn titles_are_unique_among_pages_that_may_be_listed() {
    let pages = pages(&Site::new()).await;
    let mut titles = BTreeMap::new();
    for (address, page) in pages.iter().filter(|(_, page)| !page.has("noindex")) {
        let place = address.split('?').next().unwrap().to_string();
        let other = titles.insert(page.title(), place.clone());
        assert!(other.is_none() || other.as_ref() == Some(&place), "{address} and {other:?} share a title");
    }
    assert!(titles.len() > 100);
}

#[tokio::test]
async fn no_page_shows_the_key_of_a_phrase() {
    let pages = pages(&Site::new()).await;
    let words = knowledge::english().words();
    let articles = knowledge::english().articles();
    let groups: BTreeSet<&str> = words
        .phrases
        .iter()
        .chain(&articles.phrases)
        .filter_map(|phrase| phrase.key.split_once('.'))
        .map(|(group, _)| group)
        .collect();
    for (address, page) in &pages {
        // The collector has names of its own, and they look like keys; so do those of its reports.
        let mut shown = page.reading();
        for other in [knowledge::collector::SCRIPT.trim_end(), "host.json", "client.json"] {
            shown = shown.replace(other, "");
        }
        let key = shown.split(|c: char| c.is_whitespace() || "\"'(),:".contains(c)).find(|word| {
            let Some((group, rest)) = word.trim_end_matches('.').split_once('.') else { return false };
            groups.contains(group)
                && !rest.is_empty()
                && rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c))
        });
        assert_eq!(key, None, "{address} shows a key");
    }
}

/// Only what search engines still show, and only what is true: an article has a review, and every trail ends at its page.
#[tokio::test]
async fn linked_data_is_an_article_and_a_trail_and_nothing_else() {
    let site = Site::new();
    let mut pages = pages(&site).await;
    let sitemap = site.get("/sitemap.xml").await;
    for path in sitemap.text().split("<loc>http://localhost:2308").skip(1).map(|rest| rest.split('<').next().unwrap()) {
        pages.insert(path.to_string(), site.get(path).await);
    }
    let (mut articles, mut trails) = (0, 0);
    for (address, page) in &pages {
        let scripts: Vec<&str> = page.text().split("application/ld+json\">").skip(1).collect();
        let listed = !page.has("noindex");
        assert!(scripts.len() <= usize::from(listed), "{address}: {} pieces of linked data", scripts.len());
        let Some(data) = scripts.first().map(|rest| rest.split("</script>").next().unwrap()) else { continue };
        let data: Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["@context"], "https://schema.org", "{address}");
        for node in data["@graph"].as_array().unwrap() {
            match node["@type"].as_str().unwrap() {
                "Article" => {
                    articles += 1;
                    assert_eq!(node["headline"], page.heading(), "{address}");
                    assert!(node["dateModified"].as_str().unwrap().starts_with("20"), "{address}");
                }
                "BreadcrumbList" => {
                    trails += 1;
                    let last = node["itemListElement"].as_array().unwrap().last().unwrap();
                    let path = address.split('?').next().unwrap();
                    assert_eq!(last["item"], format!("http://localhost:2308{path}"), "{address}");
                }
                other => panic!("{address}: {other}"),
            }
        }
    }
    assert!(articles > 90 && trails > 400, "{articles} articles, {trails} trails");
}

#[tokio::test]
async fn every_page_is_small() {
    let site = Site::new();
    for address in pages(&site).await.keys() {
        let compressed = site.get_with(address, &[("accept-encoding", "br")]).await;
        assert_eq!(compressed.header("content-encoding"), "br", "{address}");
        assert!(compressed.bytes.len() < 20_000, "{address}: {} bytes", compressed.bytes.len());
    }
}

#[tokio::test]
async fn the_pseudo_language_reaches_every_page() {
    let config = Config { pseudo_language: true, ..Config::default() };
    let site = Site::with(config);
    let english = Site::new();
    for address in pages(&english).await.keys() {
        let joint = if address.contains('?') { '&' } else { '?' };
        let address = format!("{address}{joint}lang=qps");
        let page = site.get(&address).await;
        if page.status == StatusCode::SEE_OTHER {
            assert!(page.leads_to().contains("lang=qps"), "{address}");
            continue;
        }
        assert!(page.has("<html lang=\"qps\" dir=\"rtl\">"), "{address}");
        assert!(page.heading().contains(|c: char| "åéïöüçñšţ".contains(c)), "{address}: {}", page.heading());
        let plain = english.get(&address).await;
        assert!(plain.has("<html lang=\"en\" dir=\"ltr\">"), "{address} without the configuration");
    }
}

#[tokio::test]
async fn what_is_not_there_has_a_page_with_ways_out() {
    let site = Site::new();
    for (address, status) in [("/nowhere", 404), ("/causes/nothing", 404), ("/codes/word", 404)] {
        let page = site.get(address).await;
        assert_eq!(page.status.as_u16(), status);
        assert_eq!(page.heading(), "There is no such page");
        assert!(page.has(&format!("Reference: {}", page.header("x-request-id"))));
        for way in ["href=\"/\"", "href=\"/causes\"", "href=\"/contact\""] {
            assert!(page.has(way), "{address}: {way}");
        }
    }
    let code = site.get("/codes/0x9999").await;
    assert_eq!((code.status.as_u16(), code.heading().as_str()), (404, "0x9999 is not in our list"));
    let wrong_method = site.post("/causes", &[]).await;
    assert_eq!(
        (wrong_method.status.as_u16(), wrong_method.heading().as_str()),
        (405, "This address cannot be used in that way")
    );
    assert!(wrong_method.has("The page exists") && wrong_method.has("href=\"/causes\""));
}

#[tokio::test]
async fn a_code_is_found_in_every_spelling() {
    let site = Site::new();
    for spelling in ["904", "2308", "0X904", "0x00000904"] {
        assert_eq!(site.get(&format!("/codes/{spelling}")).await.leads_to(), "/codes/0x904", "{spelling}");
    }
    let own = site.get("/codes/0x904").await;
    assert!(own.has("Extended code 0x7") && own.has("Large packets are lost on the way"));
    let other = site.get("/codes/0x204").await;
    assert!(other.has("I also saw 0x904") && !other.has("Extended code 0x7"));
}
