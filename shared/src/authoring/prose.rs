//! Rules about sentences, commands and Markdown.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::format::Phrase;
use super::orders::{Changer, Order};
use super::{Defect, Raw, Sheet};

mod loose;

/// Longest sentence in words.
const LONGEST: usize = 30;
/// Words that belittle, beg or excuse.
const UNWANTED: [&str; 5] = ["simply", "just", "oops", "sorry", "please"];
/// Headings of an article, in order.
pub(super) const HEADINGS: [&str; 3] = ["What happens", "How to recognise it", "Prevention"];
pub(super) fn check(raw: &Raw, defects: &mut Vec<Defect>) {
    let mut prose = Prose { defects };
    for sheet in &raw.causes {
        let f = &sheet.front;
        let texts = [
            ("title", &f.title),
            ("headline", &f.headline),
            ("summary", &f.summary),
            ("weight_reason", &f.weight_reason),
            ("grade_reason", &f.grade_reason),
        ];
        prose.fields(sheet, &texts);
        prose.optional(&sheet.path, sheet.line("", "changed"), &f.changed);
        for other in &f.confused_with {
            prose.text(&sheet.path, sheet.line("confused_with", "difference"), &other.difference);
        }
        prose.body(sheet, &HEADINGS);
    }
    for sheet in &raw.observations {
        let f = &sheet.front;
        prose.fields(sheet, &[("short", &f.short), ("question", &f.question), ("why", &f.why)]);
        prose.optional(&sheet.path, sheet.line("", "help"), &f.help);
        prose.optional(&sheet.path, sheet.line("", "changed"), &f.changed);
        for (n, outcome) in f.outcomes.iter().enumerate() {
            let line = sheet.nth_line("outcomes", n, "text");
            prose.text(&sheet.path, line, &outcome.text);
            prose.text(&sheet.path, line, &outcome.says);
            prose.optional(&sheet.path, line, &outcome.hint);
            if f.how.is_some() {
                prose.text(&sheet.path, sheet.nth_line("outcomes", n, "seen"), &outcome.seen);
            }
        }
        if let Some(how) = &f.how {
            prose.text(&sheet.path, sheet.line("how", "title"), &how.title);
            prose.text(&sheet.path, sheet.line("how", "text"), &how.text);
            prose.typed(&sheet.path, sheet.line("how", "text"), &how.text);
            let line = sheet.line("how", "command");
            let order = Order { shell: how.shell.as_ref(), command: how.command.as_ref(), elevated: how.elevated };
            prose.command(&sheet.path, line, order);
            prose.cuts(&sheet.path, line, how.command.as_deref().unwrap_or(""), Changer::Look);
        }
    }
    for sheet in &raw.remedies {
        let f = &sheet.front;
        prose.fields(
            sheet,
            &[("title", &f.title), ("expect", &f.expect), ("otherwise", &f.otherwise), ("undo", &f.undo)],
        );
        prose.optional(&sheet.path, sheet.line("", "changed"), &f.changed);
        prose.message(&sheet.path, sheet.line("", "ask"), &f.ask);
        prose.undo(sheet);
        for (n, step) in f.steps.iter().enumerate() {
            let line = sheet.nth_line("steps", n, "text");
            prose.text(&sheet.path, line, &step.text);
            prose.typed(&sheet.path, line, &step.text);
            let line = sheet.nth_line("steps", n, "command");
            let order = Order { shell: step.shell.as_ref(), command: step.command.as_ref(), elevated: step.elevated };
            prose.command(&sheet.path, line, order);
            if !f.cuts_access {
                prose.cuts(&sheet.path, line, step.command.as_deref().unwrap_or(""), Changer::Step);
            }
        }
    }
    for sheet in &raw.loose {
        prose.loose(sheet);
    }
    tables(raw, &mut prose);
    prose.reference(raw);
}

fn tables(raw: &Raw, prose: &mut Prose<'_>) {
    for (id, family) in &raw.families {
        let line = raw.line("families.toml", id, "");
        for text in [&family.title, &family.headline, &family.first_look] {
            prose.text("families.toml", line, text);
        }
    }
    prose.optional("codes.toml", raw.line("codes.toml", "", "changed"), &raw.codes.changed);
    for code in &raw.codes.code {
        for text in [&code.title, &code.means, &code.go] {
            prose.text("codes.toml", 1, text);
        }
    }
    for extended in &raw.codes.extended {
        prose.text("codes.toml", 1, &extended.means);
    }
    let files = [
        ("wording/interview.toml", &raw.interview),
        ("wording/plan.toml", &raw.plan),
        ("wording/pages.toml", &raw.pages),
    ];
    for (path, phrases) in files {
        for (key, phrase) in phrases {
            let line = raw.line(path, "", key);
            match phrase {
                Phrase::Plain(text) => prose.message(path, line, text),
                Phrase::Counted { one, other } => {
                    prose.message(path, line, one);
                    prose.message(path, line, other);
                }
            }
        }
    }
}

pub(super) struct Prose<'d> {
    defects: &'d mut Vec<Defect>,
}

