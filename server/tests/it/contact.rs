//! Whom to ask: configured, or not.

use server::config::Contact;

use crate::Site;

#[tokio::test]
async fn a_configured_contact_stands_on_every_page() {
    let contact = Contact {
        name: Some("Help desk North".into()),
        phone: Some("030 1234 (ext. 5)".into()),
        hours: Some("weekdays 7:00 to 19:00".into()),
        address: Some("help@example.org".into()),
    };
    let site = Site::named(contact);
    for address in ["/", "/plan?code=0x904", "/contact", "/nowhere"] {
        let page = site.get(address).await;
        assert!(page.reading().contains("Help desk North: 030 1234 (ext. 5), weekdays 7:00 to 19:00"), "{address}");
        assert!(page.has("href=\"tel:03012345\""), "{address}");
    }
    let page = site.get("/contact").await;
    assert_eq!(page.heading(), "Help desk North");
    assert!(page.has("href=\"mailto:help@example.org\"") && !page.has("How to find them"));
}

#[tokio::test]
async fn without_a_contact_the_page_says_how_to_find_one_and_invents_no_number() {
    let site = Site::new();
    let page = site.get("/contact").await;
    assert_eq!(page.heading(), "Who can help you");
    assert!(page.has("How to find them") && page.has("Your own computer"));
    for address in ["/", "/contact", "/plan?code=0x904"] {
        assert!(!site.get(address).await.has("tel:"), "{address}");
    }
}
