//! What a machine says: read in this visit, looked over, and carried on as outcomes only.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use diagnosis::Surface;

use crate::{Answer, Site, request};

const KEY_EVENT: &str = "<Event><System><Provider Name='Schannel'/><EventID>36870</EventID>\
    <TimeCreated SystemTime='2026-11-22T08:14:03.1Z'/><Computer>SRV-FINANCE-07.corp.example.com</Computer></System>\
    <EventData><Data Name='Type'>server</Data><Data Name='User'>jane.doe</Data></EventData></Event>";
const TAKEN: &str = "report-key-events:key-unusable:3";

/// A form with a file, as browsers send it.
async fn upload(site: &Site, file: &[u8], fields: &[(&str, &str)]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--x7\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    let head = "--x7\r\nContent-Disposition: form-data; name=\"file\"; filename=\"JANES-PC.xml\"\r\nContent-Type: text/xml\r\n\r\n";
    body.extend(head.as_bytes());
    body.extend(file);
    body.extend(b"\r\n--x7--\r\n");
    let mut request = request(&Method::POST, "/evidence", &[("sec-fetch-site", "same-origin")], Body::from(body));
    let kind = header::HeaderValue::from_static("multipart/form-data; boundary=x7");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    site.send(request).await
}

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn shows_nothing_private(page: &Answer) {
    for private in ["FINANCE", "corp.example", "jane", "JANES", "Schannel", "Provider"] {
        assert!(!page.has(private), "{private} is shown");
    }
}

#[tokio::test]
async fn the_page_works_without_scripts_and_says_what_happens_to_the_text() {
    let page = Site::new().get("/evidence?code=0x904&path=vpn&to=plan").await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "Add what a machine says"));
    assert!(page.has("enctype=\"multipart/form-data\"") && page.has("type=\"file\"") && page.has("name=\"machine\""));
    assert!(page.has("value=\"code=0x904&#38;path=vpn\"") && page.has("name=\"to\" value=\"plan\""));
    assert!(page.has("neither stored nor logged") && page.has("name=\"robots\" content=\"noindex\""));
    assert!(page.has("href=\"/observations/report-key-events\"") && page.has("Administrator of the other computer"));
    assert!(page.has("href=\"/observations/report-client-path\""));
}

#[tokio::test]
async fn start_and_plan_lead_there_with_the_case() {
    let site = Site::new();
    assert!(site.get("/").await.has("href=\"/evidence\""));
    let plan = site.get("/plan?code=0x904&path=vpn").await;
    assert!(plan.has("href=\"/evidence?code=0x904&#38;path=vpn&#38;to=plan\""), "{}", plan.text());
}

#[tokio::test]
async fn a_file_is_understood_line_by_line_and_kept_nowhere() {
    let site = Site::new();
    let page = upload(&site, &utf16(KEY_EVENT), &[("t", "code=0x904&path=vpn"), ("machine", "host")]).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "What we understood"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("set-cookie"), "");
    assert!(page.has(&format!("type=\"checkbox\" name=\"l\" value=\"{TAKEN}\" checked")));
    assert!(page.has("36870: 1×, 2026-11-22 08:14:03") && page.has("the key cannot be used"));
    assert!(page.has("value=\"code=0x904&#38;path=vpn\""));
    shows_nothing_private(&page);
}

