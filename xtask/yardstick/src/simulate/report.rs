//! Figures over many visits, as rows and as a plot.

use std::fmt::Write;

use diagnosis::conflict::UNEXPLAINED;

use super::visit::Visit;

const BINS: usize = 10;

/// What the columns mean.
pub(crate) const LEGEND: &str = "\
step-3: a remedy that cures in at least half of the cases is among the first three steps; family: the right one is likeliest
calib.: mean distance between told and true share of the first cause, in ten bins; regret: top-1 after asking everything, minus top-1
minutes until back in: as advised, after asking everything, by the usual list of the web, and with the cause known for nothing
else: \"something else\" has more than 0.3; wrong head, wrong>0.8: the heading, or more than 0.8, goes to a cause that is not there
pair: two causes are said to act together; 1 right, 2 right: of the visitors, with so many true causes in that pair";

/// Figures of one row.
pub(crate) struct Figures {
    /// Title and text of each column.
    columns: Vec<(&'static str, String)>,
}

impl Figures {
    pub(crate) fn of(visits: &[Visit]) -> Self {
        let n = visits.len().max(1) as f64;
        let share = |of: fn(&Visit) -> bool| visits.iter().filter(|v| of(v)).count() as f64 / n;
        let mean = |of: fn(&Visit) -> f64| visits.iter().map(of).sum::<f64>() / n;
        let quantile = |share: f64, of: fn(&Visit) -> f64| {
            let mut all: Vec<f64> = visits.iter().map(of).collect();
            all.sort_unstable_by(f64::total_cmp);
            all.get((share * (n - 1.0)) as usize).copied().unwrap_or(f64::NAN)
        };
        let calibration: f64 = reliability(visits).iter().map(|(p, hit, w)| w * (p - hit).abs()).sum();
        let top_1 = share(|v| v.place == 0);
        let (minutes, web) = (mean(|v| v.minutes), mean(|v| v.minutes_web));
        let three = |value: f64| format!("{value:.3}");
        let columns = vec![
            ("top-1", three(top_1)),
            ("top-3", three(share(|v| v.place < 3))),
            ("all in 3", three(share(|v| v.all_in_three))),
            ("family", three(share(|v| v.family))),
            ("step-3", three(share(|v| v.right_step))),
            ("calib.", three(calibration)),
            ("log loss", format!("{:.2}", mean(|v| -v.of_truth.max(1e-6).ln()))),
            ("conflict p99", format!("{:.2}", quantile(0.99, |v| v.conflict))),
            ("questions", format!("{:.0}", quantile(0.5, |v| v.questions as f64))),
            ("p95", format!("{:.0}", quantile(0.95, |v| v.questions as f64))),
            ("at cap", three(share(|v| v.capped))),
            ("regret", format!("{:+.3}", share(|v| v.first_after_all) - top_1)),
            ("minutes", format!("{minutes:.0}")),
            ("all asked", format!("{:.0}", mean(|v| v.minutes_all))),
            ("web", format!("{web:.0}")),
            ("bound", format!("{:.0}", mean(|v| v.minutes_bound))),
            ("ours/web", format!("{:.2}", minutes / web)),
            ("else", three(share(|v| v.something_else > UNEXPLAINED))),
            ("wrong head", three(share(|v| v.wrong_heading))),
            ("wrong>0.8", three(share(|v| v.wrongly_sure))),
            ("pair", three(share(|v| v.pair))),
            ("1 right", three(share(|v| v.right_in_pair == 1))),
            ("2 right", three(share(|v| v.right_in_pair == 2))),
        ];
        Self { columns }
    }
}

/// Rows with their names, as a table in Markdown.
pub(crate) fn table(rows: &[(String, Figures)]) -> String {
    let mut cells = vec![vec!["evidence".to_string()]];
    if let Some((_, figures)) = rows.first() {
        cells[0].extend(figures.columns.iter().map(|(title, _)| (*title).to_string()));
    }
    cells.push(vec!["---".to_string(); cells[0].len()]);
    let row = |(name, figures): &(String, Figures)| {
        let texts = figures.columns.iter().map(|(_, text)| text.clone());
        std::iter::once(name.clone()).chain(texts).collect::<Vec<_>>()
    };
    cells.extend(rows.iter().map(row));
    let width = |column: usize| cells.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let line = |row: &Vec<String>| {
        let padded = row.iter().enumerate().map(|(column, text)| format!("{text:>w$}", w = width(column)));
        format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
    };
    cells.iter().map(line).collect()
}

/// A bin of a reliability plot: mean probability of the first cause, how often it was right, share of visits.
pub(crate) type Bin = (f64, f64, f64);

/// Ten bins of equal count.
pub(crate) fn reliability(visits: &[Visit]) -> Vec<Bin> {
    let mut told: Vec<(f64, bool)> = visits.iter().map(|v| (v.first, v.place == 0)).collect();
    told.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = told.len();
    (0..BINS)
        .map(|b| &told[b * n / BINS..(b + 1) * n / BINS])
        .filter(|bin| !bin.is_empty())
        .map(|bin| {
            let size = bin.len() as f64;
            let (sum, hits) = bin.iter().fold((0.0, 0.0), |(s, h), (p, hit)| (s + p, h + f64::from(u8::from(*hit))));
            (sum / size, hits / size, size / n as f64)
        })
        .collect()
}

/// Told probability against how often it was right; on the diagonal both are equal.
pub(crate) fn plot(series: &[(String, Vec<Bin>)]) -> String {
    const COLOURS: [&str; 4] = ["#0b6bcb", "#b3541e", "#3f7d20", "#8a3ffc"];
    let (x, y) = (|p: f64| 50.0 + 400.0 * p, |p: f64| 450.0 - 400.0 * p);
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 500\" role=\"img\">\n<title>How often the first cause is right, \
         against the probability that is told</title>\n<style>text{font:14px sans-serif;fill:#333}line,path{fill:none}\
         .a{stroke:#999}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>\n",
    );
    let _ =
        writeln!(svg, "<line class=\"a\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>", x(0.0), y(0.0), x(1.0), y(1.0));
    for tick in 0..=5 {
        let p = f64::from(tick) / 5.0;
        let _ = writeln!(svg, "<text x=\"{}\" y=\"470\" text-anchor=\"middle\">{p}</text>", x(p));
        let _ = writeln!(svg, "<text x=\"40\" y=\"{}\" text-anchor=\"end\">{p}</text>", y(p) + 5.0);
    }
    svg.push_str("<text x=\"250\" y=\"494\" text-anchor=\"middle\">probability told</text>\n<text x=\"50\" y=\"30\">share that was right</text>\n");
    for (place, (name, bins)) in series.iter().enumerate() {
        let colour = COLOURS[place % COLOURS.len()];
        let points: Vec<String> = bins.iter().map(|(p, hit, _)| format!("{:.1} {:.1}", x(*p), y(*hit))).collect();
        let _ = writeln!(svg, "<path stroke=\"{colour}\" stroke-width=\"2\" d=\"M{}\"/>", points.join("L"));
        let row = 80.0 + 24.0 * place as f64;
        let _ = writeln!(
            svg,
            "<path stroke=\"{colour}\" stroke-width=\"2\" d=\"M480 {row}h24\"/><text x=\"512\" y=\"{}\">{name}</text>",
            row + 5.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests;
