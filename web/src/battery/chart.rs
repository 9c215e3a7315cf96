//! Small pictures of results, as SVG: one idea each, and never the only carrier of what they show. Numbers come from the results of
//! this tab, labels from the page.

use std::fmt::Write as _;

use diagnosis::reading::measurement::load::RISE_BAD_MS;
use diagnosis::reading::measurement::report::Check;
use diagnosis::self_check_plan::SIZE_CLASSES;

#[cfg(test)]
mod tests;

/// Widest place of a drawing.
const WIDTH: f64 = 320.0;
/// Ticks of a direction in the picture of losses.
const TICKS: u32 = 50;
/// Seconds of the limits in the picture of the clock.
const CLOCK_LIMIT: f64 = 300.0;

/// A picture, and the figures for the sentence that says the same.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chart {
    /// What stands inside `<svg>`.
    pub(super) inside: String,
    /// Its height.
    pub(super) height: u32,
    /// Parameters of the sentence.
    pub(super) figures: Vec<(&'static str, String)>,
}

/// Draws the numbers of a result; none for a check without a picture, or with numbers that are none.
pub(super) fn draw(check: Check, numbers: &str, labels: &[&str]) -> Option<Chart> {
    let numbers: Vec<f64> = numbers.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    if numbers.iter().any(|number| !number.is_finite()) {
        return None;
    }
    match check {
        Check::Path => latency(&numbers),
        Check::Clock => clock(*numbers.first()?, labels),
        Check::Udp => losses(numbers.try_into().ok()?, labels),
        Check::Mtu => sizes(&numbers, labels),
        Check::Load => load(numbers.try_into().ok()?, labels),
        Check::Middlebox | Check::Family | Check::Mapping | Check::Environment | Check::Hold => None,
    }
}

fn whole(number: f64) -> String {
    format!("{}", number.round())
}

/// A label of the page, with nothing in it that would be markup.
fn label(labels: &[&str], at: usize) -> String {
    let label = labels.get(at).copied().unwrap_or_default();
    label.replace('&', "&amp;").replace('<', "&lt;")
}

/// The samples in order, the median dashed, the last one marked.
fn latency(samples: &[f64]) -> Option<Chart> {
    let (first, last) = (samples.first()?, samples.last()?);
    let (least, most) = samples.iter().fold((*first, *first), |(low, high), ms| (low.min(*ms), high.max(*ms)));
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[(sorted.len() - 1) / 2];
    let step = 274.0 / (samples.len().max(2) - 1) as f64;
    let y = |ms: f64| 50.0 - 44.0 * (ms - least) / (most - least).max(1.0);
    let mut points = String::new();
    for (at, ms) in samples.iter().enumerate() {
        let _ = write!(points, "{:.1},{:.1} ", step * at as f64, y(*ms));
    }
    let inside = format!(
        "<path class=\"d\" d=\"M0 {:.1}H274\"/><polyline class=\"l\" points=\"{}\"/>\
         <circle class=\"p\" cx=\"274\" cy=\"{:.1}\" r=\"2.5\"/><text class=\"i\" x=\"280\" y=\"{:.1}\">{} ms</text>",
        y(median),
        points.trim_end(),
        y(*last),
        y(*last) + 4.0,
        whole(*last)
    );
    let figures = vec![
        ("n", samples.len().to_string()),
        ("least", whole(least)),
        ("median", whole(median)),
        ("most", whole(most)),
    ];
    Some(Chart { inside, height: 60, figures })
}

/// The place between the limits; what is beyond them stands at the edge.
fn clock(seconds: f64, labels: &[&str]) -> Option<Chart> {
    let x = 160.0 + 130.0 * (seconds / CLOCK_LIMIT).clamp(-1.15, 1.15);
    let class = if seconds.abs() > CLOCK_LIMIT { "x" } else { "p" };
    let mut inside = format!(
        "<path class=\"u\" d=\"M10 14H310M30 8v12M160 10v8M290 8v12\"/>\
         <circle class=\"{class}\" cx=\"{x:.1}\" cy=\"14\" r=\"4.5\"/>"
    );
    for (at, (x, anchor)) in [(10, "start"), (160, "middle"), (310, "end")].into_iter().enumerate() {
        let _ = write!(inside, "<text x=\"{x}\" y=\"36\" text-anchor=\"{anchor}\">{}</text>", label(labels, at));
    }
    Some(Chart { inside, height: 40, figures: vec![("seconds", whole(seconds))] })
}

