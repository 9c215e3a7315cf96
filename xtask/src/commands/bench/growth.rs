//! The picture of how the engine's time grows: both axes logarithmic, so that linear growth is a straight line of slope 1.

use std::fmt::Write as _;

use serde_json::Value;

use super::engine::list;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 700.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 384.0;
/// The two series: key of the figures, legend, class of the style.
const SERIES: [(&str, &str, &str); 2] =
    [("causes", "causes (80 observations)", "a"), ("observations", "observations (60 causes)", "b")];
/// Colours that are told apart on light and dark ground, also by people who confuse red and green.
const STYLE: &str = "
    :root { color-scheme: light dark; }
    .ground { fill: #ffffff; }
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .grid { stroke: #d0d7de; stroke-width: 1; }
    .reference { stroke: #656d76; stroke-width: 1.5; stroke-dasharray: 6 5; fill: none; }
    .a { stroke: #0b5cad; } .b { stroke: #b35900; }
    polyline.a, polyline.b { stroke-width: 2.5; fill: none; }
    circle.a { fill: #0b5cad; } rect.b { fill: #b35900; }
    @media (prefers-color-scheme: dark) {
        .ground { fill: #0d1117; }
        text { fill: #e6edf3; }
        .grid { stroke: #30363d; }
        .reference { stroke: #9198a1; }
        .a { stroke: #6cb6ff; } .b { stroke: #f0a35e; }
        circle.a { fill: #6cb6ff; } rect.b { fill: #f0a35e; }
    }
";

/// Size and microseconds of each point of a series.
fn points(growth: &Value, series: &str) -> Vec<(f64, f64)> {
    let point = |p: &Value| Some((p[0].as_f64()?, p[1].as_f64()?)).filter(|(x, y)| *x > 0.0 && *y > 0.0);
    list(&growth[series]).iter().filter_map(point).collect()
}

/// By which power of its size each series grows: the slope of the straight line nearest to its logarithms.
pub(super) fn slopes(growth: &Value) -> [f64; 2] {
    SERIES.map(|(key, _, _)| slope(&points(growth, key)))
}

fn slope(points: &[(f64, f64)]) -> f64 {
    let (x, y) = middle(points);
    let (mut above, mut below) = (0.0, 0.0);
    for (px, py) in points {
        above += (px.ln() - x) * (py.ln() - y);
        below += (px.ln() - x) * (px.ln() - x);
    }
    above / below
}

/// The middle of the logarithms.
fn middle(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    (points.iter().map(|p| p.0.ln()).sum::<f64>() / count, points.iter().map(|p| p.1.ln()).sum::<f64>() / count)
}

/// One logarithmic axis: from a value to a place in the picture.
struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis that shows all values with some room on both sides.
    fn around(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let low = values.clone().fold(f64::INFINITY, f64::min) / 1.3;
        let high = values.fold(f64::NEG_INFINITY, f64::max) * 1.3;
        Self { low, high, from, to }
    }

    fn place(&self, value: f64) -> f64 {
        let share = (value / self.low).ln() / (self.high / self.low).ln();
        self.from + share * (self.to - self.from)
    }

    /// The values 1, 2 and 5 times each power of ten that are on the axis.
    fn ticks(&self) -> impl Iterator<Item = f64> {
        let all = (-3..=7).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)));
        all.filter(|tick| (self.low..=self.high).contains(tick))
    }
}

/// Draws both series, each with its linear reference.
pub(super) fn picture(growth: &Value) -> String {
    let series = SERIES.map(|(key, legend, class)| (points(growth, key), legend, class));
    let all = series.iter().flat_map(|(points, _, _)| points.iter().copied());
    let x = Axis::around(all.clone().map(|p| p.0), LEFT, RIGHT);
    let y = Axis::around(all.map(|p| p.1), BOTTOM, TOP);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"title\">\n\
         <title id=\"title\">Time of posterior and question ranking by size, both axes logarithmic</title>\n\
         <style>{STYLE}</style>\n<rect class=\"ground\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n"
    );
    axes(&mut svg, &x, &y);
    for (place, (points, legend, class)) in series.iter().enumerate() {
        curve(&mut svg, &x, &y, points, class);
        let label = format!("{legend}: power {:.2}", slope(points));
        let (left, top) = (LEFT + place as f64 * 270.0, 28.0);
        mark(&mut svg, class, left + 6.0, top - 4.0);
        text(&mut svg, left + 18.0, top, "start", &label);
    }
    let (left, top) = (LEFT + 555.0, 24.0);
    line(&mut svg, "reference", (left, top), (left + 30.0, top));
    text(&mut svg, left + 38.0, top + 4.0, "start", "linear");
    svg.push_str("</svg>\n");
    svg
}

fn axes(svg: &mut String, x: &Axis, y: &Axis) {
    for tick in x.ticks() {
        let place = x.place(tick);
        line(svg, "grid", (place, TOP), (place, BOTTOM));
        text(svg, place, BOTTOM + 20.0, "middle", &tick.to_string());
    }
    for tick in y.ticks() {
        let place = y.place(tick);
        line(svg, "grid", (LEFT, place), (RIGHT, place));
        text(svg, LEFT - 8.0, place + 4.0, "end", &format!("{tick} µs"));
    }
    text(svg, f64::midpoint(LEFT, RIGHT), BOTTOM + 44.0, "middle", "number of causes or observations");
}

/// A series: its reference of slope 1 through the middle below, then line and marks.
fn curve(svg: &mut String, x: &Axis, y: &Axis, points: &[(f64, f64)], class: &str) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
    let (mx, my) = middle(points);
    let linear = |at: f64| (x.place(at), y.place((my + at.ln() - mx).exp()));
    line(svg, "reference", linear(first.0), linear(last.0));
    let corners: Vec<String> =
        points.iter().map(|(px, py)| format!("{:.1},{:.1}", x.place(*px), y.place(*py))).collect();
    let _ = writeln!(svg, "<polyline class=\"{class}\" points=\"{}\"/>", corners.join(" "));
    for (px, py) in points {
        mark(svg, class, x.place(*px), y.place(*py));
    }
}

/// A dot for the first series, a square for the second: colour alone must not tell them apart.
fn mark(svg: &mut String, class: &str, x: f64, y: f64) {
    let _ = if class == "a" {
        writeln!(svg, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\"/>")
    } else {
        writeln!(svg, "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\"/>", x - 4.0, y - 4.0)
    };
}

fn line(svg: &mut String, class: &str, from: (f64, f64), to: (f64, f64)) {
    let ((x1, y1), (x2, y2)) = (from, to);
    let _ = writeln!(svg, "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>");
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, words: &str) {
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>");
}

#[cfg(test)]
mod tests;
