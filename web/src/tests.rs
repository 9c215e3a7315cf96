//! What only a browser can show: steps in a document, listeners, measuring against nothing.
#![allow(unsafe_code, reason = "the test runner's attribute exports each test by its name")]

use std::cell::RefCell;
use std::rc::Rc;

use diagnosis::reading::measurement::report::{Check, Told};
use diagnosis::transcript;
use diagnosis::words::{Places, interview};
use diagnosis::{Surface, consult};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, HtmlInputElement, MouseEvent};
use yew::Renderer;

use crate::arrival::{self, Arrival};
use crate::battery;
use crate::components::{Page, PageProps, Scene};
use crate::portal::{Facts, Portal};
use crate::state::{Action, Place, Shown};
use crate::{dom, listeners};

wasm_bindgen_test_configure!(run_in_browser);

/// A fresh `<main>`, as the server sends it.
fn main_with(html: &str) -> HtmlElement {
    let document = dom::document().unwrap();
    if let Some(former) = document.get_element_by_id("main") {
        former.remove();
    }
    let main: HtmlElement = document.create_element("main").unwrap().dyn_into().unwrap();
    main.set_id("main");
    main.set_attribute("data-step", "interview").unwrap();
    main.set_attribute("data-base", "/rdp").unwrap();
    main.set_inner_html(html);
    document.body().unwrap().append_child(&main).unwrap();
    main
}

fn scene(visit: u32, query: &str, unanswered: bool, chosen: Option<&str>) -> PageProps {
    let language = knowledge::english();
    let portal = Portal::new(
        knowledge::MODEL.bytes,
        language.words.bytes,
        Places { base: "/rdp".to_string(), ..Places::default() },
    )
    .unwrap();
    let evidence = transcript::parse(&portal.base, query);
    let consultation = consult(&portal.base, &evidence, &Surface::default());
    let question = consultation.question.clone().unwrap();
    let view = interview::interview(&portal.base, &portal.words, &portal.places, query, &consultation, &question);
    let announcement = view.eyebrow.clone();
    let shown = Shown::Question {
        view: Rc::new(view),
        observation: question.observation,
        revisit: false,
        unanswered,
        announcement: announcement.clone(),
    };
    let (title, _) = shown.title(&portal.words).unwrap();
    let focus = if unanswered { "#error-summary" } else { "h1" };
    let scene = Scene {
        visit,
        shown,
        chosen: chosen.map(str::to_string),
        missing: ("There is a problem".to_string(), "Choose an answer.".to_string()),
        copied: "Copied".to_string(),
        panel: None,
        arrival: Some(Arrival { title, announcement, focus, gate: false }),
    };
    PageProps { scene: Rc::new(scene) }
}

/// Lets Yew and the document do what is due.
async fn settled() {
    TimeoutFuture::new(50).await;
}

fn one(root: &Element, selector: &str) -> Element {
    root.query_selector(selector).unwrap().unwrap_or_else(|| panic!("no {selector} in {}", root.inner_html()))
}

#[wasm_bindgen_test]
async fn a_question_takes_the_place_of_the_servers_page() {
    arrival::prepare().unwrap();
    let main = main_with("<h1>Old</h1><section id=\"checks\" hidden></section>");
    let mut page =
        Renderer::<Page>::with_root_and_props(main.clone().into(), scene(1, "code=0x904.pt", false, None)).render();
    settled().await;
    let document = dom::document().unwrap();
    assert_eq!(main.query_selector_all("h1").unwrap().length(), 1);
    assert_eq!(document.title(), "Where is this page open? - fix904");
    assert_eq!(document.active_element().unwrap().tag_name(), "H1");
    let said = document.get_element_by_id("announcement").unwrap();
    assert!(said.text_content().unwrap().starts_with("Before the questions"));
    let radio: HtmlInputElement = one(&main, "#answer").unchecked_into();
    assert!(!radio.checked());

    // A choice of the visitor outlives the progress of a check, and nothing of it is left in the next step.
    radio.set_checked(true);
    page.update(scene(1, "code=0x904.pt", false, Some(&radio.value())));
    settled().await;
    assert!(radio.checked() && radio.is_connected());
    page.update(scene(2, "code=0x904.pt&on=elsewhere", false, None));
    settled().await;
    assert!(!radio.is_connected());
    assert!(main.query_selector("input:checked").unwrap().is_none());

    page.update(scene(3, "code=0x904.pt&on=elsewhere", true, None));
    settled().await;
    assert_eq!(document.active_element().unwrap().id(), "error-summary");
    assert!(document.title().starts_with("Error: "));
    page.destroy();
}

#[wasm_bindgen_test]
async fn the_facts_of_the_servers_page_are_read() {
    let main = main_with(
        "<form><input type=hidden name=t value='code=0x904.pt'><input type=hidden name=q value=on>
        <input type=radio name=a value=one><input type=radio name=a value=two checked></form>",
    );
    // Its form can hold less than the page shows.
    main.set_attribute("data-case", "code=0x904.pt&ext=seven.pt").unwrap();
    let (found, facts) = dom::main().unwrap();
    assert!(found.is_same_node(Some(&main)));
    assert_eq!(facts, Facts { base: "/rdp".to_string(), step: "interview".to_string(), ..Facts::default() });
    let landing = dom::landing(&main, &facts);
    assert_eq!(landing.transcript, "code=0x904.pt&ext=seven.pt");
    assert_eq!(landing.question.as_deref(), Some("on"));
    assert_eq!(landing.chosen.as_deref(), Some("two"));
    dom::choose(&main, "one");
    assert_eq!(dom::landing(&main, &facts).chosen.as_deref(), Some("one"));
}

