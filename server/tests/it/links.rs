//! Links are not trusted.

use crate::Site;

const FOREIGN: [(&str, &str); 1] = [("sec-fetch-site", "cross-site")];

#[tokio::test]
async fn context_and_codes_may_come_with_a_link() {
    let site = Site::new();
    let page = site.get_with("/diagnose?path=vpn&rights=user&code=0x904&ext=seven", &FOREIGN).await;
    assert!(page.has("<fieldset"), "{}", page.heading());
}

#[tokio::test]
async fn answers_from_elsewhere_are_asked_about_and_results_dropped() {
    let site = Site::new();
    for (page, on) in [("/diagnose", "/diagnose?code=0x904"), ("/plan", "/plan?code=0x904")] {
        let case = "code=0x904&when=at-once&step.restart-host=worked";
        let arrived = site.get_with(&format!("{page}?{case}"), &FOREIGN).await;
        assert_eq!(arrived.heading(), "These answers came with the link: is that right?");
        assert!(arrived.has("At once, within about a second") && arrived.has(on) && arrived.has("Start afresh"));
        assert!(!arrived.has("step.restart-host") && arrived.has("Those are left out"));
    }
    let only_results = site.get_with("/plan?code=0x904&step.restart-host=worked", &FOREIGN).await;
    assert_ne!(only_results.heading(), "It works again");
}

#[tokio::test]
async fn own_links_and_bookmarks_go_straight_on() {
    let site = Site::new();
    for own in ["same-origin", "none"] {
        let page = site.get_with("/diagnose?code=0x904&when=at-once", &[("sec-fetch-site", own)]).await;
        assert!(page.has("<fieldset"), "{own}");
    }
}

#[tokio::test]
async fn a_better_source_than_a_persons_word_is_only_claimed_by_an_address() {
    let site = Site::new();
    let share = |source: &'static str| {
        let site = &site;
        async move {
            let page = site.get(&format!("/plan?code=0x904&probe-certificate=expired{source}")).await;
            let ranking = &page.text()[page.text().find("2. Likely causes").unwrap()..];
            let figure = &ranking[ranking.find("soft small\">").unwrap() + 12..];
            figure[..figure.find(' ').unwrap()].to_string()
        }
    };
    assert_eq!(share("").await, share(".ct").await);
}
