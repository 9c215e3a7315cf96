//! What was understood, drawn like the server's answer to the same text (`server/templates/understood.html`).

use diagnosis::words::understood::{Finding, Note, Section, UnderstoodView};
use diagnosis::words::{Mark, Places, Span, Words, spans};

use super::tree::{Element, element, text};

/// Where a case was left, and where it goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detour {
    /// The case as it stands in addresses.
    pub case: String,
    /// Whether the person came from a plan.
    pub to_plan: bool,
    /// Address of the page on which one reads.
    pub again: String,
}

impl Detour {
    /// From the fields of the form.
    pub fn of(places: &Places, case: &str, to_plan: bool) -> Self {
        let query = [case, if to_plan { "to=plan" } else { "" }].join("&");
        let query = query.trim_matches('&');
        let again = places.page(&if query.is_empty() { "/evidence".to_string() } else { format!("/evidence?{query}") });
        Self { case: case.to_string(), to_plan, again }
    }
}

/// The content of `<main>`.
pub fn understood(words: &Words, places: &Places, detour: &Detour, view: &UnderstoodView) -> [Element; 2] {
    let back = text("a", &words.say("understood.again")).class("back").set("href", &detour.again);
    let lede = words.say(if view.findings { "understood.lede" } else { "understood.lede-none" });
    let mut content = element("div")
        .class("flow")
        .put(text("p", &words.say("evidence.eyebrow")).class("eyebrow"))
        .put(text("h1", &words.say("understood.heading")))
        .put(text("p", &lede).class("lede"));
    if !view.left.is_empty() {
        content = content.put(notice(words, "understood.left").put(text("p", &view.left)));
    }
    content = content.put(form(words, places, detour, view));
    let method = text("a", &words.say("link.method")).set("href", &places.page("/how-we-estimate"));
    let aside = element("aside").set("aria-label", &words.say("site.more")).put(
        element("section")
            .class("flow")
            .put(text("h2", &words.say("understood.stayed")))
            .put(text("p", &words.say("understood.stayed-text")).class("small soft"))
            .put(element("p").class("small").put(method)),
    );
    [back, element("div").class("cols").put(content).put(aside)]
}

fn notice(words: &Words, heading: &str) -> Element {
    element("div").class("notice flow").put(text("h2", &words.say(heading)))
}

fn form(words: &Words, places: &Places, detour: &Detour, view: &UnderstoodView) -> Element {
    let sections = view.sections.iter().enumerate().map(|(at, part)| section(&format!("part{}", at + 1), part));
    let mut form = element("form")
        .class("flow")
        .set("method", "post")
        .set("action", &places.page("/evidence/taken"))
        .all(sections);
    if view.asks_machine {
        let again = text("a", &words.say("understood.again")).set("href", &detour.again);
        let why = text("p", &(words.say("understood.machine-text") + " ")).put(again);
        form = form.put(notice(words, "understood.machine").put(why));
    }
    let on = words.say(if detour.to_plan { "understood.to-plan" } else { "interview.submit" });
    let submit = text("button", &on).class("btn").set("type", "submit");
    form = form.put(element("div").class("row").put(submit)).put(hidden("t", &detour.case));
    if detour.to_plan { form.put(hidden("to", "plan")) } else { form }
}

fn hidden(name: &str, value: &str) -> Element {
    element("input").set("type", "hidden").set("name", name).set("value", value)
}

fn section(id: &str, section: &Section) -> Element {
    let mut drawn = element("section").class("flow").put(text("h2", &section.heading).set("id", id));
    if !section.findings.is_empty() {
        let findings = element("div").class("choices").set("role", "group").set("aria-labelledby", id);
        drawn = drawn.put(findings.all(section.findings.iter().map(finding)));
    }
    if !section.notes.is_empty() {
        drawn = drawn.put(element("ul").class("rows").all(section.notes.iter().map(note)));
    }
    if !section.left_out.is_empty() {
        drawn = drawn.put(text("p", &section.left_out).class("small soft"));
    }
    drawn
}

fn finding(finding: &Finding) -> Element {
    let mut small = element("small").put(text("code", &finding.place));
    if !finding.remark.is_empty() {
        small = small.text(" ").text(&finding.remark);
    }
    let tick =
        element("input").set("type", "checkbox").set("name", "l").set("value", &finding.value).set("checked", "");
    element("label").put(tick).put(rich("span", &finding.text).put(small))
}

fn note(note: &Note) -> Element {
    element("li").put(mark(note.mark)).put(rich("span", &note.text)).put(text("code", &note.place))
}

/// The mark of a line that says nothing by itself, the only one here.
fn mark(mark: Mark) -> Element {
    let dot = element("circle").set("cx", "8").set("cy", "8").set("r", "2");
    let size = |svg: Element| svg.set("width", "16").set("height", "16").set("aria-hidden", "true");
    size(element("svg").class(&format!("mark {}", mark.class())).set("viewBox", "0 0 16 16")).put(dot)
}

/// A sentence of the content, which may hold typed pieces.
fn rich(name: &'static str, sentence: &str) -> Element {
    spans(sentence).into_iter().fold(element(name), |whole, span| match span {
        Span::Text(piece) => whole.text(&piece),
        Span::Code(piece) => whole.put(text("code", &piece)),
        Span::Placeholder(piece) => whole.put(text("var", &piece)),
    })
}

/// What stands at the head of the page when nothing could be read, with a link to the field.
pub fn summary(words: &Words, wrong: &str) -> Element {
    element("div")
        .class("notice flow")
        .set("id", "error-summary")
        .set("role", "alert")
        .set("tabindex", "-1")
        .put(text("h2", &words.say("interview.error-heading")))
        .put(element("p").put(text("a", wrong).set("href", "#paste")))
}

/// The same at the field.
pub fn error(wrong: &str) -> Element {
    text("p", wrong).class("error").set("id", "paste-error")
}
