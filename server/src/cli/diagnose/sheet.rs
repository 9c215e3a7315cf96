//! Plain text for a terminal or a file: lines of 100 columns, no colour.

/// Columns of a line.
const WIDTH: usize = 100;

/// Text that is being written.
#[derive(Debug, Default)]
pub(in crate::cli) struct Sheet(String);

impl Sheet {
    /// A heading with a line below it.
    pub(in crate::cli) fn heading(&mut self, text: &str, below: char) {
        self.gap();
        let from = self.0.len();
        self.paragraph("", text);
        let longest = self.0[from..].lines().map(|line| line.chars().count()).max().unwrap_or(0);
        self.0.extend(std::iter::repeat_n(below, longest));
        self.0.push('\n');
    }

    /// A text, all lines indented alike. An empty one leaves nothing.
    pub(in crate::cli) fn paragraph(&mut self, indent: &str, text: &str) {
        self.hanging(indent, indent, text);
    }

    /// A text whose first line begins otherwise, such as with a number.
    pub(in crate::cli) fn hanging(&mut self, first: &str, rest: &str, text: &str) {
        let mut line = first.to_string();
        let mut length = first.chars().count();
        let mut empty = true;
        for word in text.split_whitespace() {
            let letters = word.chars().count();
            if !empty && length + 1 + letters > WIDTH {
                self.line(&line);
                line = rest.to_string();
                length = rest.chars().count();
                empty = true;
            }
            if !empty {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
            length += letters;
            empty = false;
        }
        if !empty {
            self.line(&line);
        }
    }

    /// Something to copy, such as a command or an address: never broken, however long it is.
    pub(in crate::cli) fn verbatim(&mut self, indent: &str, text: &str) {
        for line in text.lines() {
            self.line(&format!("{indent}{line}"));
        }
    }

    /// An empty line, unless there is one or nothing stands above.
    pub(in crate::cli) fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    /// The text.
    pub(in crate::cli) fn into_text(self) -> String {
        self.0
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }
}
