use diagnosis::{consult, transcript, Surface, words::{Places, plan, interview}};
fn main() {
    let base = knowledge::base();
    let lang = knowledge::english();
    let (words, steps) = (lang.words(), lang.steps());
    let q = std::env::args().nth(1).unwrap_or_default();
    let start = std::time::Instant::now();
    let ev = transcript::parse(&base, &q);
    let c = consult(&base, &ev, &Surface::default());
    println!("time {:?}", start.elapsed());
    let start = std::time::Instant::now(); for _ in 0..200 { std::hint::black_box(consult(&base, &ev, &Surface::default())); } println!("mean {:?}", start.elapsed()/200);
    let places = Places::default();
    if let Some(question) = &c.question {
        let v = interview::interview(&base, &words, &places, &q, &c, question);
        println!("Q: {} [{}] saves {:.1} {}", v.heading, v.key, question.saves, v.eyebrow);
        for ch in &v.choices { println!("   - {} ({})", ch.label, ch.value); }
        for w in &v.why { println!("   why {w}"); }
    } else { println!("{:?}", c.selection); }
    let v = plan::plan(&base, &words, &steps, &places, &q, &c);
    println!("# {}\n{}", v.heading, v.lede);
    println!("ending {:?} headline {:?}", c.ending, c.headline);
    for r in &v.ranking { println!("  {} {} | {}", r.percent_text, r.title, r.reasons); }
    println!("next {:?} minutes {:.0}", c.plan.next, c.plan.minutes);
    println!("  card: {:?}", v.next.as_ref().map(|n| (&n.title, &n.audience, n.gate.is_some())));
    for s in &v.fix { println!("  step {} [{}] gated {}", s.title, s.audience, s.gate.is_some()); }
    for a in &v.asks { println!("  ask {} {}\n{}", a.heading, a.text, a.message); }
    println!("turn {:?}", v.turn);
    println!("ruled {:?}", v.ruled_out);
}
