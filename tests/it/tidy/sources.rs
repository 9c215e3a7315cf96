//! Production code stays in pieces that one can read: no long file, no long function, no module without a subject.

use std::path::PathBuf;

use super::{files, root, shown, text};

const LONGEST_FILE: usize = 500;
const LONGEST_FUNCTION: usize = 80;
/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 10] =
    ["util", "utils", "common", "helper", "helpers", "misc", "types", "manager", "managers", "stuff"];
const PACKAGES: [&str; 5] = ["shared", "knowledge", "server", "web", "xtask"];

/// Rust files of the packages, without tests and without what cargo wrote.
fn production() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = PACKAGES.iter().flat_map(|package| files(&root().join(package), ".rs")).collect();
    found.retain(|path| {
        let part = |name: &str| path.components().any(|part| part.as_os_str() == name);
        !part("tests")
            && !part("examples")
            && !part("benches")
            && path.file_name().is_some_and(|name| name != "tests.rs")
    });
    assert!(found.len() > 50, "only {} files: is the list of packages right?", found.len());
    found
}

#[test]
fn no_file_has_more_than_500_lines() {
    let length = |path: &PathBuf| text(path).lines().count();
    let long: Vec<String> = production()
        .iter()
        .filter(|path| length(path) > LONGEST_FILE)
        .map(|path| format!("{}: {} lines", shown(path), length(path)))
        .collect();
    assert!(long.is_empty(), "split by subject:\n{}", long.join("\n"));
}

#[test]
fn no_function_has_more_than_80_lines() {
    let mut long = Vec::new();
    for path in production() {
        for (name, first, lines) in
            functions(&text(&path)).into_iter().filter(|(_, _, lines)| *lines > LONGEST_FUNCTION)
        {
            long.push(format!("{}:{first}: {name} has {lines} lines", shown(&path)));
        }
    }
    assert!(long.is_empty(), "split by step:\n{}", long.join("\n"));
}

#[test]
fn every_module_has_a_subject() {
    let empty = |path: &PathBuf| {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = path.parent().and_then(|p| p.file_name()).map(|name| name.to_string_lossy().into_owned());
        EMPTY_NAMES.contains(&stem.as_str()) || folder.is_some_and(|name| EMPTY_NAMES.contains(&name.as_str()))
    };
    let found: Vec<String> = production().iter().filter(|path| empty(path)).map(|path| shown(path)).collect();
    assert!(found.is_empty(), "name these by what they hold: {found:?}");
}

/// Functions of a formatted file: name, first line, number of lines. rustfmt puts the closing brace of a function below
/// the beginning of its first line, so no parser is needed.
fn functions(source: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = source.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        let Some(name) = function_name(code) else { continue };
        let ends = |l: &&str| l.strip_prefix(indent).is_some_and(|rest| rest == "}" || rest == "};");
        let body = lines[at..].iter().position(|l| l.trim_end().ends_with(['{', ';', '}'])).unwrap_or(0);
        if lines[at + body].trim_end().ends_with('{')
            && let Some(end) = lines[at + body..].iter().position(ends)
        {
            found.push((name.to_string(), at + 1, body + end + 1));
        }
    }
    found
}

fn function_name(code: &str) -> Option<&str> {
    let mut rest = code;
    loop {
        rest = match rest.split_once(' ')? {
            ("fn", name) => return name.split(['(', '<']).next(),
            (word, after) if word.starts_with("pub") || ["const", "async", "unsafe", "extern"].contains(&word) => after,
            _ => return None,
        };
    }
}

#[test]
fn functions_are_counted_from_signature_to_brace() {
    let source = "impl A {\n    pub(crate) async fn b<T>(\n        &self,\n    ) -> T\n    where\n        T: C,\n    {\n        \
                  if x {\n        }\n    }\n}\nfn c() {}\nfn d() {\n}\n";
    let counted = functions(source);
    assert_eq!(counted, [("b".to_string(), 2, 9), ("d".to_string(), 13, 2)]);
}
