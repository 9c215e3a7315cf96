//! The pages about the checks: complete without scripts, and nothing that a visitor types leaves them.

use diagnosis::reading::measurement::report::Check;
use server::Config;

use crate::Site;

fn with_host_check() -> Site {
    let mut config = Config::default();
    config.self_check.host_check = true;
    Site::with(config)
}

#[tokio::test]
async fn every_check_is_explained_without_scripts() {
    let page = Site::new().get("/self-check").await;
    for check in Check::ALL {
        assert!(page.has(&format!("<li id=\"{}\">", check.id())), "{check:?}");
    }
    for key in ["detail.", "battery.", "untested.", "host."] {
        assert!(!page.has(&format!(">{key}")), "a phrase of {key} is missing");
    }
    // What works with scripts only is hidden until they run.
    for button in ["text", "json", "print"] {
        let tag = page.text().split('<').find(|tag| tag.contains(&format!("data-export=\"{button}\""))).unwrap();
        assert!(tag.contains(" hidden"), "{tag}");
    }
    assert!(!page.has("/self-check/host"), "it is not offered");
    assert!(with_host_check().get("/self-check").await.has("href=\"/self-check/host\""));
}

#[tokio::test]
async fn a_host_that_is_typed_can_reach_no_address() {
    let page = with_host_check().get("/self-check/host").await;
    assert!(page.has("id=\"host\"") && !page.has("<form"));
    let field = page.text().split('<').find(|tag| tag.starts_with("input")).unwrap();
    assert!(!field.contains(" name="), "{field}");
    let off = Site::new().get("/self-check/host").await;
    assert!(!off.has("<input"));
}

#[tokio::test]
async fn only_that_document_may_reach_port_3389_and_only_if_the_operator_wants_it() {
    let site = with_host_check();
    let page = site.get("/self-check/host").await;
    assert_eq!(page.header("content-security-policy").contains("https://*:3389"), page.has(" data-client "));
    for address in ["/", "/self-check", "/diagnose?code=0x904", "/plan?code=0x904"] {
        assert!(!site.get(address).await.header("content-security-policy").contains("*:3389"), "{address}");
    }
    assert!(!Site::new().get("/self-check/host").await.header("content-security-policy").contains("3389"));
}
