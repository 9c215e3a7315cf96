//! The search, as a visitor without scripts sees it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use serde::Deserialize;

use crate::{Answer, Site};

/// How many results a person looks at.
const LOOKED_AT: usize = 3;

#[derive(Deserialize)]
struct List {
    search: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    query: String,
    expect: Vec<String>,
    #[serde(default)]
    not_first: Vec<String>,
    why: String,
}

async fn search(site: &Site, query: &str) -> Answer {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", query).finish();
    site.get(&format!("/search?{query}")).await
}

/// Addresses of the results, in order.
fn results(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let list = text.split("results\">").nth(1).and_then(|rest| rest.split("</ol>").next()).unwrap_or_default();
    list.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_string()).collect()
}

#[tokio::test]
async fn every_realistic_query_finds_its_page_among_the_first_three() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/cases/searches.toml");
    let list: List = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(list.search.len() >= 60);
    let site = Site::new();
    let mut missed = Vec::new();
    for wanted in &list.search {
        let found = results(&search(&site, &wanted.query).await);
        let position = found.iter().position(|href| wanted.expect.contains(href));
        let misled = found.first().is_some_and(|first| wanted.not_first.contains(first));
        if misled || position.is_none_or(|position| position >= LOOKED_AT) {
            let first = found.iter().take(LOOKED_AT).cloned().collect::<Vec<_>>().join(" ");
            missed.push(format!(
                "\"{}\" ({}): {first}; wanted {:?} at {position:?}",
                wanted.query, wanted.why, wanted.expect
            ));
        }
    }
    println!("searches: {} of {} found", list.search.len() - missed.len(), list.search.len());
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[tokio::test]
async fn a_corrected_word_is_named_and_the_original_offered() {
    let site = Site::new();
    let corrected = search(&site, "certificat expird").await;
    assert!(corrected.reading().contains("Showing results for certificate expired"), "{}", corrected.reading());
    assert!(corrected.reading().contains("Search for exactly what you typed"));
    assert!(corrected.has("value=\"certificat expird\"") && corrected.has("q=certificat+expird&#38;exactly=1"));
    let exactly = site.get("/search?q=certificat+expird&exactly=1").await;
    assert!(!exactly.reading().contains("Showing results"));
}

#[tokio::test]
async fn a_word_that_is_written_correctly_is_not_called_misspelt() {
    let site = Site::new();
    for query in
        ["renaming the pc", "joining a domain", "boss cannot connect", "keeps disconnecting", "vmware", "macbook"]
    {
        let answer = search(&site, query).await;
        assert!(!answer.reading().contains("Showing results"), "{query}: {}", answer.reading());
    }
    for (typed, meant) in [("getway", "gateway"), ("conecton", "connection"), ("nertwork", "network")] {
        let answer = search(&site, typed).await;
        assert!(answer.reading().contains(&format!("Showing results for {meant}")), "{typed}: {}", answer.reading());
    }
}

#[tokio::test]
async fn a_code_that_is_in_no_list_is_named_and_the_list_offered() {
    let site = Site::new();
    for query in ["0x905", "error 0x905", "0X905"] {
        let answer = search(&site, query).await;
        assert!(answer.reading().contains("0x905 is not in our list of codes"), "{query}: {}", answer.reading());
        assert!(
            answer.element("main").contains("See all codes that we know") && answer.has("<a href=\"/codes\">See all")
        );
        assert!(!answer.reading().contains("Nothing holds these words"), "{query}");
    }
    assert!(!search(&site, "0x904").await.reading().contains("not in our list"));
}

#[tokio::test]
async fn a_code_is_found_in_every_spelling_and_never_corrected() {
    let site = Site::new();
    for spelling in ["0x904", "904", "0x00000904", "2308", "0X904", "０ｘ９０４", "error 0x904"] {
        let answer = search(&site, spelling).await;
        assert_eq!(results(&answer).first().map(String::as_str), Some("/codes/0x904"), "{spelling}");
        assert!(!answer.reading().contains("Showing results"), "{spelling}");
    }
    let pair = results(&search(&site, "0x904 0x7").await);
    assert_eq!(pair[..2], ["/codes/0x904", "/codes/extended/0x7"]);
}

#[tokio::test]
async fn what_was_looked_for_is_marked_and_what_was_typed_is_escaped() {
    let site = Site::new();
    assert!(search(&site, "private key").await.has("<mark>"));
    let odd = search(&site, "<b>\"xyzzyq\" <script>").await;
    assert!(!odd.has("<b>") && !odd.has("<script>"));
    assert_eq!(site.get("/search").await.status, 200);
    let nothing = search(&site, "qqqqqqqq").await;
    assert!(nothing.reading().contains("0 results.") && nothing.reading().contains("Try fewer or other words"));
}
