//! Figures over many visits, as rows and as a plot.

use std::fmt::Write;

use super::visit::Visit;

const BINS: usize = 10;

/// Figures of one row.
pub(crate) struct Figures {
    top_1: f64,
    top_3: f64,
    all_3: f64,
    family: f64,
    right_step: f64,
    calibration: f64,
    log_loss: f64,
    something_else: f64,
    /// 99 % quantile.
    conflict: f64,
    questions: (usize, usize),
    capped: f64,
    regret: f64,
    minutes: f64,
    minutes_all: f64,
    minutes_web: f64,
    minutes_bound: f64,
}

impl Figures {
    pub(crate) const HEAD: &str = "evidence  top-1  top-3  both-3  family  step-3  calib.  logloss  else>0.3  conflict-p99  questions(median,p95,capped)  \
         regret  minutes  all-asked  web  bound  ours/web";

    pub(crate) fn of(visits: &[Visit]) -> Self {
        let n = visits.len().max(1) as f64;
        let share = |of: fn(&Visit) -> bool| visits.iter().filter(|v| of(v)).count() as f64 / n;
        let mean = |of: fn(&Visit) -> f64| visits.iter().map(of).sum::<f64>() / n;
        let mut questions: Vec<usize> = visits.iter().map(|v| v.questions).collect();
        questions.sort_unstable();
        let at = |share: f64| questions.get((share * (n - 1.0)) as usize).copied().unwrap_or(0);
        let mut conflicts: Vec<f64> = visits.iter().map(|v| v.conflict).collect();
        conflicts.sort_unstable_by(f64::total_cmp);
        let calibration = reliability(visits).iter().map(|(p, hit, w)| w * (p - hit).abs()).sum();
        let top_1 = share(|v| v.place == 0);
        Self {
            top_1,
            top_3: share(|v| v.place < 3),
            all_3: share(|v| v.all_in_three),
            family: share(|v| v.family),
            right_step: share(|v| v.right_step),
            calibration,
            log_loss: mean(|v| -v.of_truth.max(1e-6).ln()),
            something_else: share(|v| v.something_else > 0.3),
            conflict: conflicts.get((0.99 * (n - 1.0)) as usize).copied().unwrap_or(0.0),
            questions: (at(0.5), at(0.95)),
            capped: share(|v| v.capped),
            regret: share(|v| v.first_after_all) - top_1,
            minutes: mean(|v| v.minutes),
            minutes_all: mean(|v| v.minutes_all),
            minutes_web: mean(|v| v.minutes_web),
            minutes_bound: mean(|v| v.minutes_bound),
        }
    }

    pub(crate) fn row(&self, name: &str) -> String {
        format!(
            "{name:8}  {:.3}  {:.3}  {:.3}   {:.3}   {:.3}   {:.3}   {:.2}     {:.3}     {:5.2}         {}, {}, {:.2}                     \
             {:+.3}   {:5.0}   {:5.0}     {:4.0}  {:4.0}   {:.2}",
            self.top_1,
            self.top_3,
            self.all_3,
            self.family,
            self.right_step,
            self.calibration,
            self.log_loss,
            self.something_else,
            self.conflict,
            self.questions.0,
            self.questions.1,
            self.capped,
            self.regret,
            self.minutes,
            self.minutes_all,
            self.minutes_web,
            self.minutes_bound,
            self.minutes / self.minutes_web
        )
    }
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