#[wasm_bindgen_test]
async fn forms_links_and_buttons_are_heard_at_the_document() {
    let main = main_with(
        "<form action='/rdp/diagnose'><input type=hidden name=t value='x=y'><button name=a value=yes>Go</button></form>
        <form id=gate action='/rdp/plan/confirm#next'><button>Go</button></form>
        <a id=plan href='/rdp/plan?x=y'>Plan</a><a id=away href='/rdp/causes'>Causes</a>
        <button id=stop data-checks=stop>Stop</button><input type=radio name=a value=one>",
    );
    let heard: Rc<RefCell<Vec<Action>>> = Rc::default();
    let hears = Rc::clone(&heard);
    let listeners = listeners::listen("/rdp", move |action| {
        hears.borrow_mut().push(action);
        true
    });
    // Keeps what is not ours from leaving the test's page.
    let stays = gloo_events::EventListener::new_with_options(
        &main,
        "submit",
        gloo_events::EventListenerOptions::enable_prevent_default(),
        |event| event.prevent_default(),
    );
    let press = |selector: &str| one(&main, selector).unchecked_into::<HtmlElement>().click();
    press("form[action='/rdp/diagnose'] button");
    press("#gate button");
    press("#plan");
    press("#stop");
    press("input[type=radio]");
    let away = one(&main, "#away");
    let kept = gloo_events::EventListener::new_with_options(
        &away,
        "click",
        gloo_events::EventListenerOptions::enable_prevent_default(),
        |event| event.prevent_default(),
    );
    press("#away");
    let init = web_sys::MouseEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_ctrl_key(true);
    let modified = MouseEvent::new_with_mouse_event_init_dict("click", &init).unwrap();
    let quiet = gloo_events::EventListener::new_with_options(
        &one(&main, "#plan"),
        "click",
        gloo_events::EventListenerOptions::enable_prevent_default(),
        |event| event.prevent_default(),
    );
    one(&main, "#plan").dispatch_event(&modified).unwrap();
    drop((listeners, stays, kept, quiet));

    let heard = heard.borrow();
    let [Action::Submitted(form), Action::Followed(link), Action::Pressed(_), Action::Chose(answer)] = heard.as_slice()
    else {
        panic!("{heard:?}")
    };
    assert_eq!(form.place, Place::Interview);
    assert_eq!(form.fields, [("t", "x=y"), ("a", "yes")].map(|(n, v)| (n.to_string(), v.to_string())));
    assert_eq!((link.as_str(), answer.as_str()), ("/rdp/plan?x=y", "one"));
}

#[wasm_bindgen_test]
async fn checks_without_a_far_end_say_so() {
    let told: Rc<RefCell<Vec<(Check, String)>>> = Rc::default();
    let hears = Rc::clone(&told);
    let report = move |check: Check, said: &str| hears.borrow_mut().push((check, said.to_string()));
    let controller = web_sys::AbortController::new().unwrap();
    // The portal of the test runner has no far ends.
    battery::run("/nobody".to_string(), "check-clock check-path check-udp", controller.signal(), report).await;
    let ended = |told: &[(Check, String)]| {
        let results = told.iter().filter(|(_, said)| said.contains('|'));
        let mut results: Vec<_> =
            results.map(|(check, said)| (*check, Told(said.clone()).detail().to_string())).collect();
        // Those of one stage end in any order.
        results.sort_by_key(|(check, _)| Check::ALL.iter().position(|other| other == check));
        results
    };
    let nothing = [Check::Clock, Check::Path, Check::Udp].map(|check| (check, "reason.no-connection".to_string()));
    assert_eq!(ended(&told.borrow()), nothing);

    // What the visitor stops gets no report.
    told.borrow_mut().clear();
    let (hears, signal) = (Rc::clone(&told), controller.signal());
    let report = move |check: Check, said: &str| {
        hears.borrow_mut().push((check, said.to_string()));
        // While the first of a stage are under way.
        controller.abort();
    };
    battery::run("/nobody".to_string(), "check-clock check-path check-udp", signal, report).await;
    assert!(!told.borrow().is_empty(), "none had begun");
    assert_eq!(ended(&told.borrow()), []);
}

#[wasm_bindgen_test]
async fn what_can_be_copied_gets_a_button_once() {
    let main = main_with(
        "<div class=cmd data-copy=Copy data-copied=Copied><div><span>PowerShell</span></div><pre>hostname</pre></div>",
    );
    crate::copy::offer(&main).unwrap();
    crate::copy::offer(&main).unwrap();
    assert_eq!(main.query_selector_all("button").unwrap().length(), 1);
    let button = one(&main, "div.cmd > div > span + button[type=button].btn.quiet.small");
    assert_eq!(button.text_content().as_deref(), Some("Copy"));
    assert_eq!(button.get_attribute("aria-label").as_deref(), Some("Copy: PowerShell"));
    button.unchecked_into::<HtmlElement>().click();
    settled().await;
}
