//! What goes to somebody else asks and allows for doubt, and the heading speaks of the look that was chosen.

use std::collections::BTreeSet;

use diagnosis::consultation::{Ending, Headline};
use diagnosis::plan::Next;
use diagnosis::words::plan::{PlanView, plan};
use diagnosis::words::{Places, StepWords, Words};
use diagnosis::{Consultation, KnowledgeBase, Surface, consult, transcript};

/// Cases that lead to each family of causes, by somebody without rights and by an administrator.
const CASES: [&str; 9] = [
    "code=0x904.pt&on=this-computer&path=lan&when=at-once&others=everyone",
    "code=0x904&on=this-computer&path=vpn&when=after-wait",
    "code=0x904&path=gateway&when=after-password",
    "code=0x904&path=tunnel&when=at-once",
    "code=0x904&changed=security-change&when=at-once",
    "code=0x904&changed=renamed-moved&when=at-once",
    "code=0x904&changed=update",
    "code=0x904&desktop-shown=yes&when=after-desktop",
    "code=0x904&target=farm&when=after-password",
];
const RIGHTS: [&str; 3] = ["", "&rights=user", "&rights=admin"];

struct Case {
    query: String,
    consultation: Consultation,
    view: PlanView,
}

fn cases(base: &KnowledgeBase, words: &Words, steps: &StepWords) -> Vec<Case> {
    let one = |query: String| {
        let consultation = consult(base, &transcript::parse(base, &query), &Surface::default());
        assert_eq!(consultation.findings.len(), query.split('&').count(), "not all of {query} is understood");
        let view = plan(base, words, steps, &Places::default(), &query, &consultation);
        Case { query, consultation, view }
    };
    CASES.iter().flat_map(|case| RIGHTS.map(|rights| one(format!("{case}{rights}")))).collect()
}

#[test]
fn after_a_look_each_order_has_its_condition() {
    let (base, language) = (knowledge::base(), knowledge::english());
    let (words, steps) = (language.words(), language.steps());
    let [start, next, otherwise] = ["message.if", "message.next", "message.otherwise"]
        .map(|key| words.say(key).split_once('{').unwrap().0.to_owned());
    let (mut tied, mut several) = (0, 0);
    for case in cases(&base, &words, &steps) {
        for (ask, view) in case.consultation.plan.asks.iter().zip(&case.view.asks) {
            let orders: Vec<&str> = view.message.lines().filter(|l| l.starts_with("- ")).collect();
            assert_eq!(orders.len(), ask.remedies.len(), "{}: {}", case.query, view.message);
            if ask.look.is_some() {
                let conditions = [&start, &next, &otherwise];
                let bare: Vec<_> =
                    orders.iter().filter(|o| !conditions.iter().any(|c| o.starts_with(c.as_str()))).collect();
                assert!(bare.is_empty(), "{}: without a condition: {bare:?}", case.query);
                let firsts: Vec<&str> = orders.iter().filter_map(|o| o.strip_prefix(start.as_str())).collect();
                let findings: BTreeSet<&str> = firsts.iter().filter_map(|o| o.split(':').next()).collect();
                assert_eq!(findings.len(), firsts.len(), "{}: two first orders for one finding", case.query);
                tied += firsts.len();
                several += usize::from(orders.len() > 1);
            } else if orders.len() > 1 {
                assert!(view.message.contains(&words.say("message.one-by-one")), "{}: {}", case.query, view.message);
            }
        }
    }
    assert!(tied > 10 && several > 5, "{tied} orders hang on a finding, {several} messages have several");
}

#[test]
fn the_condition_of_an_order_is_an_outcome_that_speaks_for_it() {
    let (base, language) = (knowledge::base(), knowledge::english());
    let (words, steps) = (language.words(), language.steps());
    let query = "code=0x904&when=at-once&others=everyone&changed=security-change&certificate-question=none&rights=user";
    let consultation = consult(&base, &transcript::parse(&base, query), &Surface::default());
    let view = plan(&base, &words, &steps, &Places::default(), query, &consultation);
    let text: Vec<&str> = view.asks.iter().map(|a| a.message.as_str()).collect();
    let order = |remedy: &str| {
        let index = base.remedy_by_id(remedy).unwrap();
        let ask = steps.remedies[index.position()].ask.clone();
        text.iter().flat_map(|m| m.lines()).find(|l| l.ends_with(&ask)).map(str::to_owned)
    };
    let rights = order("repair-key-rights").unwrap_or_else(|| panic!("no such order in {text:#?}"));
    assert!(rights.contains("key"), "{rights}");
}

#[test]
fn the_heading_speaks_of_the_look_that_was_chosen() {
    let (base, language) = (knowledge::base(), knowledge::english());
    let (words, steps) = (language.words(), language.steps());
    let mut told = 0;
    for case in cases(&base, &words, &steps) {
        let consultation = &case.consultation;
        let open = matches!(consultation.headline, Headline::Family(..) | Headline::Open);
        if !open || !matches!(consultation.ending, None | Some(Ending::OnlyOthers)) {
            continue;
        }
        let look = match consultation.plan.next {
            Next::Confirm(look) => Some(look),
            Next::Ask(_) => consultation.plan.asks[0].look,
            Next::Try(_) | Next::HandOver => None,
        };
        if let Some(look) = look {
            let title = &steps.confirmations[look.position()].title;
            assert!(case.view.lede.contains(title.as_str()), "{}: {} instead of {title}", case.query, case.view.lede);
            told += 1;
        }
        let other = language.words().families.iter().any(|f| case.view.lede.contains(&f.first_look));
        assert!(!other, "{}: {}", case.query, case.view.lede);
    }
    assert!(told > 3, "{told} headings name a look");
}

/// Whether a sentence asks, orders, allows for doubt, or tells what a step needs or does.
fn asks_or_doubts(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    let mark = |word: &&str| sentence.split(|c: char| !c.is_alphabetic()).any(|w| w == *word);
    sentence.ends_with('?')
        || ["please", "may", "if", "can", "should", "this", "usually", "needs", "stop"].iter().any(mark)
}

#[test]
fn no_message_says_what_nobody_said() {
    let (base, steps) = (knowledge::base(), knowledge::english().steps());
    for (remedy, texts) in base.remedies.iter().zip(&steps.remedies) {
        for sentence in texts.ask.split_inclusive(['.', '?']).collect::<String>().split_inclusive(". ") {
            assert!(asks_or_doubts(sentence.trim()), "{}: \"{}\" states something", remedy.id, sentence.trim());
        }
        assert!(!texts.ask.contains("at these times"), "{}: the message holds no time", remedy.id);
    }
}
