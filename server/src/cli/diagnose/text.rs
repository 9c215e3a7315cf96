//! A diagnosis for people: the plan of the page as plain text, in the same order and with the same sentences.

use diagnosis::consultation::Ending;
use diagnosis::knowledge_base::OutcomeIndex;
use diagnosis::words::interview::interview;
use diagnosis::words::plan::{AskView, PlanView, WorkedView, plan};
use diagnosis::words::{CommandView, Span, StepCard};

use super::Case;
use super::sheet::Sheet;
use crate::pages::interview::next;
use crate::pages::other_code::case_beside;
use crate::portal::PageWords;

/// Writes a case down.
pub(super) fn write(case: &Case<'_>) -> String {
    let w = PageWords::of(case.language());
    let mut writer = Writer { case, w, sheet: Sheet::default() };
    match case.consultation.ending {
        Some(Ending::OtherCode(code)) => writer.other_code(code),
        _ => writer.plan(&view(case)),
    }
    writer.sheet.into_text()
}

/// The view of the page of the plan.
pub(in crate::cli) fn view(case: &Case<'_>) -> PlanView {
    let language = case.language();
    plan(&case.knowledge.base, &language.words, &language.steps, &case.places, &case.transcript, &case.consultation)
}

struct Writer<'a> {
    case: &'a Case<'a>,
    w: PageWords<'a>,
    sheet: Sheet,
}

