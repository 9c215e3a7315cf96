//! What the documents name is there.

use super::{root, text};

/// Pieces between backticks; blocks of code are left out.
fn code_spans(markdown: &str) -> Vec<String> {
    let mut spans = Vec::new();
    for (place, block) in markdown.split("```").enumerate() {
        if place % 2 == 0 {
            spans.extend(block.split('`').skip(1).step_by(2).map(str::to_string));
        }
    }
    spans
}

/// Targets of links and pictures.
fn targets(markdown: &str) -> Vec<String> {
    let ended = |rest: &str| rest.split([')', ' ', '"']).next().unwrap_or("").to_string();
    markdown.split("](").skip(1).map(ended).chain(markdown.split("src=\"").skip(1).map(ended)).collect()
}

fn is_path(span: &str) -> bool {
    let file = [".rs", ".toml", ".md", ".html", ".css", ".js"].iter().any(|ending| span.ends_with(ending));
    let plain = span.chars().all(|c| c.is_ascii_alphanumeric() || "._-/*".contains(c));
    // An address of the portal begins with a slash; a path of this repository never does.
    plain && !span.starts_with('/') && (file || span.contains('/'))
}

#[test]
fn every_path_in_architecture_md_exists() {
    let document = text(&root().join("ARCHITECTURE.md"));
    let paths: Vec<String> = code_spans(&document).into_iter().filter(|span| is_path(span)).collect();
    assert!(paths.len() >= 10, "only {paths:?}");
    let missing: Vec<&String> = paths.iter().filter(|path| !root().join(path.trim_end_matches('*')).exists()).collect();
    assert!(missing.is_empty(), "these are named and not there: {missing:?}");
    assert!(document.lines().count() < 200, "ARCHITECTURE.md is to be read in ten minutes");
}

#[test]
fn every_local_link_leads_somewhere() {
    for name in ["README.md", "ARCHITECTURE.md", "knowledge/README.md", "tests/README.md"] {
        let path = root().join(name);
        let folder = path.parent().unwrap().to_path_buf();
        let local = |target: &String| !target.contains(':') && !target.starts_with('#') && !target.is_empty();
        for target in targets(&text(&path)).into_iter().filter(local) {
            let file = target.split('#').next().unwrap();
            assert!(folder.join(file).exists(), "{name} links to {target}, which is not there");
        }
    }
}

#[test]
fn the_readme_shows_a_picture_of_each_main_page() {
    let pictures = targets(&text(&root().join("README.md"))).into_iter().filter(|t| t.ends_with(".png")).count();
    assert!(pictures >= 4, "{pictures} pictures");
}
