//! Times whole consultations natively: every step of the interview in which nobody knows anything. Run by `cargo xtask bench`.

use std::time::{Duration, Instant};

use diagnosis::{Surface, consult, transcript};

const STARTS: [&str; 3] =
    ["code=0x904.pt&ext=seven.pt", "code=0x904&on=this-computer&path=vpn", "code=0x904&on=elsewhere"];
const ROUNDS: usize = 5;

fn main() {
    let base = knowledge::base();
    let mut times: Vec<Duration> = Vec::new();
    for start in STARTS.iter().cycle().take(STARTS.len() * ROUNDS) {
        let mut evidence = transcript::parse(&base, start);
        loop {
            let begun = Instant::now();
            let consultation = consult(&base, &evidence, &Surface::default());
            times.push(begun.elapsed());
            let Some(question) = consultation.question else { break };
            evidence.answer(question.observation, None);
        }
    }
    times.sort_unstable();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    println!("{:.2} {:.2} {}", milliseconds(times[times.len() / 2]), milliseconds(times[times.len() - 1]), times.len());
}
