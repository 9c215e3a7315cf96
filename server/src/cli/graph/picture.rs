//! The graph as SVG: it grows to the right, what ends is stacked, and what asks stands in the middle of its answers.

use std::fmt::Write;

use super::tree::{Answer, Node, percent};

/// Width of a node.
const WIDTH: f64 = 220.0;
/// Height of a node: two lines and a note.
const HEIGHT: f64 = 62.0;
/// From one row to the next.
const ROW: f64 = 76.0;
/// Width of the lane in which the answers are written.
const LANE: f64 = 270.0;
/// How far an edge goes before it turns.
const TURN: f64 = 20.0;
const MARGIN: f64 = 24.0;
/// Height of the heading.
const HEADING: f64 = 40.0;
/// Letters of a line in a node, of its note, of an answer, and of the heading. An average letter has half its size as width.
const LINE: usize = 29;
const NOTE: usize = 36;
const ANSWER: usize = 28;
const CASE: usize = 100;

/// Light first; a viewer that knows no media queries stays there.
const STYLE: &str = "
svg { font-family: system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; font-size: 13px; }
.paper { fill: #ffffff; }
text { fill: #1b2430; }
.case { font-size: 15px; font-weight: 600; }
.box { fill: #eaf1fb; stroke: #2f5f9e; stroke-width: 1.5; }
.end { fill: #f4f4f1; stroke: #6b7280; stroke-width: 1.5; }
.note, .answer { font-size: 12px; }
.note { fill: #4b5563; }
.chance { font-weight: 600; }
.edge { fill: none; stroke: #6b7280; }
.unknown { stroke-dasharray: 4 3; }
@media (prefers-color-scheme: dark) {
  .paper { fill: #14181f; }
  text { fill: #e6eaf0; }
  .box { fill: #1d2f49; stroke: #7fb0ee; }
  .end { fill: #262b33; stroke: #9aa3b0; }
  .note { fill: #b3bcc9; }
  .edge { stroke: #9aa3b0; }
}
";

/// Draws all nodes. `case` is the query from which the first one comes.
pub(super) fn svg(nodes: &[Node], case: &str) -> String {
    let mut places = Places { nodes, at: vec![(0, 0.0); nodes.len()], rows: 0 };
    places.stack(0, 0);
    let deepest = places.at.iter().map(|(level, _)| *level).max().unwrap_or(0);
    let width = 2.0 * MARGIN + WIDTH + deepest as f64 * (WIDTH + LANE);
    let height = 2.0 * MARGIN + HEADING + places.rows.max(1) as f64 * ROW;
    let title = if case.is_empty() { "Questions of an empty case".to_string() } else { format!("Questions of {case}") };
    let mut drawn = String::new();
    for (node, at) in nodes.iter().zip(&places.at) {
        draw(&mut drawn, node, *at, &places.at);
    }
    let (shown, title) = (escaped(&cut(&title, CASE)), escaped(&title));
    let heading = MARGIN + 16.0;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <title>{title}</title>\n\
         <style>{STYLE}</style>\n\
         <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n\
         <text class=\"case\" x=\"{MARGIN}\" y=\"{heading}\">{shown}</text>\n\
         {drawn}</svg>\n"
    )
}

struct Places<'n> {
    nodes: &'n [Node],
    /// Level and row by node.
    at: Vec<(usize, f64)>,
    /// Rows taken so far.
    rows: usize,
}

impl Places<'_> {
    /// Gives a node and all that follows their places, and tells its row.
    fn stack(&mut self, node: usize, level: usize) -> f64 {
        let nodes = self.nodes;
        let answers = nodes.get(node).map_or(&[][..], |node| &node.answers);
        let rows: Vec<f64> = answers.iter().map(|answer| self.stack(answer.node, level + 1)).collect();
        let row = match (rows.first(), rows.last()) {
            (Some(first), Some(last)) => f64::midpoint(*first, *last),
            _ => {
                self.rows += 1;
                (self.rows - 1) as f64
            }
        };
        if let Some(at) = self.at.get_mut(node) {
            *at = (level, row);
        }
        row
    }
}

/// The left edge and the middle of a place.
fn point((level, row): (usize, f64)) -> (f64, f64) {
    (MARGIN + level as f64 * (WIDTH + LANE), MARGIN + HEADING + row * ROW + HEIGHT / 2.0)
}

fn draw(drawn: &mut String, node: &Node, at: (usize, f64), places: &[(usize, f64)]) {
    let (x, y) = point(at);
    for answer in &node.answers {
        if let Some(to) = places.get(answer.node) {
            edge(drawn, answer, (x + WIDTH, y), point(*to));
        }
    }
    let (class, radius) = if node.asks { ("box", 8.0) } else { ("end", 2.0) };
    let lines = wrapped(&node.label, LINE);
    let mut text = String::new();
    let notes = usize::from(!node.note.is_empty());
    let first = y - (lines.len() + notes) as f64 * 9.0 + 14.0;
    for (n, line) in lines.iter().enumerate() {
        part(&mut text, "", (x + 10.0, first + n as f64 * 17.0), line);
    }
    if notes > 0 {
        part(&mut text, "note", (x + 10.0, first + lines.len() as f64 * 17.0 + 1.0), &cut(&node.note, NOTE));
    }
    let full = escaped(&node.full.join("\n"));
    let top = y - HEIGHT / 2.0;
    // Writing to a string cannot fail.
    let _ = writeln!(
        drawn,
        "<g><title>{full}</title>\
         <rect class=\"{class}\" x=\"{x}\" y=\"{top}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"{radius}\"/>{text}</g>"
    );
}

/// An answer: the likelier, the thicker.
fn edge(drawn: &mut String, answer: &Answer, (x, y): (f64, f64), (to_x, to_y): (f64, f64)) {
    let class = if answer.unknown { "edge unknown" } else { "edge" };
    let (turn, thick) = (x + TURN, 1.0 + 4.0 * answer.chance);
    let (chance, label) = (escaped(&percent(answer.chance)), escaped(&cut(&answer.label, ANSWER)));
    let (full, text_x, text_y) = (escaped(&answer.label), turn + 8.0, to_y - 7.0);
    // Writing to a string cannot fail.
    let _ = writeln!(
        drawn,
        "<g><title>{chance} {full}</title>\
         <path class=\"{class}\" stroke-width=\"{thick:.1}\" d=\"M{x} {y}H{turn}V{to_y}H{to_x}\"/>\
         <text class=\"answer\" x=\"{text_x}\" y=\"{text_y}\"><tspan class=\"chance\">{chance}</tspan> {label}</text></g>"
    );
}

fn part(text: &mut String, class: &str, (x, y): (f64, f64), line: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    // Writing to a string cannot fail.
    let _ = write!(text, "<text{class} x=\"{x}\" y=\"{y}\">{}</text>", escaped(line));
}

/// Two lines at most, broken between words; what does not fit is cut.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        let fits = letters(line) + letters(word) < most;
        if line.is_empty() || fits || last > 0 {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        } else {
            lines.push(word.to_string());
        }
    }
    lines.iter().map(|line| cut(line, most)).collect()
}

fn cut(text: &str, most: usize) -> String {
    if letters(text) <= most {
        return text.to_string();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if letters(&kept) + wide(letter) >= most {
            break;
        }
        kept.push(letter);
    }
    kept.trim_end().to_string() + "…"
}

/// Width in letters.
fn letters(text: &str) -> usize {
    text.chars().map(wide).sum()
}

/// Letters of East Asian scripts take twice the room.
fn wide(letter: char) -> usize {
    if letter >= '\u{2e80}' { 2 } else { 1 }
}

/// Text for element content and attributes. What XML does not allow at all is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
    out
}
