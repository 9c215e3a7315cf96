//! Plans, what was tried, and the designed ends.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use axum::http::StatusCode;

use crate::{Answer, Site};

const CASE: &str = "on=this-computer&code=0x904.pt&path=vpn&when=after-wait&rights=user";

#[tokio::test]
async fn a_plan_has_its_blocks_in_order() {
    let page = Site::new().get(&format!("/plan?{CASE}")).await;
    let blocks =
        ["1. What we know", "2. Likely causes", "3. Next safe step", "4. The fix, and how to undo it", "5. Who to ask"];
    let places: Vec<usize> = blocks.iter().map(|block| page.text().find(block).unwrap()).collect();
    assert!(places.is_sorted());
    assert!(page.has("href=\"#next\"") && page.has("id=\"next\""));
    assert!(page.has("src=\"/qr.svg?on=this-computer") && page.has("id=\"checks\" hidden"));
}

#[tokio::test]
async fn the_result_of_a_step_becomes_part_of_the_address() {
    let site = Site::new();
    let tried = site.post("/plan", &[("t", CASE), ("r", "retry"), ("o", "no-change")]).await;
    assert_eq!(tried.leads_to(), format!("/plan?{CASE}&step.retry=no-change"));
    let seen = site.post("/plan", &[("t", CASE), ("q", "second-try"), ("a", "always-fails")]).await;
    assert_eq!(seen.leads_to(), format!("/plan?{CASE}&second-try=always-fails"));
    let not_tried = site.post("/plan", &[("t", CASE), ("q", "second-try"), ("a", "unknown")]).await;
    assert_eq!(not_tried.leads_to(), format!("/plan?{CASE}&second-try=unknown"));
    let forged = site.post("/plan", &[("t", CASE), ("r", "format-disk"), ("o", "worked")]).await;
    assert_eq!(forged.leads_to(), format!("/plan?{CASE}"));
}

#[tokio::test]
async fn it_worked_tells_what_helped_what_to_take_back_and_how_to_prevent_it() {
    let site = Site::new();
    let cured = site.get(&format!("/plan?{CASE}&step.udp-off-client=no-change&step.lower-mtu=worked")).await;
    assert_eq!(cured.heading(), "It works again");
    assert!(
        cured.has("What helped")
            && cured.has("Take back what is still changed")
            && cured.has("So that it does not come back")
    );
    assert!(cured.has("Let this computer use TCP only") && !cured.has("3. Next safe step"));
    let relieved = site.get(&format!("/plan?{CASE}&step.connect-by-other-network=worked")).await;
    assert_eq!(relieved.heading(), "You can work again, and something temporary is still in place");
}

#[tokio::test]
async fn questions_can_go_on_after_steps_were_tried() {
    let site = Site::new();
    let page = site.get(&format!("/diagnose?{CASE}&step.retry=no-change")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.header("location"));
    assert!(page.has("<fieldset"));
}

#[tokio::test]
async fn everything_tried_hands_over_and_never_ends_in_nothing() {
    let site = Site::new();
    let base = knowledge::base();
    let all: String = base.remedies.iter().map(|remedy| format!("&step.{}=could-not", remedy.id)).collect();
    let page = site.get(&format!("/plan?{CASE}{all}")).await;
    assert_eq!(page.heading(), "Everything worth trying was tried");
    assert!(page.has("5. Who to ask"));
}

/// The value of a hidden field inside a piece of a page.
fn field(html: &str, name: &str) -> Option<String> {
    let rest = html.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    Some(rest.split('"').next()?.replace("&amp;", "&").replace("&#38;", "&"))
}

/// Tries what the plan offers, without luck, until it offers nothing more.
async fn tried_out(site: &Site, case: &str) -> Answer {
    let mut address = format!("/plan?{case}");
    for _ in 0..60 {
        let page = site.get(&address).await;
        // The next step, or one that can be tried while somebody else has the case.
        let own = page.text().split("id=\"b4\"").nth(1).and_then(|fix| fix.split("<article").nth(1));
        let own = own.filter(|card| card.split("</article>").next().unwrap().contains("name=\"o\""));
        let Some(card) = page.text().split("id=\"next\"").nth(1).or(own) else { return page };
        let card = card.split("</article>").next().unwrap();
        let case = field(card, "t").unwrap();
        let result = match (field(card, "r"), field(card, "q")) {
            (Some(remedy), _) => [("t", case), ("r", remedy), ("o", "could-not".to_string())],
            (None, Some(look)) => [("t", case), ("q", look), ("a", "unknown".to_string())],
            (None, None) => panic!("a step without a result: {card}"),
        };
        let fields: Vec<(&str, &str)> = result.iter().map(|(name, value)| (*name, value.as_str())).collect();
        address = site.post("/plan", &fields).await.leads_to().to_string();
    }
    panic!("always one more step");
}

