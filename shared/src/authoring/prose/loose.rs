//! What can be said of a file whose front matter is TOML but not of its format: its sentences and commands still count.

use alloc::format;
use alloc::string::ToString;

use toml::{Table, Value};

use super::{HEADINGS, Prose};
use crate::authoring::{Sheet, reference};

/// Fields that hold no sentence, or one to another person.
const NO_PROSE: [&str; 6] = ["id", "key", "ask", "shell", "undo_shell", "last_reviewed"];

impl Prose<'_> {
    pub(super) fn loose(&mut self, sheet: &Sheet<Table>) {
        self.table(sheet, "", None, &sheet.front);
        match sheet.path.split('/').next() {
            Some("causes") => self.body(sheet, &HEADINGS),
            Some("myths") => self.body(sheet, &reference::HEADINGS),
            _ => {}
        }
    }

    fn table(&mut self, sheet: &Sheet<Table>, name: &str, nth: Option<usize>, table: &Table) {
        for (key, value) in table {
            let below = if name.is_empty() { key.to_string() } else { format!("{name}.{key}") };
            let line = || nth.map_or_else(|| sheet.line(name, key), |n| sheet.nth_line(name, n, key));
            match value {
                Value::String(text) => self.value(&sheet.path, line(), key, text),
                Value::Table(table) => self.table(sheet, &below, None, table),
                Value::Array(list) => {
                    let tables = list.iter().filter_map(Value::as_table).enumerate();
                    tables.for_each(|(n, table)| self.table(sheet, &below, Some(n), table));
                }
                _ => {}
            }
        }
    }

    fn value(&mut self, file: &str, line: usize, key: &str, text: &str) {
        match key {
            "command" | "undo_command" => self.dangerous(file, line, text),
            _ if NO_PROSE.contains(&key) => {}
            _ => self.optional(file, line, text),
        }
    }
}