impl Writer<'_> {
    fn plan(&mut self, view: &PlanView) {
        self.sheet.paragraph("", &view.eyebrow);
        self.sheet.heading(&view.heading, '=');
        self.sheet.paragraph("", &view.lede);
        let stations: Vec<String> = view.line.iter().map(|stage| format!("{} {}", stage.name, stage.state)).collect();
        self.sheet.gap();
        self.sheet.paragraph("", &format!("{}: {}", view.line_name, stations.join(", ")));
        for remark in &view.remarks {
            self.sheet.gap();
            self.sheet.paragraph("", &remark.heading);
            self.sheet.paragraph("", &remark.text);
        }
        if let Some(worked) = &view.worked {
            self.worked(worked);
        }
        self.known(view);
        self.ranking(view);
        if view.worked.is_none() {
            self.steps(view);
        }
        if view.worked.is_none() || !view.asks.is_empty() {
            self.sheet.heading(&view.headings[4], '-');
            self.sheet.paragraph("", &view.who_note);
            view.asks.iter().for_each(|ask| self.ask(ask));
        }
        self.question(view);
        self.sheet.heading(&view.later_heading, '-');
        self.sheet.paragraph("", &self.w.say("terminal.browser"));
        self.sheet.verbatim("    ", &self.case.places.interview(&self.case.transcript));
    }

    fn known(&mut self, view: &PlanView) {
        self.sheet.heading(&view.headings[0], '-');
        if view.known.is_empty() {
            self.sheet.paragraph("", &view.known_none);
        }
        for row in &view.known {
            self.sheet.hanging("  - ", "    ", &format!("{} ({})", row.text, row.source));
        }
    }

    fn ranking(&mut self, view: &PlanView) {
        self.sheet.heading(&view.headings[1], '-');
        for row in &view.ranking {
            self.sheet.hanging(&format!("{:>6}  ", row.percent_text), "        ", &row.title);
            self.sheet.paragraph("        ", &row.reasons);
        }
        self.sheet.gap();
        self.sheet.paragraph("", &view.ranking_note);
        for (label, text) in view.turn.iter().chain(&view.ruled_out) {
            self.sheet.gap();
            self.sheet.paragraph("", &format!("{label}: {text}"));
        }
    }

    fn steps(&mut self, view: &PlanView) {
        self.sheet.heading(&view.headings[2], '-');
        self.sheet.paragraph("", &view.next_reason);
        if let Some(card) = &view.next {
            self.card(card);
        }
        self.sheet.heading(&view.headings[3], '-');
        self.sheet.paragraph("", &view.fix_note);
        view.fix.iter().for_each(|card| self.card(card));
    }

    /// A step: what to do, what one should see, how to take it back, and how its result is told.
    fn card(&mut self, card: &StepCard) {
        self.sheet.gap();
        self.sheet.paragraph("  ", &card.title);
        let meta: Vec<&str> = std::iter::once(&card.audience).chain(&card.meta).map(String::as_str).collect();
        self.sheet.paragraph("    ", &format!("[{}]", meta.join(", ")));
        self.sheet.paragraph("    ", card.notice.as_deref().unwrap_or(""));
        for part in &card.parts {
            self.sheet.paragraph("    ", &running(&part.text));
            self.command(part.command.as_ref());
        }
        for column in &card.columns {
            self.sheet.hanging("    ", "      ", &format!("{}: {}", column.title, running(&column.text)));
            self.command(column.command.as_ref());
        }
        if let Some(gate) = &card.gate {
            self.sheet.paragraph("    ", &gate.reason);
            for (_, condition) in &gate.conditions {
                self.sheet.hanging("    - ", "      ", condition);
            }
            self.sheet.paragraph("    ", &self.w.say("terminal.gate"));
            self.sheet.verbatim("      ", &self.case.places.plan(&self.case.transcript));
        }
        if let Some(form) = &card.form {
            let values: Vec<String> = form.buttons.iter().map(|button| format!("\"{}\"", button.value)).collect();
            let list = if form.field == "r" { "tried" } else { "evidence" };
            let entry = format!("\"{list}\": [[\"{}\", {}]]", form.subject, values.join(" | "));
            self.sheet.hanging("    ", "      ", &self.w.fill("terminal.result", &[("entry", &entry)]));
        }
    }

    fn command(&mut self, command: Option<&CommandView>) {
        if let Some(command) = command {
            self.sheet.paragraph("      ", &format!("{}:", command.label));
            self.sheet.verbatim("        ", &command.text);
        }
    }

    fn ask(&mut self, ask: &AskView) {
        self.sheet.gap();
        self.sheet.paragraph("  ", &ask.heading);
        self.sheet.paragraph("    ", &ask.text);
        self.sheet.paragraph("    ", &format!("{}:", ask.label));
        self.sheet.gap();
        let commands = self.looks();
        for line in ask.message.lines() {
            if commands.iter().any(|command| command.lines().any(|own| own == line)) {
                self.sheet.verbatim("      ", line);
            } else {
                self.sheet.paragraph("      ", line);
            }
        }
    }

    /// Commands that stand in the messages; they are copied, so they are not broken into lines.
    fn looks(&self) -> Vec<String> {
        let confirmations = &self.case.language().steps.confirmations;
        let looks = self.case.consultation.plan.asks.iter().filter_map(|ask| confirmations.get(ask.look?.position()));
        looks.filter_map(|look| look.step.command.as_ref()).map(|command| command.text.clone()).collect()
    }

    fn worked(&mut self, worked: &WorkedView) {
        self.sheet.gap();
        worked.text.iter().for_each(|text| self.sheet.paragraph("", text));
        if !worked.undo.is_empty() {
            self.sheet.heading(&worked.undo_heading, '-');
        }
        for card in &worked.undo {
            self.card(&self.kept_closed(card));
        }
        if !worked.prevention.is_empty() {
            self.sheet.heading(&worked.prevention_heading, '-');
            for (cause, text) in &worked.prevention {
                self.sheet.paragraph("  ", &cause.text);
                self.sheet.paragraph("    ", text);
            }
        }
    }

    /// The way back of a gated step is a change of the same kind, so its command is closed here like those of the step.
    fn kept_closed(&self, card: &StepCard) -> StepCard {
        let mut card = card.clone();
        let base = &self.case.knowledge.base;
        let gated = base.remedy_by_id(&card.anchor).and_then(|r| base.remedy(r)).is_some_and(|r| r.gated());
        if gated {
            card.columns.iter_mut().for_each(|column| column.command = None);
        }
        card
    }

    /// The next question with its answers; more questions, if only their number has ended them.
    fn question(&mut self, view: &PlanView) {
        let case = self.case;
        let Some(question) = next(&case.consultation) else {
            if let Some(more) = view.more.as_ref().filter(|_| case.consultation.question.is_none()) {
                self.sheet.gap();
                self.sheet.paragraph("", &format!("{}:", more.text));
                self.sheet.verbatim("    ", &more.href);
            }
            return;
        };
        let base = &case.knowledge.base;
        let words = &case.language().words;
        let asked = interview(base, words, &case.places, &case.transcript, &case.consultation, &question);
        self.sheet.heading(&self.w.say("terminal.question"), '-');
        self.sheet.paragraph("", &asked.heading);
        self.sheet.paragraph("", &asked.help);
        for choice in &asked.choices {
            self.sheet.hanging("  - ", "    ", &choice.label);
        }
        if let Some((reason, effects)) = asked.why.split_first() {
            self.sheet.paragraph("", &format!("{}: {reason}", asked.why_label));
            effects.iter().for_each(|effect| self.sheet.hanging("  - ", "    ", effect));
        }
        let values: Vec<String> = asked.choices.iter().map(|choice| format!("\"{}\"", choice.value)).collect();
        let entry = format!("\"evidence\": [[\"{}\", {}]]", asked.key, values.join(" | "));
        self.sheet.hanging("", "  ", &self.w.fill("terminal.answer", &[("entry", &entry)]));
    }

    /// The code belongs to another fault: what it means and where to go on, as on its page.
    fn other_code(&mut self, code: OutcomeIndex) {
        let w = self.w;
        let Some(words) = self.case.language().articles.codes.get(code.position()) else { return };
        self.sheet.paragraph("", &w.say("other-code.eyebrow"));
        let heading = w.fill("other-code.heading", &[("code", &words.hex), ("title", &words.title)]);
        self.sheet.heading(&heading, '=');
        self.sheet.paragraph("", &words.means);
        self.sheet.heading(&w.say("other-code.go"), '-');
        self.sheet.paragraph("", &words.go);
        self.sheet.heading(&w.say("other-code.both"), '-');
        self.sheet.paragraph("", &w.say("other-code.both-text"));
        self.sheet.gap();
        self.sheet.paragraph("", &format!("{}:", w.say("other-code.also")));
        let beside = case_beside(&self.case.knowledge.base, Some(code.position()));
        self.sheet.verbatim("    ", &self.case.places.interview(&beside));
        self.sheet.paragraph("", &format!("{}:", w.say("other-code.page")));
        self.sheet.verbatim("    ", &self.case.places.page(&format!("/codes/{}", words.hex)));
    }
}

/// Inline pieces as they were written: what is typed between backticks, what is replaced between angle brackets.
fn running(spans: &[Span]) -> String {
    let piece = |span: &Span| match span {
        Span::Text(text) => text.clone(),
        Span::Code(text) => format!("`{text}`"),
        Span::Placeholder(name) => format!("<{name}>"),
    };
    spans.iter().map(piece).collect()
}
