//! Who may use the far ends and how often, the plan, and the far ends that answer at once.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::Config;
use server::config::SelfCheck;

use crate::{Answer, Site, request};

const HOME: &str = "https://help.example.org";

fn configured(self_check: SelfCheck) -> Site {
    Site::with(Config { base_url: Some(format!("{HOME}/rdp")), self_check, ..Config::default() })
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(answer.text()).unwrap()
}

async fn from(site: &Site, method: &Method, address: &str, headers: &[(&str, &str)]) -> Answer {
    site.send(request(method, address, headers, Body::empty())).await
}

#[tokio::test]
async fn only_pages_of_the_portal_may_ask() {
    let site = configured(SelfCheck::default());
    let own = [("origin", HOME), ("host", "v6.example.org")];
    let answer = site.get_with("/rdp/self-check/address", &own).await;
    assert_eq!(answer.status, StatusCode::OK);
    for name in ["access-control-allow-origin", "timing-allow-origin"] {
        assert_eq!(answer.header(name), HOME);
    }
    assert!(answer.header("vary").contains("origin"));
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ] {
        let answer = site.get_with("/rdp/self-check/address", headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(json(&answer), json!({"refused": "origin"}));
        assert_eq!(answer.header("access-control-allow-origin"), "", "{headers:?}");
    }
    for headers in [&[][..], &[("sec-fetch-site", "same-origin")], &[("sec-fetch-site", "none")]] {
        let answer = site.get_with("/rdp/self-check/address", headers).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (StatusCode::OK, ""), "{headers:?}");
    }
}

#[tokio::test]
async fn what_leaves_traces_must_name_its_page() {
    let site = configured(SelfCheck::default());
    let without = from(&site, &Method::POST, "/rdp/self-check/tallies", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN);
    let socket = site.get_with("/rdp/self-check/hold", &[("upgrade", "websocket")]).await;
    assert_eq!(socket.status, StatusCode::FORBIDDEN);
    let with = from(&site, &Method::POST, "/rdp/self-check/tallies", &[("origin", HOME)]).await;
    assert_eq!((with.status, with.header("cache-control")), (StatusCode::OK, "no-store"));
}

#[tokio::test]
async fn the_browser_may_ask_beforehand() {
    let site = configured(SelfCheck::default());
    let ask = |origin: &'static str| {
        let headers = [("origin", origin), ("access-control-request-method", "POST")];
        let site = &site;
        async move { from(site, &Method::OPTIONS, "/rdp/self-check/size/up", &headers).await }
    };
    let answer = ask(HOME).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("access-control-allow-origin"), HOME);
    assert_eq!(answer.header("access-control-allow-methods"), "GET, POST");
    assert_eq!(answer.header("access-control-allow-headers"), "content-type");
    assert_eq!(ask("https://evil.example").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_network_that_asks_too_often_is_told_so_and_others_are_served() {
    let site = configured(SelfCheck { behind_proxy: true, ..SelfCheck::default() });
    let ask = |address: &'static str| {
        let site = &site;
        async move { site.get_with("/rdp/self-check/clock", &[("x-forwarded-for", address)]).await }
    };
    let mut answer = ask("192.0.2.1").await;
    let mut served = 0;
    while answer.status == StatusCode::OK && served < 100_000 {
        served += 1;
        answer = ask("192.0.2.77").await;
    }
    assert!(served >= 1_200, "{served}");
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(json(&answer), json!({"refused": "too-often"}));
    assert_eq!(answer.header("retry-after"), "10");
    assert_eq!(ask("198.51.100.1").await.status, StatusCode::OK);
}

