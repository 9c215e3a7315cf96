//! Headers of every response.

use crate::Site;

#[tokio::test]
async fn pages_without_the_client_require_trusted_types() {
    let site = Site::new();
    for address in ["/privacy", "/causes", "/causes/mtu-blackhole", "/nowhere", "/codes/0x904"] {
        let policy = site.get(address).await.header("content-security-policy").to_string();
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(part), "{address}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{address}: {policy}");
    }
}

#[tokio::test]
async fn webassembly_is_allowed_only_where_the_client_runs() {
    let site = Site::new();
    for address in ["/", "/diagnose?code=0x904", "/plan?code=0x904"] {
        let page = site.get(address).await;
        let policy = page.header("content-security-policy");
        let runs = page.has(" data-client ");
        assert_eq!(policy.contains("'wasm-unsafe-eval'"), runs, "{address}");
        assert_eq!(policy.contains("ws://localhost:2308 wss://localhost:2308"), runs, "{address}");
        assert_eq!(policy.contains("require-trusted-types-for"), !runs, "{address}");
        assert!(!policy.contains("'unsafe-"), "{address}");
    }
}

#[tokio::test]
async fn every_response_carries_the_other_headers() {
    let site = Site::new();
    for address in ["/", "/plan?code=0x904", "/nowhere", "/qr.svg", "/healthz", "/self-check/clock"] {
        let answer = site.get(address).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{address}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{address}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{address}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{address}");
        assert_eq!(answer.header("set-cookie"), "", "{address}");
        assert_eq!(answer.header("strict-transport-security"), "", "{address}: plain http");
        assert_eq!(answer.header("x-request-id").len(), 14, "{address}");
    }
    assert!(Site::below("").get("/").await.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn a_strange_host_never_reaches_the_policy() {
    let site = Site::new();
    let page = site.get_with("/", &[("host", "a;script-src *")]).await;
    assert!(!page.header("content-security-policy").contains("script-src *"));
}

#[tokio::test]
async fn small_endpoints_answer() {
    let site = Site::new();
    assert_eq!(site.get("/healthz").await.text(), "ok\n");
    assert!(site.get("/readyz").await.has(knowledge::MODEL.fingerprint));
    assert!(site.get("/robots.txt").await.has("Disallow: /plan"));
    let clock = site.get("/self-check/clock").await;
    assert_eq!(clock.header("cache-control"), "no-store");
    let reading: serde_json::Value = serde_json::from_str(clock.text()).unwrap();
    assert!(reading["now"].as_u64().unwrap() > 1_700_000_000_000);
    let qr = site.get("/qr.svg?path=vpn&free=text").await;
    assert_eq!(qr.header("content-type"), "image/svg+xml");
    assert_eq!(qr.text(), site.get("/qr.svg?path=vpn").await.text());
    assert_ne!(qr.text(), site.get("/qr.svg").await.text());
}
