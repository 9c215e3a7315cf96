//! Files with their fingerprint in the name, and packs.

use axum::http::StatusCode;

use crate::Site;

fn stylesheet(page: &str) -> String {
    let start = page.find("rel=\"stylesheet\" href=\"").unwrap() + 23;
    page[start..].split('"').next().unwrap().to_string()
}

#[tokio::test]
async fn assets_are_compressed_and_kept_for_ever() {
    let site = Site::new();
    let address = stylesheet(site.get("/").await.text());
    let plain = site.get(&address).await;
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(plain.header("content-type"), "text/css; charset=utf-8");
    assert!(plain.bytes.len() <= 15_000, "the style sheet has {} bytes", plain.bytes.len());
    for (accepted, used) in [("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", "")] {
        let answer = site.get_with(&address, &[("accept-encoding", accepted)]).await;
        assert_eq!(answer.header("content-encoding"), used, "{accepted}");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert!(used.is_empty() || answer.bytes.len() < 5_000);
    }
    assert_eq!(site.get("/assets/portal.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn packs_are_found_by_fingerprint_only() {
    let site = Site::new();
    let english = knowledge::english();
    for pack in [knowledge::MODEL, english.words, english.steps] {
        let address = format!("/knowledge/{}", pack.fingerprint);
        let plain = site.get(&address).await;
        assert_eq!(plain.bytes, pack.bytes);
        assert!(plain.header("cache-control").contains("immutable"));
        let compressed = site.get_with(&address, &[("accept-encoding", "br")]).await;
        assert_eq!((compressed.header("content-encoding"), compressed.bytes.as_slice()), ("br", pack.brotli));
    }
    let missing = site.get("/knowledge/0000000000000000").await;
    assert_eq!((missing.status, missing.text()), (StatusCode::NOT_FOUND, "404\n"));
    // Articles stay on the server.
    assert_eq!(site.get(&format!("/knowledge/{}", english.articles.fingerprint)).await.status, StatusCode::NOT_FOUND);
}
