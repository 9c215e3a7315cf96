//! Rules about sentences, commands and Markdown.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::format::{Phrase, SHELLS};
use super::{Defect, Raw, Sheet};

/// Longest sentence in words.
const LONGEST: usize = 30;
/// Words that belittle, beg or excuse.
const UNWANTED: [&str; 5] = ["simply", "just", "oops", "sorry", "please"];
/// Headings of an article, in order.
pub(super) const HEADINGS: [&str; 3] = ["What happens", "How to recognise it", "Prevention"];
/// Pieces of commands that weaken security or touch more than they should, and why.
const DANGEROUS: [(&str, &str); 13] = [
    ("allowencryptionoracle", "It keeps a known hole open."),
    ("disablerealtimemonitoring", "It switches protection off."),
    ("allprofiles state off", "It switches the firewall off."),
    ("-enabled false", "It switches a firewall profile off."),
    ("userauthentication /t reg_dword /d 0", "It switches network level authentication off."),
    ("userauthentication=0", "It switches network level authentication off."),
    ("securitylayer /t reg_dword /d 0", "It removes the encryption layer."),
    ("securitylayer=0", "It removes the encryption layer."),
    ("machinekeys /t", "It changes the rights of every key."),
    ("remove-item -recurse", "It deletes more than one thing."),
    ("format-volume", "It deletes a disk."),
    ("set-executionpolicy", "It lowers the script policy for good."),
    ("invoke-expression", "It runs what it downloads."),
];

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
        for other in &f.confused_with {
            prose.text(&sheet.path, sheet.line("confused_with", "difference"), &other.difference);
        }
        prose.body(sheet, &HEADINGS);
    }
    for sheet in &raw.observations {
        let f = &sheet.front;
        prose.fields(sheet, &[("short", &f.short), ("question", &f.question), ("why", &f.why)]);
        prose.optional(&sheet.path, sheet.line("", "help"), &f.help);
        for outcome in &f.outcomes {
            let line = sheet.line("outcomes", "text");
            prose.text(&sheet.path, line, &outcome.text);
            prose.text(&sheet.path, line, &outcome.says);
            prose.optional(&sheet.path, line, &outcome.hint);
            if f.how.is_some() {
                prose.text(&sheet.path, sheet.line("outcomes", "seen"), &outcome.seen);
            }
        }
        if let Some(how) = &f.how {
            prose.text(&sheet.path, sheet.line("how", "title"), &how.title);
            prose.text(&sheet.path, sheet.line("how", "text"), &how.text);
            prose.command(&sheet.path, sheet.line("how", "command"), how.shell.as_ref(), how.command.as_ref());
        }
    }
    for sheet in &raw.remedies {
        let f = &sheet.front;
        prose.fields(
            sheet,
            &[("title", &f.title), ("expect", &f.expect), ("otherwise", &f.otherwise), ("undo", &f.undo)],
        );
        prose.message(&sheet.path, sheet.line("", "ask"), &f.ask);
        prose.command(&sheet.path, sheet.line("", "undo_command"), f.undo_shell.as_ref(), f.undo_command.as_ref());
        for step in &f.steps {
            prose.text(&sheet.path, sheet.line("steps", "text"), &step.text);
            prose.command(&sheet.path, sheet.line("steps", "command"), step.shell.as_ref(), step.command.as_ref());
        }
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
    fn add(&mut self, file: &str, line: usize, rule: &'static str, message: String, cure: &str) {
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

    fn optional(&mut self, file: &str, line: usize, text: &str) {
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
        for sentence in spoken.split(['.', '?', ';', ':', '\n']) {
            let count = sentence.split_whitespace().count();
            if count > LONGEST {
                let start: String = sentence.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
                self.add(
                    file,
                    line,
                    "length",
                    format!("A sentence of {count} words: \"{start} ...\"."),
                    "Make two of it; 30 words is the limit.",
                );
            }
        }
        if text.split('`').count().is_multiple_of(2) {
            self.add(file, line, "markup", "A backtick is not closed.".into(), "Write `typed` with two.");
        }
    }

    fn command(&mut self, file: &str, line: usize, shell: Option<&String>, command: Option<&String>) {
        if let Some(shell) = shell
            && !SHELLS.contains(&shell.as_str())
        {
            self.add(file, line, "shell", format!("\"{shell}\" is no shell."), "cmd, powershell or bash.");
        }
        let Some(command) = command else { return };
        if shell.is_none() {
            self.add(
                file,
                line,
                "shell",
                "A command without its shell.".into(),
                "Say shell = \"powershell\", for example.",
            );
        }
        let lower = command.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        for (piece, why) in DANGEROUS {
            if lower.contains(piece) {
                self.add(
                    file,
                    line,
                    "dangerous",
                    format!("The command contains \"{piece}\". {why}"),
                    "Find the step that cures without it.",
                );
            }
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
