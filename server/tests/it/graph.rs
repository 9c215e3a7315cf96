//! The questions of a case as a picture.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;

use roxmltree::{Document, Node};
use server::cli::knowledge::{Graph, KnowledgeCommand, Outcome, run};
use server::now;

use crate::authors::Copied;

fn graph(options: Graph) -> Result<Outcome, String> {
    run(&KnowledgeCommand::Graph(options), now).map_err(|error| error.to_string())
}

fn of(case: &str, depth: u8) -> String {
    graph(Graph { case: case.to_string(), depth, ..Graph::default() }).unwrap().text
}

fn class<'n>(document: &'n Document<'_>, name: &str) -> Vec<Node<'n, 'n>> {
    document.descendants().filter(|node| node.attribute("class") == Some(name)).collect()
}

/// All text inside.
fn words(node: Node<'_, '_>) -> String {
    node.descendants().filter(|node| node.is_text()).filter_map(|text| text.text()).collect()
}

fn title(node: Node<'_, '_>) -> String {
    node.children().find(|child| child.has_tag_name("title")).map(words).unwrap_or_default()
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

#[test]
fn a_case_becomes_a_picture_of_its_next_questions() {
    let svg = of("code=0x904.pt&ext=seven.pt&path=vpn", 2);
    let document = Document::parse(&svg).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
    assert!(title(root).contains("code=0x904.pt&ext=seven.pt&path=vpn"));
    let style = document.descendants().find(|node| node.has_tag_name("style")).unwrap();
    assert!(words(style).contains("prefers-color-scheme: dark"));

    let (asking, ends) = (class(&document, "box"), class(&document, "end"));
    let chances = class(&document, "chance");
    assert!(asking.len() > 1 && ends.len() > asking.len());
    assert_eq!(chances.len(), asking.len() + ends.len() - 1, "one edge for each node but the first");
    for node in asking.iter().chain(&ends) {
        assert!(!title(node.parent().unwrap()).is_empty(), "a node without its full text");
    }
    let unknown = class(&document, "edge unknown");
    assert_eq!(unknown.len(), asking.len(), "\"I do not know\" belongs to every question");
    assert!(title(unknown[0].parent().unwrap()).contains("I do not know"));
}

#[test]
fn the_answers_of_a_question_are_one_in_sum_and_its_node_stands_in_their_middle() {
    let svg = of("code=0x904.pt&on=this-computer", 1);
    let document = Document::parse(&svg).unwrap();
    let parts = class(&document, "chance").into_iter().map(words);
    let sum: f64 = parts.map(|part| part.trim_end_matches(" %").trim_start_matches('<').parse::<f64>().unwrap()).sum();
    assert!((sum - 100.0).abs() <= 5.0, "{sum}");
    let tops: Vec<f64> = class(&document, "end").into_iter().map(|node| number(node, "y")).collect();
    assert!(tops.is_sorted_by(|a, b| b - a > 62.0), "nodes overlap: {tops:?}");
    let middle = f64::midpoint(tops[0], tops[tops.len() - 1]);
    assert!((number(class(&document, "box")[0], "y") - middle).abs() < 0.1);
    for node in class(&document, "box").into_iter().chain(class(&document, "end")) {
        assert!(number(node, "x") + number(node, "width") <= number(document.root_element(), "width"));
        assert!(number(node, "y") + number(node, "height") <= number(document.root_element(), "height"));
    }
}

#[test]
fn questions_end_where_they_end_for_visitors() {
    let other = of("code=0x204.pt", 3);
    let document = Document::parse(&other).unwrap();
    assert_eq!(class(&document, "box").len(), 0, "another code is not asked about");
    assert_eq!(class(&document, "end").len(), 1);
    assert!(words(document.root_element()).contains("The code belongs to another fault"));
    assert!(of("step.retry=worked", 3).contains("It works again"));
}

#[test]
fn a_slip_in_the_case_is_named() {
    let wrong = |case: &str| graph(Graph { case: case.to_string(), depth: 1, ..Graph::default() }).unwrap_err();
    for (case, parts) in [
        ("code=0x904&pth=vpn", ["\"pth\" is no key", "path"]),
        ("path=vpm", ["\"path\" has no value \"vpm\"", "vpn"]),
        ("path", ["\"path\" has no value", "key=value"]),
        ("step.nothing=worked", ["\"step.nothing\" names no remedy", "step.retry"]),
        ("step.retry=maybe", ["\"step.retry\" has no value \"maybe\"", "no-change"]),
        ("code=0x9999", ["\"code\" has no value \"0x9999\"", "codes.toml"]),
        ("more=many", ["\"more\" has no value \"many\"", "numbers"]),
    ] {
        let error = wrong(case);
        assert!(parts.iter().all(|part| error.contains(part)), "{case}: {error}");
    }
    // A whole address, and codes as people write them.
    let written = of("http://localhost:2308/diagnose?code=2308&ext=0x7#top", 1);
    assert_eq!(written, of("code=0x904&ext=seven", 1));
}

#[test]
fn own_content_is_drawn_with_its_odd_letters_and_long_texts_are_cut() {
    let copied = Copied::new("graph");
    let svg = of("code=0x904.pt", 1);
    let short = title(class(&Document::parse(&svg).unwrap(), "box")[0].parent().unwrap());
    let asked = short.lines().nth(1).unwrap();
    let path = knowledge::source_files().into_iter().find(|f| f.text.contains(&format!("question = \"{asked}\"")));
    let path = path.unwrap().path;
    let text = std::fs::read_to_string(copied.0.join(&path)).unwrap();
    let old = text.lines().find(|line| line.starts_with("short = ")).unwrap().to_string();
    let long = "Where <this> & \\\"that\\\" page is open, said at a length that no box of a picture can hold";
    copied.change(&path, &old, &format!("short = \"{long}\""));
    let file = copied.0.join("graph.svg");
    let options =
        || Graph { dir: Some(copied.0.clone()), case: "code=0x904.pt".to_string(), depth: 1, ..Graph::default() };
    let said = graph(Graph { out: Some(file.clone()), ..options() }).unwrap();
    assert!(said.text.contains("is written: ") && said.text.contains("nodes"));
    let svg = std::fs::read_to_string(&file).unwrap();
    assert_eq!(svg, graph(options()).unwrap().text);
    let document = Document::parse(&svg).unwrap();
    let node = class(&document, "box")[0].parent().unwrap();
    let lines: Vec<String> = node.children().filter(|n| n.has_tag_name("text")).map(words).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("Where <this> & \"that\"") && lines[1].ends_with('…'), "{lines:?}");
    let full = title(node);
    assert!(full.contains("no box of a picture can hold") && full.contains(asked), "{full}");
}

#[test]
fn a_deep_graph_is_bounded_and_says_what_it_left_out() {
    let svg = of("", 5);
    let document = Document::parse(&svg).unwrap();
    let nodes = class(&document, "box").len() + class(&document, "end").len();
    assert!(nodes > 1_000 && nodes <= 2_000, "{nodes} nodes");
    let mut notes: BTreeMap<String, usize> = BTreeMap::new();
    for note in class(&document, "note") {
        *notes.entry(words(note)).or_default() += 1;
    }
    assert!(notes.keys().any(|note| note.contains("answers left out")), "{notes:?}");
}