impl Prose<'_> {
    pub(super) fn add(&mut self, file: &str, line: usize, rule: &'static str, message: String, cure: &str) {
        self.defects.push(Defect { file: file.to_string(), line, rule, message, cure: cure.to_string() });
    }

    pub(super) fn fields<T>(&mut self, sheet: &Sheet<T>, texts: &[(&str, &String)]) {
        for (key, text) in texts {
            self.text(&sheet.path, sheet.line("", key), text);
        }
    }

    /// A text that must not be empty.
    pub(super) fn text(&mut self, file: &str, line: usize, text: &str) {
        if text.trim().is_empty() {
            self.add(file, line, "empty", "A text is missing.".into(), "Write it.");
        }
        self.optional(file, line, text);
    }

    pub(super) fn optional(&mut self, file: &str, line: usize, text: &str) {
        for unwanted in UNWANTED {
            if words(text).any(|w| w.eq_ignore_ascii_case(unwanted)) {
                self.add(
                    file,
                    line,
                    "tone",
                    format!("The word \"{unwanted}\" belittles, begs or excuses."),
                    "Leave it out.",
                );
            }
        }
        self.shape(file, line, text);
    }

    /// A text to another person, or a phrase that frames one: it may say "please".
    fn message(&mut self, file: &str, line: usize, text: &str) {
        if text.trim().is_empty() {
            self.add(file, line, "empty", "A text is missing.".into(), "Write it.");
        }
        for unwanted in UNWANTED.iter().filter(|w| **w != "please") {
            if words(text).any(|w| w.eq_ignore_ascii_case(unwanted)) {
                self.add(
                    file,
                    line,
                    "tone",
                    format!("The word \"{unwanted}\" belittles, begs or excuses."),
                    "Leave it out.",
                );
            }
        }
        self.shape(file, line, text);
    }

    fn shape(&mut self, file: &str, line: usize, text: &str) {
        let spoken: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" x ");
        if spoken.contains('!') {
            self.add(file, line, "tone", "An exclamation mark.".into(), "Say it calmly.");
        }
        for sentence in sentences(&spoken) {
            let count = sentence.split_whitespace().count();
            if count > LONGEST {
                let start: String = sentence.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
                self.add(
                    file,
                    line,
                    "length",
                    format!("A sentence of {count} words: \"{start} ...\"."),
                    "Make two of it; 30 words is the limit, and colons and semicolons do not end a sentence.",
                );
            }
        }
        if text.split('`').count().is_multiple_of(2) {
            self.add(file, line, "markup", "A backtick is not closed.".into(), "Write `typed` with two.");
        }
    }

    /// The body of an article has exactly these headings, each with text.
    pub(super) fn body<T>(&mut self, sheet: &Sheet<T>, expected: &[&str]) {
        let headings: Vec<&str> = sheet.body.lines().filter_map(|l| l.strip_prefix("## ")).collect();
        let line = sheet.text.lines().position(|l| l.starts_with("## ")).map_or(1, |n| n + 1);
        if headings != expected {
            let message = format!("The headings are {}.", headings.join(", "));
            self.add(&sheet.path, line, "headings", message, &format!("Use {}, in this order.", expected.join(", ")));
        }
        for heading in expected {
            if section(&sheet.body, heading).is_empty() {
                self.add(&sheet.path, line, "empty", format!("\"{heading}\" is empty."), "Write it.");
            }
        }
        for (number, text) in paragraphs(&sheet.text, line) {
            self.optional(&sheet.path, number, &text);
            self.markdown(&sheet.path, number, &text);
        }
    }

    fn markdown(&mut self, file: &str, line: usize, text: &str) {
        let spoken: String = text.split('`').step_by(2).collect();
        let html = spoken
            .match_indices('<')
            .any(|(i, _)| spoken[i + 1..].starts_with(|c: char| c.is_ascii_lowercase() || c == '/' || c == '!'));
        if html {
            self.add(file, line, "html", "Raw HTML.".into(), "Use Markdown.");
        }
        for target in spoken.split("](").skip(1) {
            let target = target.split(')').next().unwrap_or("");
            if !["https://", "cause:", "/", "#"].iter().any(|start| target.starts_with(start)) {
                self.add(
                    file,
                    line,
                    "link",
                    format!("The link \"{target}\" leads nowhere safe."),
                    "Use https, cause:<id> or a relative address.",
                );
            }
        }
    }
}

/// Sentences: up to a point, question mark or exclamation mark before a space, or the end of a paragraph.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = alloc::vec![String::new()];
    let mut words = text.split(' ').flat_map(|piece| piece.split_inclusive('\n')).peekable();
    while let Some(word) = words.next() {
        if let Some(last) = sentences.last_mut() {
            last.push_str(word.trim_end());
            last.push(' ');
        }
        let bare = word.trim_end().trim_end_matches(['"', '\'', ')', '*', '_']);
        // An empty line, a heading or the next entry of a list.
        let begins = |next: &&str| next.trim().is_empty() || next.starts_with(['-', '*', '#']);
        let line_ends = word.ends_with('\n') && words.peek().is_some_and(begins);
        if bare.ends_with(['.', '?', '!']) || line_ends {
            sentences.push(String::new());
        }
    }
    sentences
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic())
}

/// Paragraphs and list entries from a line on, each with the line it begins in: sentences run over line ends.
fn paragraphs(text: &str, from: usize) -> Vec<(usize, String)> {
    let mut paragraphs: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (number, line) in text.lines().enumerate().skip(from.saturating_sub(1)) {
        let line = line.trim();
        let begins = !goes_on || line.starts_with(['-', '#', '*']);
        goes_on = !line.is_empty() && !line.starts_with('#');
        match paragraphs.last_mut() {
            Some((_, paragraph)) if !begins => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            _ if !line.is_empty() => paragraphs.push((number + 1, line.to_string())),
            _ => {}
        }
    }
    paragraphs
}

/// The text under a heading of an article.
pub(super) fn section(body: &str, heading: &str) -> String {
    let mut text: Vec<&str> = Vec::new();
    let mut inside = false;
    for line in body.lines() {
        match line.strip_prefix("## ") {
            Some(found) => inside = found == heading,
            None if inside => text.push(line),
            None => {}
        }
    }
    text.join("\n").trim().to_string()
}