/// Ticks of each direction; as many taller ones as packets of fifty were lost, rounded up so that none hides. The order in which they
/// arrived is told and not drawn.
fn losses(numbers: [f64; 8], labels: &[&str]) -> Option<Chart> {
    let [up, up_arrived, down, down_arrived, up_gap, gap, up_late, late] = numbers;
    let mut inside = String::new();
    for (row, (sent, arrived)) in [(up, up_arrived), (down, down_arrived)].into_iter().enumerate() {
        let lost = (sent - arrived).max(0.0);
        let tall = (lost / sent.max(1.0) * f64::from(TICKS)).ceil() as u32;
        let y = 4 + 26 * row;
        let _ = write!(inside, "<text x=\"0\" y=\"{}\">{}</text>", y + 11, label(labels, row));
        for tick in 0..TICKS {
            // Spread over the row, so that the picture does not look like a gap.
            let is_lost = tall > 0 && (tick * tall) % TICKS < tall;
            let (class, y, height) = if is_lost { ("x", y, 14) } else { ("p", y + 3, 8) };
            let x = 64.0 + 4.4 * f64::from(tick);
            let _ = write!(inside, "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y}\" width=\"3\" height=\"{height}\"/>");
        }
        let _ = write!(
            inside,
            "<text class=\"i\" x=\"{WIDTH}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            y + 11,
            whole(lost)
        );
    }
    let figures = vec![
        ("up", whole(up)),
        ("up_lost", whole((up - up_arrived).max(0.0))),
        ("down", whole(down)),
        ("down_lost", whole((down - down_arrived).max(0.0))),
        ("up_gap", whole(up_gap)),
        ("gap", whole(gap)),
        ("up_late", whole(up_late)),
        ("late", whole(late)),
    ];
    Some(Chart { inside, height: 52, figures })
}

/// Stations of each direction: filled passes, a diamond stalls, hollow was not tried. The first number is the new connection.
fn sizes(steps: &[f64], labels: &[&str]) -> Option<Chart> {
    let mut inside = String::new();
    let steps = steps.get(1..)?;
    for row in 0..2 {
        let y = 14 + 30 * row;
        let _ = write!(inside, "<text x=\"0\" y=\"{}\">{}</text>", y + 4, label(labels, row));
        for (column, _) in SIZE_CLASSES.iter().enumerate() {
            let x = 90 + 62 * column;
            let shape = match steps.get(row * SIZE_CLASSES.len() + column) {
                Some(passed) if *passed > 0.0 => format!("<circle class=\"p\" cx=\"{x}\" cy=\"{y}\" r=\"6\"/>"),
                Some(_) => format!("<path class=\"x\" d=\"M{x} {}l8 8-8 8-8-8z\"/>", y - 8),
                None => format!("<circle class=\"u\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>"),
            };
            inside += &shape;
        }
    }
    for (column, class) in SIZE_CLASSES.iter().enumerate() {
        let x = 90 + 62 * column;
        let _ = write!(inside, "<text x=\"{x}\" y=\"72\" text-anchor=\"middle\">{class}</text>");
    }
    let passed = steps.iter().filter(|passed| **passed > 0.0).count();
    let all = 2 * SIZE_CLASSES.len();
    Some(Chart { inside, height: 76, figures: vec![("passed", passed.to_string()), ("all", all.to_string())] })
}

/// Three bars, and a dashed line at the limit.
fn load([rest, down, up]: [f64; 3], labels: &[&str]) -> Option<Chart> {
    let limit = rest + RISE_BAD_MS;
    let most = rest.max(down).max(up).max(limit);
    let mut inside = String::from("<g transform=\"translate(96 0)\">");
    let scale = |ms: f64| 160.0 * ms.max(0.0) / most.max(1.0);
    for (row, ms) in [rest, down, up].into_iter().enumerate() {
        let class = if ms > limit { "x" } else { "p" };
        let (y, width) = (4 + 18 * row, scale(ms).max(1.0));
        let _ = write!(inside, "<rect class=\"{class}\" y=\"{y}\" width=\"{width:.1}\" height=\"9\"/>");
    }
    let _ = write!(inside, "<path class=\"d\" d=\"M{:.1} 0v54\"/></g>", scale(limit));
    for (row, ms) in [rest, down, up].into_iter().enumerate() {
        let y = 13 + 18 * row;
        let _ = write!(inside, "<text x=\"0\" y=\"{y}\">{}</text>", label(labels, row));
        let x = 102.0 + scale(ms);
        let _ = write!(inside, "<text class=\"i\" x=\"{x:.1}\" y=\"{y}\">{} ms</text>", whole(ms));
    }
    let figures = vec![("rest", whole(rest)), ("down", whole(down)), ("up", whole(up)), ("limit", whole(limit))];
    Some(Chart { inside, height: 56, figures })
}
