//! One listener for each kind of event, at the document: forms, links and buttons need none of their own, whether the
//! server or this client has drawn them.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, Event, FormData, HtmlAnchorElement, HtmlButtonElement, HtmlFormElement, HtmlInputElement, MouseEvent,
    PageTransitionEvent, PopStateEvent, SubmitEvent,
};

use crate::dom;
use crate::state::{Action, PanelButton, Place, Submission};

/// Fields that forms of the interview and the plan have.
const FIELDS: [&str; 5] = ["t", "q", "a", "r", "o"];

/// Hears everything until it is dropped. `act` says whether the browser must not do what it would do.
///
/// # Errors
/// If there is no document.
pub(crate) fn listen(
    base: &str,
    act: impl Fn(Action) -> bool + Clone + 'static,
) -> Result<Vec<EventListener>, JsValue> {
    let (document, window) = (dom::document()?, dom::window()?);
    let deciding = EventListenerOptions::enable_prevent_default();
    let prevented = |act: fn(&Event, &str) -> Option<Action>, on: Act| {
        let base = base.to_string();
        move |event: &Event| {
            if let Some(action) = act(event, &base)
                && on(action)
            {
                event.prevent_default();
            }
        }
    };
    let told = |act: fn(&Event) -> Option<Action>, on: Act| {
        move |event: &Event| {
            if let Some(action) = act(event) {
                on(action);
            }
        }
    };
    let on = || -> Act { Box::new(act.clone()) };
    Ok(vec![
        EventListener::new_with_options(&document, "submit", deciding, prevented(submitted, on())),
        EventListener::new_with_options(&document, "click", deciding, prevented(clicked, on())),
        EventListener::new(&document, "change", told(chosen, on())),
        EventListener::new(&window, "popstate", told(popped, on())),
        EventListener::new(&window, "pagehide", told(left, on())),
        EventListener::new(&window, "pageshow", told(returned, on())),
    ])
}

type Act = Box<dyn Fn(Action) -> bool>;

/// Which of our pages a path leads to.
fn place(path: &str, base: &str) -> Option<Place> {
    match path.split('#').next()?.strip_prefix(base)? {
        "/diagnose" => Some(Place::Interview),
        "/plan" => Some(Place::Plan),
        _ => None,
    }
}

fn submitted(event: &Event, base: &str) -> Option<Action> {
    let event: &SubmitEvent = event.dyn_ref()?;
    let mut submission = filled_in(event.target()?.dyn_ref()?, base)?;
    let button = event.submitter().and_then(|b| b.dyn_into::<HtmlButtonElement>().ok());
    submission.fields.extend(button.filter(|b| !b.name().is_empty()).map(|b| (b.name(), b.value())));
    Some(Action::Submitted(submission))
}

/// The form of the shown question, if an answer is chosen.
pub(crate) fn answered(main: &Element, base: &str) -> Option<Submission> {
    let answer: HtmlInputElement = main.query_selector("input[name=a]:checked").ok()??.dyn_into().ok()?;
    filled_in(&answer.form()?, base)
}

/// What a form would send without a button.
fn filled_in(form: &HtmlFormElement, base: &str) -> Option<Submission> {
    let place = place(&form.get_attribute("action")?, base)?;
    let content = FormData::new_with_form(form).ok()?;
    let field = |name: &str| Some((name.to_string(), content.get(name).as_string()?));
    Some(Submission { place, fields: FIELDS.into_iter().filter_map(field).collect() })
}

fn clicked(event: &Event, base: &str) -> Option<Action> {
    let click: &MouseEvent = event.dyn_ref()?;
    let target: Element = event.target()?.dyn_into().ok()?;
    if let Ok(Some(button)) = target.closest("[data-checks]") {
        let word = button.get_attribute("data-checks")?;
        return PanelButton::ALL.into_iter().find(|b| b.word() == word).map(Action::Pressed);
    }
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let modified = click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key() || click.button() != 0;
    let elsewhere = !matches!(link.target().as_str(), "" | "_self") || link.has_attribute("download");
    if modified
        || elsewhere
        || event.default_prevented()
        || link.origin() != dom::window().ok()?.location().origin().ok()?
    {
        return None;
    }
    place(&link.pathname(), base)?;
    let address = format!("{}{}", link.pathname(), link.search());
    // A jump within the page is the browser's.
    let jump = !link.hash().is_empty() && address == dom::address();
    (!jump).then_some(Action::Followed(address))
}

fn chosen(event: &Event) -> Option<Action> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    (input.type_() == "radio" && input.name() == "a").then(|| Action::Chose(input.value()))
}

fn popped(event: &Event) -> Option<Action> {
    let event: &PopStateEvent = event.dyn_ref()?;
    Some(Action::Popped(dom::address(), event.state().as_string()))
}

fn left(_: &Event) -> Option<Action> {
    Some(Action::Left)
}

fn returned(event: &Event) -> Option<Action> {
    event.dyn_ref::<PageTransitionEvent>()?.persisted().then_some(Action::Returned)
}