/// Whoever embeds the portal elsewhere cannot use up what the networks of its visitors may ask.
#[tokio::test]
async fn requests_from_elsewhere_cost_nothing() {
    let site = configured(SelfCheck { behind_proxy: true, ..SelfCheck::default() });
    let visitor = ("x-forwarded-for", "192.0.2.1");
    for _ in 0..3_000 {
        let foreign = site.get_with("/rdp/self-check/clock", &[visitor, ("sec-fetch-site", "cross-site")]).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(site.get_with("/rdp/self-check/clock", &[visitor]).await.status, StatusCode::OK);
}

/// A page that only reads from its own host names no origin. Its browser's word is enough, and also for what costs much.
#[tokio::test]
async fn the_browsers_word_stands_for_the_origin_of_a_page_that_reads() {
    let site = configured(SelfCheck::default());
    for path in ["clock", "plan", "transfer/down?bytes=10", "size/down?bytes=1000"] {
        let address = format!("/rdp/self-check/{path}");
        let own = site.get_with(&address, &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!(own.status, StatusCode::OK, "{path}");
        for word in ["cross-site", "same-site", "a-word-of-tomorrow", ""] {
            let other = site.get_with(&address, &[("sec-fetch-site", word)]).await;
            assert_eq!(other.status, StatusCode::FORBIDDEN, "{path}: {word}");
        }
    }
    let upgrade = [("upgrade", "websocket"), ("sec-fetch-site", "same-origin")];
    assert_eq!(site.get_with("/rdp/self-check/echo", &upgrade).await.status, StatusCode::FORBIDDEN);
}

/// Every far end is here, or named with a reason.
fn complete(plan: &Value) {
    let absent: Vec<&str> =
        plan["absent"].as_array().into_iter().flatten().map(|a| a["far_end"].as_str().unwrap()).collect();
    for (name, key) in [
        ("clamped", "clamped"),
        ("datagrams", "datagrams"),
        ("stun", "stun"),
        ("ipv4", "ipv4"),
        ("ipv6", "ipv6"),
        ("dual", "dual"),
        ("tls", "tls"),
        ("sizes", "sizes"),
        ("transfer", "transfer"),
        ("hold", "hold"),
        ("host-check", "host_check"),
    ] {
        let here = !plan[key].is_null() && plan[key] != json!(false);
        assert_ne!(here, absent.contains(&name), "{name}: {plan}");
    }
}

#[tokio::test]
async fn the_plan_names_what_is_absent_and_why() {
    let site = configured(SelfCheck::default());
    let plan = json(&site.get("/rdp/self-check/plan").await);
    complete(&plan);
    let reason = |name: &str| {
        let absent = plan["absent"].as_array().unwrap().iter().find(|a| a["far_end"] == name);
        absent.map(|a| a["reason"].as_str().unwrap().to_string())
    };
    assert_eq!(plan["version"], 1);
    assert_eq!(reason("stun").as_deref(), Some("not-set-up"));
    assert_eq!(reason("tls").as_deref(), Some("needs-https"));
    assert_eq!(reason("host-check").as_deref(), Some("switched-off"));
    assert_eq!(plan["sizes"], json!([1000, 1300, 1500, 3000]));
    assert_eq!(plan["transfer"], json!({"most_bytes": 10_000_000, "longest_s": 20, "message_bytes": 65_536}));
    assert_eq!(plan["hold"], json!({"longest_silence_s": 300, "longest_s": 600, "most": 32, "message_bytes": 64}));
}

#[tokio::test]
async fn the_plan_has_the_configured_names() {
    let names = SelfCheck {
        behind_proxy: true,
        clamped_origin: Some("https://help.example.org:8443".into()),
        ipv4_origin: Some("https://v4.example.org".into()),
        ipv6_origin: Some("https://v6.example.org".into()),
        dual_origin: Some("http://dual.example.org".into()),
        hold: false,
        transfer: false,
        sizes: false,
        host_check: true,
        ..SelfCheck::default()
    };
    let plan = json(&configured(names).get("/rdp/self-check/plan").await);
    complete(&plan);
    assert_eq!(plan["clamped"], "https://help.example.org:8443/rdp");
    assert_eq!(plan["ipv4"], "https://v4.example.org/rdp/self-check/address");
    let absent = plan["absent"].as_array().unwrap();
    for (far_end, reason) in [
        ("dual", "needs-https"),
        ("tls", "behind-proxy"),
        ("hold", "switched-off"),
        ("transfer", "switched-off"),
        ("sizes", "switched-off"),
    ] {
        assert!(absent.contains(&json!({"far_end": far_end, "reason": reason})), "{far_end}: {plan}");
    }
}

#[tokio::test]
async fn what_is_switched_off_refuses() {
    let off = SelfCheck { hold: false, transfer: false, sizes: false, ..SelfCheck::default() };
    let site = configured(off);
    for address in ["/rdp/self-check/size/down?bytes=1000", "/rdp/self-check/transfer/down"] {
        let answer = site.get(address).await;
        assert_eq!(
            (answer.status, json(&answer)),
            (StatusCode::NOT_FOUND, json!({"refused": "switched-off"})),
            "{address}"
        );
    }
}

#[tokio::test]
async fn the_address_tells_the_family_and_nothing_more() {
    let site = configured(SelfCheck { behind_proxy: true, ..SelfCheck::default() });
    for (address, family) in [("192.0.2.7", "v4"), ("2001:db8::7", "v6"), ("::ffff:192.0.2.7", "v4"), ("-", "unknown")]
    {
        let answer = site.get_with("/rdp/self-check/address", &[("x-forwarded-for", address)]).await;
        assert_eq!(json(&answer), json!({"family": family, "proxied": true, "http": "1.1"}));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn headers_of_proxies_are_seen() {
    let site = configured(SelfCheck::default());
    let nothing = json!({"version": "1.1", "tls": false, "behind_proxy": false, "via": false, "forwarded": false,
        "x_forwarded_for": false, "x_bluecoat_via": false});
    assert_eq!(json(&site.get("/rdp/self-check/http").await), nothing);
    for name in ["via", "forwarded", "x_forwarded_for", "x_bluecoat_via"] {
        let seen = json(&site.get_with("/rdp/self-check/http", &[(&name.replace('_', "-"), "secret")]).await);
        let mut expected = nothing.clone();
        expected[name] = json!(true);
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn tallies_need_their_token() {
    let site = configured(SelfCheck::default());
    let ticket = json(&from(&site, &Method::POST, "/rdp/self-check/tallies", &[("origin", HOME)]).await);
    assert_eq!(ticket["expires_s"], 180);
    let token = ticket["token"].as_str().unwrap();
    assert_eq!(token.len(), 32);
    let tally = json(&site.get(&format!("/rdp/self-check/tallies/{token}")).await);
    assert_eq!(tally, json!({"began": false, "ended": false, "groups": [], "strange": 0, "sizes_up": []}));
    let wrong = site.get("/rdp/self-check/tallies/00000000000000000000000000000000").await;
    assert_eq!((wrong.status, json(&wrong)), (StatusCode::NOT_FOUND, json!({"refused": "token"})));
}