#[tokio::test]
async fn only_others_can_go_on_with_a_ready_message() {
    let site = Site::new();
    let case = "on=this-computer&code=0x904&when=at-once&rights=user&second-try=always-fails";
    let begun = site.get(&format!("/plan?{case}")).await;
    assert!(begun.has("id=\"next\""), "something can be tried at first");
    let page = tried_out(&site, case).await;
    assert_ne!(page.heading(), "Everything worth trying was tried");
    assert!(page.has("<p class=\"lede\">") && page.reading().contains("The message to them is ready below."));
    assert!(!page.has("id=\"next\"") && page.has("<a class=\"btn\" href=\"#who\">Go to the ready message</a>"));
    let next = page.text().split("id=\"b3\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(!next.contains("<article") && next.contains("The message is in block 5."), "{next}");
    let fix = page.text().split("id=\"b4\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(!fix.contains("name=\"o\""), "no step of one's own is left: {fix}");
    let who = page.text().split("id=\"who\"").nth(1).unwrap().split("</section>").next().unwrap();
    let message = crate::plain(who.split("<pre>").nth(1).unwrap().split("</pre>").next().unwrap());
    assert!(message.contains("0x904"), "{message}");
    assert!(message.lines().any(|line| line.starts_with("- ")), "it says what to do: {message}");
    // What is known is part of it, so that nobody asks again.
    assert!(
        message.contains(&says("when", "at-once")) && message.contains(&says("second-try", "always-fails")),
        "{message}"
    );
}

/// A finding as a statement.
fn says(key: &str, outcome: &str) -> String {
    let base = knowledge::base();
    let observation = base.observation_by_key(key).unwrap();
    let outcome = base.outcome_by_id(observation, outcome).unwrap();
    let mut words = knowledge::english().words();
    words.complete(&knowledge::english().steps().rest);
    words.says(observation, outcome).to_string()
}

#[tokio::test]
async fn a_plan_can_be_carried_on_later_and_on_paper() {
    let site = Site::below("/rdp");
    let page = site.get(&format!("/rdp/plan?{CASE}")).await;
    let later = page.text().split("id=\"later\"").nth(1).unwrap().split("</section>").next().unwrap();
    let link = later.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    // The style sheet prints what stands in this link.
    assert_eq!(link, format!("https://help.example.org/rdp/plan?{CASE}"));
    let own = link.strip_prefix("https://help.example.org").unwrap();
    assert_eq!(site.get(own).await.heading(), page.heading());
    assert!(site.get(&format!("/rdp/qr.svg?{CASE}")).await.header("content-type").starts_with("image/svg"));
    let style = server_style(&site, &page).await;
    let print = style.split("@media print").nth(1).unwrap();
    assert!(print.contains(".qr + p a::after") && print.contains("attr(href)"), "the address is printed");
    let unnamed = Site::new().get(&format!("/plan?{CASE}")).await;
    assert!(unnamed.has("<a href=\"http://localhost:2308/plan?on=this-computer"), "without a configured address");
    assert!(unnamed.has("data-origin=\"http://localhost:2308\""), "the client prints the same");
}

/// The style sheet of a page.
async fn server_style(site: &Site, page: &Answer) -> String {
    let address = page.text().split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    site.get(address).await.text().to_string()
}

#[tokio::test]
async fn no_stage_is_called_not_reached_before_one_that_may_break() {
    let site = Site::new();
    let base = knowledge::base();
    let phase = base.observation(base.observation_by_id("error-phase").unwrap()).unwrap();
    let others = ["", "&others=everyone", "&path=vpn", "&second-try=always-fails", "&changed=update"];
    let mut addresses: Vec<String> = base.causes.iter().map(|cause| format!("/causes/{}", cause.id)).collect();
    for (outcome, other) in phase.outcomes.iter().flat_map(|outcome| others.map(|other| (outcome, other))) {
        addresses.push(format!("/plan?code=0x904&{}={}{other}", phase.key, outcome.id));
    }
    let mut uncertain = 0;
    for address in addresses {
        let page = site.get(&address).await;
        let Some(line) = page.text().split("<ol class=\"line\"").nth(1) else { continue };
        let line = line.split("</ol>").next().unwrap();
        let open = line.find("not reached").unwrap_or(line.len());
        let breaks = ["may break", "breaks here"].iter().filter_map(|state| line.rfind(state)).max();
        assert!(breaks.is_none_or(|breaks| breaks < open), "{address}: {}", crate::plain(line));
        uncertain += line.matches("may break").count().min(1);
    }
    assert!(uncertain > 10, "{uncertain} lines with stages that may break");
}

#[tokio::test]
async fn what_speaks_for_or_against_a_cause_is_not_called_good_or_bad() {
    let site = Site::new();
    let mut marked = 0;
    for cause in &knowledge::base().causes {
        let page = site.get(&format!("/causes/{}", cause.id)).await;
        for title in page.text().split("<h4>").skip(1).map(|rest| rest.split("</h4>").next().unwrap()) {
            let mark = match title.split("</svg>").nth(1).unwrap_or_default().trim_start() {
                says if says.contains(": speaks for ") => "class=\"mark wait\"",
                says if says.contains(": speaks against ") => "class=\"mark absent\"",
                _ => continue,
            };
            assert!(title.contains(mark), "{}: {title}", cause.id);
            marked += 1;
        }
    }
    assert!(marked > 100, "{marked}");
}
