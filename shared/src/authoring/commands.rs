//! Rules about commands: what weakens security or touches more than it should, what cuts somebody off, and what changes a
//! machine at all. A rule names sets of words, because the same order can be written in many ways: other flags first,
//! other case, short names.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

mod harm;

use harm::{CUTS, DANGEROUS, LOCKS_OUT, READS, Rule, WRITES};

/// What is wrong with a command that must never be given: the words that were found, and why.
pub(super) fn dangers(command: &str) -> Vec<(String, &'static str)> {
    found(command, DANGEROUS)
}

/// What in a command ends sessions, or leaves a computer unreachable. An undo may close what was closed before.
pub(super) fn cuts(command: &str, undo: bool) -> Vec<(String, &'static str)> {
    let mut all = found(command, CUTS);
    if !undo {
        all.extend(found(command, LOCKS_OUT));
    }
    all
}

/// Whether a command changes a setting, so that there is something to take back.
pub(super) fn changes(command: &str) -> bool {
    statements(command).iter().any(|words| words.iter().any(|word| WRITES.iter().any(|write| matches(write, word))))
}

fn found(command: &str, rules: &'static [Rule]) -> Vec<(String, &'static str)> {
    let statements = statements(command);
    let mut found = Vec::new();
    for rule in rules {
        if let Some(words) = statements.iter().find_map(|words| rule.finds(words)) {
            found.push((words, rule.why));
        }
    }
    found
}

impl Rule {
    /// The words of a statement that fulfil it.
    fn finds(&self, words: &[String]) -> Option<String> {
        if words.iter().any(|word| self.unless.iter().any(|pattern| matches(pattern, word))) {
            return None;
        }
        let one = |set: &&[&str]| {
            let fits = |(at, word): &(usize, &String)| {
                set.iter().any(|pattern| matches(pattern, word)) && !(is_number(word) && compared(words, *at))
            };
            words.iter().enumerate().find(fits).map(|(_, word)| word.as_str())
        };
        let all: Option<Vec<&str>> = self.all.iter().map(one).collect();
        all.map(|mut words| {
            words.dedup();
            words.join(" ")
        })
    }
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

/// Whether a number is only asked for: `-eq 0` writes nothing.
fn compared(words: &[String], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    before.is_some_and(|word| ["-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-match", "-in"].contains(&word.as_str()))
}

/// The statements of a command, each as words in lower case. Pipes join, everything else that ends a statement parts.
fn statements(command: &str) -> Vec<Vec<String>> {
    let parted = command.replace("`\n", " ").replace("\\\n", " ").replace("&&", "\n").replace("||", "\n");
    let statements = parted.split(['\n', ';', '&']).map(words).filter(|words| !words.is_empty());
    // What only shows something harms nobody, whatever names stand in it.
    statements.filter(|words| !only_reads(words)).collect()
}

/// Whether every command of a pipeline reads.
fn only_reads(words: &[String]) -> bool {
    words.split(|word| word == "|").all(|command| {
        let reads = |word: &String| READS.iter().any(|read| matches(read, word));
        match command {
            [tool, verb, ..] if tool == "reg" => verb == "query",
            [first, ..] => reads(first),
            [] => true,
        }
    }) && !words.iter().any(|word| word == "$" || word == "{")
}

fn words(statement: &str) -> Vec<String> {
    let spaced = statement.to_lowercase().replace('|', " | ").replace('{', " { ");
    let parts = spaced.split(|c: char| c.is_whitespace() || "\"',()[]}=@<>".contains(c));
    let mut words = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        let is_drive = part.len() == 2 && part.ends_with(':') && part.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_drive || part.contains("://") {
            words.push(part.to_string());
        } else {
            words.extend(part.split(':').filter(|piece| !piece.is_empty()).map(plain));
        }
    }
    words
}

/// A number without its base and leading zeros, anything else as it is: `0x00000000` is 0.
fn plain(word: &str) -> String {
    let digits = word.strip_prefix("0x");
    let value = match digits {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => word.parse::<u64>().ok(),
    };
    value.map_or_else(|| word.to_string(), |value| value.to_string())
}

/// Whether a word fits a pattern: `*` stands for any letters, and `~-recurse` for every short form of a parameter.
fn matches(pattern: &str, word: &str) -> bool {
    if let Some(parameter) = pattern.strip_prefix('~') {
        return word.len() > 1 && parameter.starts_with(word);
    }
    match pattern.split_once('*') {
        None => pattern == word,
        Some((before, rest)) => word.strip_prefix(before).is_some_and(|tail| {
            tail.char_indices().map(|(at, _)| at).chain([tail.len()]).any(|at| matches(rest, &tail[at..]))
        }),
    }
}
