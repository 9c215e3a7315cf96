//! The pasted error box.

use axum::http::StatusCode;

use crate::Site;

const BOX: &str = "This computer can't connect to the remote computer SRV-FINANCE-07.corp.example.com.\n\
    User: CORP\\jane.doe\nError code: 0x904\nExtended error code: 0x7\nTimestamp (UTC): 11/22/26 08:14:03 AM";

#[tokio::test]
async fn codes_and_time_are_read_and_names_masked() {
    let page = Site::new().post("/read", &[("text", BOX)]).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "What we read"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.has("0x904: The open connection was closed") && page.has("08:14:03 AM"));
    for private in ["SRV-FINANCE", "corp.example", "CORP", "jane", "doe"] {
        assert!(!page.has(private), "{private} is shown");
    }
    assert!(page.has("•••") && page.has("This computer can"));
    let link = "href=\"/diagnose?code=0x904.pt";
    assert!(page.has(link) && page.text()[page.text().find(link).unwrap()..].contains("ext=seven.pt\">Continue"));
}

#[tokio::test]
async fn nothing_and_nonsense_are_said_in_summary_title_and_field() {
    let site = Site::new();
    for text in ["", "   \n", "my computer JANES-PC is broken"] {
        let page = site.post("/read", &[("text", text)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.title(), "Error: Let us find what cut you off - fix904");
        assert!(page.has("href=\"#paste\"") && page.has("aria-invalid=\"true\"") && page.has("paste-hint paste-error"));
        assert!(!page.has("JANES-PC"));
        assert_eq!(page.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_neighbouring_code_is_another_fault() {
    let site = Site::new();
    let page = site.post("/read", &[("text", "Error code: 0x204\nExtended error code: 0x0")]).await;
    assert_eq!(page.heading(), "0x204 is another fault: The computer could not be reached");
    assert!(page.has("I also saw 0x904") && page.has("href=\"/codes/0x204\"") && page.has("other-codes=unreachable"));
    let unlisted = site.post("/read", &[("text", "Error code: 0x9999")]).await;
    assert_eq!((unlisted.status, unlisted.heading().as_str()), (StatusCode::OK, "0x9999 is not in our list"));
    assert!(unlisted.has("I also saw 0x904"));
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let page =
        Site::new().post("/read", &[("text", "<img src=x onerror=alert(1)> 0x904 {{ 7*7 }} </pre><script>")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.has("<img src=x") && !page.has("<script>"));
}

#[tokio::test]
async fn too_much_text_is_refused_before_it_is_read() {
    let page = Site::new().post("/read", &[("text", &"x".repeat(70_000))]).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "That was too much text"));
}

#[tokio::test]
async fn the_address_of_the_answer_leads_to_the_start() {
    assert_eq!(Site::new().get("/read").await.leads_to(), "/");
}

#[tokio::test]
async fn a_link_for_tickets_is_put_into_the_portals_own_words() {
    let site = Site::new();
    let link = site.get("/diagnose?path=vpn&code=2308&ext=0x7&utm_source=mail").await;
    assert_eq!(link.leads_to(), "/diagnose?path=vpn&code=0x904&ext=seven");
    assert_eq!(site.get("/diagnose?code=0x9999").await.leads_to(), "/codes/0x9999");
    assert_eq!(site.get("/diagnose?path=vpn&code=0x904").await.status, StatusCode::OK);
}
