//! One question after the other.

use axum::http::StatusCode;

use crate::Site;

#[tokio::test]
async fn the_first_question_asks_where_the_page_is_open() {
    let page = Site::new().get("/diagnose?code=0x904").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.heading(), "Where is this page open?");
    assert!(page.has("<section id=\"checks\" hidden></section>"));
    assert!(page.has("data-base=\"\" data-step=\"interview\" data-case=\"code=0x904\" data-language=\"en\""));
    assert!(page.has(&format!("data-model=\"{}\"", knowledge::MODEL.fingerprint)));
}

#[tokio::test]
async fn an_answer_leads_to_the_next_question_by_address() {
    let site = Site::new();
    let answer = site.post("/diagnose", &[("t", "code=0x904"), ("q", "on"), ("a", "this-computer")]).await;
    assert_eq!(answer.leads_to(), "/diagnose?code=0x904&on=this-computer");
    let next = site.get(answer.leads_to()).await;
    assert_ne!(next.heading(), "Where is this page open?");
    assert!(next.has("On the computer I connect from") && next.has("Change"));
}

#[tokio::test]
async fn not_knowing_all_the_way_ends_with_a_plan() {
    let site = Site::new();
    let mut address = "/diagnose?code=0x904".to_string();
    for _ in 0..12 {
        let page = site.get(&address).await;
        if page.status == StatusCode::SEE_OTHER {
            assert!(page.leads_to().starts_with("/plan?code=0x904"));
            let plan = site.get(page.leads_to()).await;
            assert_eq!(plan.heading(), "A general plan, because little is known");
            return;
        }
        let field = |name: &str| {
            let mark = format!("name=\"{name}\" value=\"");
            let rest = &page.text()[page.text().find(&mark).unwrap() + mark.len()..];
            rest[..rest.find('"').unwrap()].replace("&amp;", "&").replace("&#38;", "&")
        };
        let answer = site.post("/diagnose", &[("t", &field("t")), ("q", &field("q")), ("a", "unknown")]).await;
        address = answer.leads_to().to_string();
    }
    panic!("more than 12 questions");
}

#[tokio::test]
async fn no_answer_is_said_in_summary_title_and_field() {
    let site = Site::new();
    for nothing in [vec![("t", "code=0x904"), ("q", "when")], vec![("t", "code=0x904"), ("q", "when"), ("a", "forged")]]
    {
        let page = site.post("/diagnose", &nothing).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.title(), "Error: When does the error appear? - fix904");
        assert!(
            page.has("id=\"error-summary\" role=\"alert\"")
                && page.has("href=\"#answer\"")
                && page.has("id=\"answer\"")
        );
        assert!(page.has("aria-describedby=\"answer-error help\""));
    }
}

#[tokio::test]
async fn a_former_answer_is_changed_in_its_place() {
    let site = Site::new();
    let case = "on=this-computer&code=0x904.pt&ext=seven.pt&path=vpn&when=at-once";
    let page = site.get(&format!("/diagnose?{case}&at=path")).await;
    assert!(page.has("value=\"vpn\" checked"));
    let changed = site.post("/diagnose", &[("t", case), ("q", "path"), ("a", "lan")]).await;
    assert_eq!(changed.leads_to(), "/diagnose?on=this-computer&code=0x904.pt&ext=seven.pt&path=lan&when=at-once");
    // What was read from the text is corrected too, instead of standing against the person's own word.
    let corrected = site.post("/diagnose", &[("t", case), ("q", "ext"), ("a", "zero")]).await;
    assert_eq!(corrected.leads_to(), "/diagnose?on=this-computer&code=0x904.pt&ext=zero&path=vpn&when=at-once");
}

#[tokio::test]
async fn nonsense_in_a_form_is_no_error_page() {
    let site = Site::new();
    assert_eq!(site.post("/diagnose", &[]).await.leads_to(), "/diagnose");
    assert_eq!(
        site.post("/diagnose", &[("t", "x=y&path=vpn"), ("q", "code"), ("a", "0x904")]).await.leads_to(),
        "/diagnose?path=vpn"
    );
    assert_eq!(site.get("/diagnose?at=nothing&path=nowhere&%FF=%FF").await.status, StatusCode::OK);
}

#[tokio::test]
async fn another_code_has_its_own_end() {
    let site = Site::new();
    for address in ["/diagnose?code=0x204", "/plan?code=0x204"] {
        let page = site.get(address).await;
        assert_eq!(page.heading(), "0x204 is another fault: The computer could not be reached");
        assert!(
            page.has("href=\"/diagnose?code=0x904&amp;other-codes=unreachable\"")
                || page.has("href=\"/diagnose?code=0x904&#38;other-codes=unreachable\"")
        );
    }
}
