//! The page on which one reads: its form stays, and what was understood takes its place for as long as it is shown.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use diagnosis::words::understood::UnderstoodView;
use gloo_events::{EventListener, EventListenerOptions};
use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DataTransfer, DragEvent, Element, Event, File, FormData, HtmlElement, HtmlFormElement, HtmlInputElement,
    HtmlTextAreaElement, MouseEvent,
};

use super::drawn::{self, Detour};
use super::{Given, Reader};
use crate::{arrival, dom};

/// Mark the entries of the history under which the form and something understood are shown. One without a mark is a jump
/// within the page and changes nothing.
const ASKED: &str = "asked";
const UNDERSTOOD: &str = "understood";
/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

struct Page {
    reader: Reader,
    main: HtmlElement,
    form: HtmlFormElement,
    field: HtmlTextAreaElement,
    files: HtmlInputElement,
    /// The page with its form, as it stood in `<main>`.
    asked: Array,
    /// What was understood last.
    understood: RefCell<Option<Array>>,
    /// Which reading goes on: one that was begun anew ends the one before.
    turn: Cell<u32>,
}

/// Takes up the work on the page, and says so.
pub(super) fn begin(main: HtmlElement, reader: Reader) -> Result<(), JsValue> {
    let one = |selector: &str| main.query_selector(selector)?.ok_or(JsValue::NULL);
    let page = Rc::new(Page {
        form: one("form#read")?.dyn_into()?,
        field: one("textarea")?.dyn_into()?,
        files: one("input[type=file]")?.dyn_into()?,
        asked: nodes(&main),
        understood: RefCell::default(),
        turn: Cell::new(0),
        main,
        reader,
    });
    // After a reload nothing is understood, whatever the history says.
    dom::window()?.history()?.replace_state_with_url(&ASKED.into(), "", None)?;
    arrival::prepare()?;
    page.listen()?;
    page.tell()
}

/// Does work that can end this program, as when there is no more memory, in a call of its own: the browser ends that call alone.
fn guarded<T: 'static>(work: impl FnOnce() -> T + 'static) -> Option<T> {
    let done = Rc::new(RefCell::new(None));
    let kept = Rc::clone(&done);
    let call = Closure::once(move || {
        let result = work();
        kept.replace(Some(result));
    });
    call.as_ref().unchecked_ref::<Function>().call0(&JsValue::NULL).ok()?;
    done.take()
}

/// What stands in an element, to be put back later.
fn nodes(of: &Element) -> Array {
    Array::from(&of.child_nodes())
}

impl Page {
    fn listen(self: &Rc<Self>) -> Result<(), JsValue> {
        let (document, window) = (dom::document()?, dom::window()?);
        self.on(&self.form, "submit", Self::submitted);
        self.on(&self.main, "click", Self::clicked);
        for name in ["dragover", "drop"] {
            self.on(&document, name, Self::dragged);
        }
        self.on(&document, "dragleave", |page, _| page.outline(""));
        self.on(&window, "popstate", Self::popped);
        Ok(())
    }

    fn on(self: &Rc<Self>, target: &web_sys::EventTarget, name: &'static str, act: fn(&Rc<Self>, &Event)) {
        let page = Rc::clone(self);
        let deciding = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(target, name, deciding, move |event| act(&page, event)).forget();
    }

    /// The hints say that the text is read here. It is true from now on.
    fn tell(&self) -> Result<(), JsValue> {
        let hints = self.main.query_selector_all("[data-with-scripts]")?;
        for hint in (0..hints.length()).filter_map(|at| hints.get(at)?.dyn_into::<Element>().ok()) {
            hint.set_text_content(hint.get_attribute("data-with-scripts").as_deref());
            hint.remove_attribute("hidden")?;
        }
        Ok(())
    }