#[tokio::test]
async fn without_the_machine_the_page_asks_for_it() {
    let site = Site::new();
    let page = site.post("/evidence", &[("text", KEY_EVENT), ("machine", "unknown")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.has("Which computer was it?") && !page.has("type=\"checkbox\""));
    assert!(page.has("href=\"/evidence\""));
}

#[tokio::test]
async fn text_and_file_are_both_read() {
    let text = " services        0  Disc\n console         1  Conn\n rdp-tcp     65536  Down\n";
    let page = upload(&Site::new(), KEY_EVENT.as_bytes(), &[("text", text), ("machine", "host")]).await;
    assert!(page.has(TAKEN) && page.has("report-settings:listener-broken:2"));
    assert!(page.has("Event log") && page.has("Sessions and listener"));
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_not_repeated() {
    let site = Site::new();
    let cases: [(&[u8], &str); 5] = [
        (b"", "Paste a text or choose a file"),
        (b"jane.doe on SRV-FINANCE-07: 0x904", "We do not know this kind of text"),
        (b"ElfFile\0\0\0jane.doe", "Open it in Event Viewer"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rjane.doe", "This file is no text"),
        (b"PK\x03\x04\0\0jane.doe", "This file is no text"),
    ];
    for (file, message) in cases {
        let page = upload(&site, file, &[]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{message}");
        assert!(page.title().starts_with("Error: ") && page.reading().contains(message), "{message}");
        assert!(page.has("href=\"#paste\"") && page.has("aria-invalid=\"true\""));
        assert_eq!(page.header("cache-control"), "no-store");
        shows_nothing_private(&page);
    }
}

#[tokio::test]
async fn what_is_left_unread_is_said_beside_the_rest() {
    let page = upload(&Site::new(), KEY_EVENT.as_bytes(), &[("text", "jane.doe: 0x904"), ("machine", "host")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.has(TAKEN) && page.has("Not all of it was read") && page.has("We do not know this kind of text"));
    shows_nothing_private(&page);
}

#[tokio::test]
async fn too_many_files_are_named_as_that() {
    let fields = [("file", KEY_EVENT); 40];
    let page = upload(&Site::new(), KEY_EVENT.as_bytes(), &fields).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "Those were too many files"));
    assert!(page.has("At most 20 files are read at once"));
    shows_nothing_private(&page);
}

#[tokio::test]
async fn of_a_report_with_thousands_of_lines_the_rest_is_counted() {
    let errors = vec![r#"{"look": "logs"}"#; 5_000].join(", ");
    let report = format!(r#"{{"schema": "fix904-report-1", "role": "host", "errors": [{errors}]}}"#);
    let page = upload(&Site::new(), report.as_bytes(), &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.text().matches("<code>errors[").count(), 497, "500 lines, three of which tell whose report it is");
    assert!(page.has("Further lines that were read and are not shown: 4503"));
}

#[tokio::test]
async fn reports_of_both_computers_are_read_together() {
    let report = r#"{"schema": "fix904-report-1", "role": "host", "name": {"computer": "SRV-FINANCE-07"}}"#;
    let page = upload(&Site::new(), &utf16(report), &[]).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "What we understood"));
    assert!(page.has("Report of the collector"));
    shows_nothing_private(&page);
    for (broken, message) in [
        (&report[..40], "ends in the middle, in line 1"),
        (r#"{"other": 1}"#, "a file of another program"),
        (r#"{"schema": "fix904-report-9", "role": "host"}"#, "another version of the collector"),
        (r#"{"schema": "fix904-report-1", "role": "jane.doe"}"#, "does not say of which computer"),
    ] {
        let page = upload(&Site::new(), broken.as_bytes(), &[]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{broken}");
        assert!(page.reading().contains(message), "{broken}: {}", page.reading());
        shows_nothing_private(&page);
    }
}

#[tokio::test]
async fn too_large_a_file_is_refused_with_the_limit() {
    let page = upload(&Site::new(), &vec![b'x'; 9 * 1024 * 1024], &[]).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "That was more than we read"));
    assert!(page.has("8 MB") && page.has("last hours of the log"));
    let most = upload(&Site::new(), &vec![b'x'; 7 * 1024 * 1024], &[]).await;
    assert_eq!(most.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn only_what_is_ticked_goes_on_as_outcomes() {
    let site = Site::new();
    let all = [("t", "code=0x904.pt&path=vpn"), ("l", TAKEN), ("l", "report-key-events:not-made:2")];
    let on = site.post("/evidence/taken", &all).await;
    assert_eq!(on.leads_to(), "/diagnose?code=0x904.pt&path=vpn&report-key-events=key-unusable.ct");
    let weaker = site.post("/evidence/taken", &[all[0], all[2]]).await;
    assert_eq!(weaker.leads_to(), "/diagnose?code=0x904.pt&path=vpn&report-key-events=not-made.ct");
    let none = site.post("/evidence/taken", &[("t", ""), ("to", "plan")]).await;
    assert_eq!(none.leads_to(), "/plan?code=0x904");
    let plan = site.post("/evidence/taken", &[("t", ""), ("l", TAKEN), ("to", "plan")]).await;
    let plan = site.get(plan.leads_to()).await;
    assert!(plan.reading().contains("the key cannot be used") && plan.reading().contains("from a machine's output"));
}

#[tokio::test]
async fn a_forged_form_brings_nothing_that_a_machine_does_not_say() {
    let forged = [
        ("t", "code=0x904&step.retry=bogus"),
        ("l", "second-way-in:yes:3"),
        ("l", "my-rights:mine:3"),
        ("l", "report-key-events:jane.doe:3"),
        ("l", "report-key-events:none:9"),
        ("l", "report-key-events"),
        ("l", ""),
        ("text", "jane.doe"),
    ];
    assert_eq!(Site::new().post("/evidence/taken", &forged).await.leads_to(), "/diagnose?code=0x904");
    assert_eq!(Site::new().get("/evidence/taken").await.leads_to(), "/evidence");
}

#[tokio::test]
async fn what_stands_in_the_address_counts_before_answers_and_weighs_no_more_than_one() {
    let base = knowledge::base();
    let mut evidence = diagnosis::transcript::parse(&base, "code=0x904&report-key-events=key-unusable.ct");
    let own = diagnosis::consult(&base, &evidence, &Surface::default());
    evidence.mark_carried(&[]);
    let carried = diagnosis::consult(&base, &evidence, &Surface::default());
    let leader = |c: &diagnosis::Consultation| (c.ranking[0].cause, c.ranking[0].probability);
    assert_eq!(leader(&own).0, leader(&carried).0);
    assert!(leader(&own).1 > leader(&carried).1, "a claim weighs as much as a reading");
}

#[tokio::test]
async fn a_form_of_another_site_adds_nothing() {
    let fields = [("t", ""), ("l", TAKEN)];
    for headers in [&[("sec-fetch-site", "cross-site")][..], &[("origin", "https://evil.example")], &[]] {
        let page = Site::new().post_with("/evidence/taken", &fields, headers).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
}
