//! Results in words, as a tab keeps them for the page that shows all of them: one line a check, with tabs between its parts.

/// Key in the tab's memory under which they are kept.
pub const KEY: &str = "fix904-results";
/// Key of the memory of the interview, which holds the figures.
pub const MEMORY: &str = "fix904";

/// A check as the panel shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Word and figures.
    pub status: String,
    /// What it means for Remote Desktop.
    pub meaning: String,
}

/// Reads the lines; what is none of them is left out.
pub fn read(text: &str) -> Vec<Row> {
    let row = |line: &str| {
        let mut parts = line.split('\t').map(str::to_string);
        Some(Row { id: parts.next()?, name: parts.next()?, status: parts.next()?, meaning: parts.next()? })
    };
    text.lines().filter_map(row).collect()
}