    fn submitted(self: &Rc<Self>, event: &Event) {
        event.prevent_default();
        let page = Rc::clone(self);
        spawn_local(async move {
            let turn = page.turn.get() + 1;
            page.turn.set(turn);
            let read = page.read().await;
            if page.turn.get() == turn
                && let Err(why) = read.and_then(|read| page.show(read))
            {
                dom::log(&format!("{why:?}"));
            }
        });
    }

    /// Reads the form: what was understood, or what is wrong.
    async fn read(self: &Rc<Self>) -> Result<Result<UnderstoodView, String>, JsValue> {
        let (files, text) = (self.files(), self.field.value());
        let bytes = files.iter().map(|file| file.size()).sum::<f64>() + text.len() as f64;
        if let Err(wrong) = self.reader.admit(files.len(), bytes) {
            return Ok(Err(wrong));
        }
        let machine = FormData::new_with_form(&self.form)?.get("machine").as_string().unwrap_or_default();
        let mut given = Given { machine, ..Given::default() };
        for file in &files {
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => given.texts.push(Uint8Array::new(&buffer).to_vec()),
                // A folder, or a file that is gone by now.
                Err(_) => given.unopened = true,
            }
        }
        given.texts.push(text.into_bytes());
        let page = Rc::clone(self);
        let read = guarded(move || {
            given.today = Some((js_sys::Date::now() / DAY) as i64);
            page.reader.read(&given)
        });
        Ok(read.unwrap_or_else(|| Err(self.reader.words.say("evidence.wrong.broke"))))
    }

    fn files(&self) -> Vec<File> {
        let chosen = self.files.files();
        chosen.map_or_else(Vec::new, |files| (0..files.length()).filter_map(|at| files.get(at)).collect())
    }

    fn show(&self, read: Result<UnderstoodView, String>) -> Result<(), JsValue> {
        self.forget_wrong()?;
        match read {
            Ok(view) => self.draw(&view),
            Err(wrong) => self.complain(&wrong),
        }
    }

    /// Draws what was understood; one step back is the form as it was.
    fn draw(&self, view: &UnderstoodView) -> Result<(), JsValue> {
        let document = dom::document()?;
        let drawn = Array::new();
        for part in drawn::understood(&self.reader.words, &self.reader.places, &self.detour(), view) {
            drawn.push(part.build(&document)?.as_ref());
        }
        *self.understood.borrow_mut() = Some(drawn);
        let history = dom::window()?.history()?;
        // A browser that is asked too often refuses; the lines are shown all the same.
        let _ = history
            .replace_state_with_url(&ASKED.into(), "", None)
            .and_then(|()| history.push_state_with_url(&UNDERSTOOD.into(), "", None));
        self.present(true)
    }

    /// Shows what was understood, or the form.
    fn present(&self, understood: bool) -> Result<(), JsValue> {
        let drawn = self.understood.borrow();
        let shown = drawn.as_ref().filter(|_| understood).unwrap_or(&self.asked);
        self.main.replace_children_with_node(shown);
        let window = dom::window()?;
        self.title("")?;
        window.scroll_to_with_x_and_y(0.0, 0.0);
        // A screen reader says the heading, which tells what came.
        arrival::focus(&self.main, "h1");
        Ok(())
    }

    /// The title as the server makes it, with what is wrong before it.
    fn title(&self, key: &str) -> Result<(), JsValue> {
        let words = &self.reader.words;
        let heading = self.main.query_selector("h1")?.and_then(|h1| h1.text_content()).unwrap_or_default();
        let heading = if key.is_empty() { heading } else { words.fill(key, &[("title", &heading)]) };
        dom::document()?.set_title(&format!("{heading} - {}", words.say("product")));
        Ok(())
    }

    fn complain(&self, wrong: &str) -> Result<(), JsValue> {
        let document = dom::document()?;
        let summary = drawn::summary(&self.reader.words, wrong).build(&document)?;
        self.main.query_selector(".flow")?.ok_or(JsValue::NULL)?.prepend_with_node_1(&summary)?;
        self.field.before_with_node_1(&drawn::error(wrong).build(&document)?)?;
        self.field.set_attribute("aria-describedby", "paste-hint paste-error")?;
        self.field.set_attribute("aria-invalid", "true")?;
        self.title("interview.error-title")?;
        arrival::focus(&self.main, "#error-summary");
        Ok(())
    }

    fn forget_wrong(&self) -> Result<(), JsValue> {
        for selector in ["#error-summary", "#paste-error"] {
            if let Some(said) = self.main.query_selector(selector)? {
                said.remove();
            }
        }
        self.field.set_attribute("aria-describedby", "paste-hint")?;
        self.field.remove_attribute("aria-invalid")?;
        self.title("")
    }

    /// The case that this page keeps, as it stands in the form.
    fn detour(&self) -> Detour {
        let value = |name: &str| {
            let field = self.form.query_selector(&format!("input[name={name}]")).ok().flatten();
            field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()).map(|field| field.value())
        };
        Detour::of(&self.reader.places, &value("t").unwrap_or_default(), value("to").is_some())
    }

    /// The links back to the form show it as it was left; the browser would load an empty one.
    fn clicked(self: &Rc<Self>, event: &Event) {
        let Some(click) = event.dyn_ref::<MouseEvent>() else { return };
        let modified = click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key();
        let link = event.target().and_then(|t| t.dyn_into::<Element>().ok()).and_then(|t| t.closest("a").ok()?);
        let href = link.and_then(|link| link.get_attribute("href"));
        if !modified && self.shows_understood() && href.is_some_and(|href| href == self.detour().again) {
            event.prevent_default();
            self.ask_again();
        }
    }

    fn shows_understood(&self) -> bool {
        !self.main.contains(Some(&self.form))
    }

    fn ask_again(&self) {
        let history = dom::window().and_then(|window| window.history());
        let marked =
            history.as_ref().ok().filter(|h| h.state().is_ok_and(|s| s.as_string().as_deref() == Some(UNDERSTOOD)));
        let went = marked.is_some_and(|history| history.back().is_ok());
        if !went {
            // See `popped`.
            let _ = self.present(false);
        }
    }

    fn popped(self: &Rc<Self>, event: &Event) {
        let state = event.dyn_ref::<web_sys::PopStateEvent>().and_then(|event| event.state().as_string());
        let understood = match state.as_deref() {
            Some(UNDERSTOOD) => true,
            Some(ASKED) => false,
            _ => return,
        };
        if understood != self.shows_understood() {
            // Each part of it is a help of its own.
            let _ = self.present(understood);
        }
    }

    /// Files may be dropped anywhere: beside the field a browser would open them and leave the page.
    fn dragged(self: &Rc<Self>, event: &Event) {
        let drag = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
        let Some(drag) = drag.filter(|drag| drag.types().includes(&"Files".into(), 0)) else { return };
        event.prevent_default();
        if event.type_() == "dragover" {
            return self.outline("3px dashed");
        }
        self.outline("");
        if let Err(why) = self.add(&drag) {
            dom::log(&format!("{why:?}"));
        }
    }

    /// Puts dropped files beside those that were chosen.
    fn add(&self, drag: &DataTransfer) -> Result<(), JsValue> {
        let Some(dropped) = drag.files() else { return Ok(()) };
        let all = DataTransfer::new()?;
        for file in
            self.files().iter().chain(&(0..dropped.length()).filter_map(|at| dropped.get(at)).collect::<Vec<_>>())
        {
            all.items().add_with_file(file)?;
        }
        self.files.set_files(all.files().as_ref());
        if self.shows_understood() {
            self.ask_again();
        }
        let said = self.reader.words.count("evidence.dropped", dropped.length() as usize);
        arrival::announce(&said);
        Ok(())
    }

    /// Shows where dropped files go. Set here, because it exists only while somebody drags.
    fn outline(&self, outline: &str) {
        if let Some(place) = self.files.parent_element().and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
            let _ = place.style().set_property("outline", outline);
        }
    }
}
