//! What the content tells people to type: commands with shell and rights, orders within a text, and the way back.

use alloc::format;
use alloc::string::String;

use super::Sheet;
use super::commands::{changes, cuts, dangers};
use super::format::{Remedy, SHELLS};
use super::prose::Prose;
use crate::knowledge_base::Risk;

/// Fewer words than this after "Nothing to undo" are no reason.
const REASON: usize = 3;

/// A command as it is written.
#[derive(Clone, Copy)]
pub(super) struct Order<'a> {
    pub(super) shell: Option<&'a String>,
    pub(super) command: Option<&'a String>,
    pub(super) elevated: Option<bool>,
}

/// Where a command stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Changer {
    /// In an observation: it must change nothing.
    Look,
    /// In a step of a remedy.
    Step,
    /// In the way back of a remedy.
    Undo,
}

impl Prose<'_> {
    pub(super) fn command(&mut self, file: &str, line: usize, order: Order<'_>) {
        if let Some(shell) = order.shell
            && !SHELLS.contains(&shell.as_str())
        {
            self.add(file, line, "shell", format!("\"{shell}\" is no shell."), "cmd, powershell or bash.");
        }
        let Some(command) = order.command else { return };
        if order.shell.is_none() {
            let cure = "Say shell = \"powershell\", for example.";
            self.add(file, line, "shell", "A command without its shell.".into(), cure);
        }
        if order.elevated.is_none() {
            let cure = "Say beside it elevated = true or elevated = false.";
            self.add(
                file,
                line,
                "rights",
                "A command that does not say whether it needs administrator rights.".into(),
                cure,
            );
        }
        self.dangerous(file, line, command);
    }

    /// Orders within a text, in backticks: the same people type them.
    pub(super) fn typed(&mut self, file: &str, line: usize, text: &str) {
        for piece in text.split('`').skip(1).step_by(2) {
            self.dangerous(file, line, piece);
        }
    }

    pub(super) fn dangerous(&mut self, file: &str, line: usize, command: &str) {
        for (words, why) in dangers(command) {
            let message = format!("The command contains \"{words}\". {why}");
            self.add(file, line, "dangerous", message, "Find the step that cures without it.");
        }
    }

    /// A command that ends sessions where nobody was warned of it.
    pub(super) fn cuts(&mut self, file: &str, line: usize, command: &str, changer: Changer) {
        let cure = match changer {
            Changer::Look => "A look changes nothing: find one that only reads, or make it a remedy.",
            Changer::Step | Changer::Undo => "Write cuts_access = true, or find a way that keeps the sessions.",
        };
        for (words, why) in cuts(command, changer == Changer::Undo) {
            self.add(file, line, "cuts-access", format!("The command contains \"{words}\". {why}"), cure);
        }
    }

    /// The way back: its command, and whether there can be nothing to take back.
    pub(super) fn undo(&mut self, sheet: &Sheet<Remedy>) {
        let front = &sheet.front;
        let order = Order {
            shell: front.undo_shell.as_ref(),
            command: front.undo_command.as_ref(),
            elevated: front.undo_elevated,
        };
        let line = sheet.line("", "undo_command");
        self.command(&sheet.path, line, order);
        if !front.cuts_access {
            self.cuts(&sheet.path, line, front.undo_command.as_deref().unwrap_or(""), Changer::Undo);
        }
        let line = sheet.line("", "undo");
        for text in [&front.undo, &front.ask] {
            self.typed(&sheet.path, line, text);
        }
        let lower = front.undo.trim().to_lowercase();
        let Some(reason) = lower.strip_prefix("nothing to undo") else { return };
        if reason.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() < REASON {
            let cure = "Say why, as in: Nothing to undo: a restart changes no setting.";
            self.add(&sheet.path, line, "undo", "Nothing to undo, but no reason.".into(), cure);
        }
        let change = front.steps.iter().filter_map(|step| step.command.as_deref()).any(changes);
        let risky = match front.risk {
            _ if change => Some("a step changes a setting"),
            _ if front.temporary => Some("the remedy is temporary"),
            _ if !front.reversible => Some("the remedy cannot be reversed"),
            Risk::High => Some("the risk is high"),
            Risk::None | Risk::Low | Risk::Medium => None,
        };
        if let Some(why) = risky {
            let cure = "Say how the former state comes back; a step notes it first.";
            self.add(&sheet.path, line, "undo", format!("Nothing to undo, but {why}."), cure);
        }
    }
}
