//! The plan: five blocks, and the designed ends.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::cards::{Deck, audience_key};
use super::message::message;
use super::offer::{Offer, offer};
use super::remarks::{Remark, remarks};
use super::rows::{known, line, lower_first, ranking, subject, trail};
use super::{KnownRow, Link, Places, RankRow, StationView, StepCard, StepWords, TrailRow, Words};
use crate::consultation::{Consultation, Ending, Headline, Station};
use crate::evidence::Source;
use crate::explanation::RuledOut;
use crate::knowledge_base::{CauseIndex, KnowledgeBase, ObservationIndex, RemedyIndex};
use crate::plan::{Ask, Gate, Next};

/// A message to somebody who can do more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskView {
    /// Who, as a heading.
    pub heading: String,
    /// Why they.
    pub text: String,
    /// Label over the message.
    pub label: String,
    /// The message, line by line.
    pub message: String,
}

/// What a case that works again still needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkedView {
    /// Sentences about what cured it and what that means.
    pub text: Vec<String>,
    /// Heading of the changes to take back.
    pub undo_heading: String,
    /// Changes still in place: title and how to take them back.
    pub undo: Vec<StepCard>,
    /// Heading of prevention.
    pub prevention_heading: String,
    /// The cause and how to prevent it.
    pub prevention: Vec<(Link, String)>,
    /// On, if it comes back.
    pub again: Link,
}

/// Everything the page shows, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanView {
    /// Title of the document.
    pub title: String,
    /// Back to the questions.
    pub back: Link,
    /// What the plan rests on.
    pub eyebrow: String,
    /// The finding.
    pub heading: String,
    /// What to do about it.
    pub lede: String,
    /// Accessible name of the line.
    pub line_name: String,
    /// The five stages.
    pub line: Vec<StationView>,
    /// Filled button to the next step.
    pub jump: Option<Link>,
    /// Remarks above the blocks: what was learned last, what does not fit, where the list may not hold the cause.
    pub remarks: Vec<Remark>,
    /// More questions, if there are any worth asking.
    pub more: Option<Link>,
    /// Set when it works again: replaces next step and fix.
    pub worked: Option<WorkedView>,
    /// Headings of the five blocks.
    pub headings: [String; 5],
    /// Block 1.
    pub known: Vec<KnownRow>,
    /// Said in block 1 when nothing is known.
    pub known_none: String,
    /// Block 2.
    pub ranking: Vec<RankRow>,
    /// What the figures are.
    pub ranking_note: String,
    /// How they are made.
    pub method: Link,
    /// What would change our mind: label and text.
    pub turn: Option<(String, String)>,
    /// Ruled out: label and text.
    pub ruled_out: Option<(String, String)>,
    /// Block 3: why this step.
    pub next_reason: String,
    /// Block 3: the step, unless somebody else has to act.
    pub next: Option<StepCard>,
    /// Block 3: what would have to be true for the second step to go first: label and text.
    pub overtake: Option<(String, String)>,
    /// Block 3: that the portal looks at the other computer, if it does that.
    pub offer: Option<Offer>,
    /// Block 4: what it is about.
    pub fix_note: String,
    /// Block 4: the steps.
    pub fix: Vec<StepCard>,
    /// Block 5: what it is about.
    pub who_note: String,
    /// Block 5: messages.
    pub asks: Vec<AskView>,
    /// Heading of "back later".
    pub later_heading: String,
    /// What to keep.
    pub later_text: String,
    /// The address of this plan, whole, because it is printed.
    pub address: Link,
    /// Where what a machine says is added; none once it works again.
    pub evidence: Option<Link>,
    /// Picture of the address.
    pub qr: String,
    /// Text instead of the picture.
    pub qr_name: String,
    /// Heading of the trail.
    pub trail_heading: String,
    /// Former answers.
    pub trail: Vec<TrailRow>,
    /// Label of the copy button.
    pub copy: String,
}

/// Puts a plan into words.
pub fn plan(
    base: &KnowledgeBase,
    words: &Words,
    steps: &StepWords,
    places: &Places,
    transcript: &str,
    consultation: &Consultation,
) -> PlanView {
    let deck = Deck { base, words, steps, places, transcript, consultation };
    let worked = worked(&deck);
    let (heading, lede) = head(&deck, worked.as_ref());
    let next = next_card(&deck);
    // Without steps it is the third block.
    let who = if worked.is_some() { "plan.who-worked" } else { "plan.who" };
    let key = |i: usize| words.say(["plan.known", "plan.causes", "plan.next", "plan.fix", who][i]);
    let measured = consultation.findings.iter().filter(|(o, c)| *c && o.source >= Source::Measured).count();
    let said = consultation.findings.iter().filter(|(o, _)| o.source < Source::Measured && o.outcome.is_some()).count();
    PlanView {
        title: heading.clone(),
        back: Link { text: words.say("plan.back"), href: last_question(&deck) },
        eyebrow: eyebrow(words, said, measured),
        heading,
        lede,
        line_name: words.say("line.name"),
        // Once it works again, no stage breaks any more.
        line: line(words, if worked.is_some() { &[Station::Done; 5] } else { &consultation.line }),
        jump: jump(&deck, worked.is_some()),
        remarks: remarks(&deck),
        more: more(&deck),
        headings: core::array::from_fn(key),
        known: known(base, words, consultation),
        known_none: words.say("plan.known-none"),
        ranking: ranking(base, words, places, &consultation.ranking),
        ranking_note: words.say("ranking.note"),
        method: Link { text: words.say("link.method"), href: places.page("/how-we-estimate") },
        turn: turn(&deck),
        ruled_out: ruled_out(&deck),
        next_reason: next_reason(&deck),
        next: if worked.is_some() { None } else { next },
        overtake: overtake(&deck),
        offer: offer(words, places, (transcript, "to=plan"), consultation),
        fix_note: fix_note(&deck),
        fix: if worked.is_some() { Vec::new() } else { fix_cards(&deck) },
        who_note: words.say(if consultation.plan.asks.is_empty() { "plan.who-none" } else { "plan.who-note" }),
        asks: if cured(consultation) {
            Vec::new()
        } else {
            consultation.plan.asks.iter().map(|a| ask_view(&deck, a)).collect()
        },
        later_heading: words.say("later.heading"),
        later_text: words.say("later.text"),
        address: Link { text: words.say("later.address"), href: places.origin.clone() + &places.plan(transcript) },
        evidence: worked.is_none().then(|| Link {
            text: words.say("later.evidence"),
            href: places.page(&format!("/evidence?{transcript}&to=plan")),
        }),
        qr: format!("{}/qr.svg?{transcript}", places.base),
        qr_name: words.say("later.qr"),
        trail_heading: words.say("trail.heading"),
        trail: trail(base, words, places, transcript, consultation),
        copy: words.say("copy"),
        worked,
    }
}

/// What the plan rests on; checks are named only if there were any.
fn eyebrow(words: &Words, said: usize, measured: usize) -> String {
    let answers = words.count("plan.from-answers", said);
    if measured == 0 { answers } else { format!("{answers} {}", words.count("plan.from-checks", measured)) }
}

/// Whether it works again for good, so that nobody else has to act.
fn cured(consultation: &Consultation) -> bool {
    matches!(consultation.ending, Some(Ending::Worked { relief: false, .. }))
}

fn head(deck: &Deck<'_>, worked: Option<&WorkedView>) -> (String, String) {
    let (words, consultation) = (deck.words, deck.consultation);
    match &consultation.ending {
        Some(Ending::Worked { relief: false, temporary, .. }) if temporary.is_empty() => {
            (words.say("worked.heading"), words.say(worked.map_or("worked.lede-none", left)))
        }
        Some(Ending::Worked { temporary, .. }) if temporary.is_empty() => {
            let changed = worked.is_some_and(|view| !view.undo.is_empty());
            (
                words.say("works-now.heading"),
                words.say(if changed { "works-now.lede-changed" } else { "works-now.lede" }),
            )
        }
        Some(Ending::Worked { .. }) => (words.say("relieved.heading"), words.say("relieved.lede")),
        Some(Ending::EverythingTried) => (words.say("tried.heading"), words.say("tried.lede")),
        Some(Ending::AllUnknown) => (words.say("unknown.heading"), words.say("unknown.lede")),
        Some(Ending::OnlyOthers) | Some(Ending::OtherCode(_)) | None => {
            let lede = |odds: f64| format!("{} {}", words.odds(odds), lede(deck));
            match consultation.headline {
                Headline::Cause(cause, p) => {
                    let text = words.causes.get(cause.position()).map_or("", |c| c.headline.as_str());
                    (words.fill("plan.most-likely", &[("cause", text)]), lede(p))
                }
                Headline::Family(family, p) => {
                    let text = words.families.get(family.position()).map_or("", |f| f.headline.as_str());
                    (words.fill("plan.most-likely", &[("cause", text)]), lede(p))
                }
                Headline::Open => (words.say("plan.open"), self::lede(deck)),
            }
        }
    }
}

/// Key of what is left to do once it works again.
fn left(worked: &WorkedView) -> &'static str {
    match (worked.undo.is_empty(), worked.prevention.is_empty()) {
        (false, false) => "worked.lede-both",
        (false, true) => "worked.lede-undo",
        (true, false) => "worked.lede-prevent",
        (true, true) => "worked.lede-none",
    }
}

/// What comes next. Where several causes are possible it names the look that was chosen, not one that is usual for them.
fn lede(deck: &Deck<'_>) -> String {
    let (words, consultation) = (deck.words, deck.consultation);
    let one = matches!(consultation.headline, Headline::Cause(..));
    let plan = &consultation.plan;
    match plan.next {
        Next::Confirm(_) if one => words.say("plan.lede-confirm"),
        Next::Confirm(look) => look_lede(deck, "plan.lede-look", look),
        Next::Try(step) if step.gate == Gate::Closed => words.say("plan.lede-gate"),
        Next::Try(_) => words.say("plan.lede-try"),
        Next::Ask(_) => match plan.asks.first().and_then(|ask| ask.look) {
            Some(look) if !one => look_lede(deck, "plan.lede-ask-look", look),
            _ => words.say("plan.lede-ask"),
        },
        Next::HandOver => words.say("plan.lede-hand-over"),
    }
}

fn look_lede(deck: &Deck<'_>, key: &str, look: ObservationIndex) -> String {
    let title = deck.look(look).map_or("", |texts| texts.title.as_str());
    deck.words.fill(key, &[("look", title)])
}

fn jump(deck: &Deck<'_>, worked: bool) -> Option<Link> {
    if worked {
        return None;
    }
    let ask = matches!(deck.consultation.plan.next, Next::Ask(_) | Next::HandOver);
    Some(if ask {
        Link { text: deck.words.say("plan.jump-ask"), href: "#who".to_string() }
    } else {
        Link { text: deck.words.say("plan.jump"), href: "#next".to_string() }
    })
}

fn more(deck: &Deck<'_>) -> Option<Link> {
    let consultation = deck.consultation;
    if matches!(consultation.ending, Some(Ending::Worked { .. } | Ending::OtherCode(_))) {
        return None;
    }
    if consultation.question.is_some() {
        return Some(Link { text: deck.words.say("plan.go-on"), href: deck.places.interview(deck.transcript) });
    }
    consultation.stopped_by_limit().then(|| Link {
        text: deck.words.say("plan.more"),
        href: format!("{}/diagnose?{}", deck.places.base, with_more(deck.transcript)),
    })
}

/// The transcript with one more request for questions.
fn with_more(transcript: &str) -> String {
    let mut count = 1;
    let mut parts: Vec<String> = Vec::new();
    for part in transcript.split('&').filter(|p| !p.is_empty()) {
        match part.strip_prefix("more=") {
            Some(n) => count = n.parse::<u8>().unwrap_or(0).saturating_add(1),
            None => parts.push(part.to_string()),
        }
    }
    parts.push(format!("more={count}"));
    parts.join("&")
}

fn turn(deck: &Deck<'_>) -> Option<(String, String)> {
    let turn = deck.consultation.turn?;
    let words = deck.words;
    let text = words.fill(
        "turn.text",
        &[
            ("finding", &lower_first(words.says(turn.observation, turn.outcome))),
            ("left", &words.percent(turn.left)),
            ("leads", &lower_first(words.cause(turn.leads))),
        ],
    );
    Some((words.say("turn.label"), text))
}

fn ruled_out(deck: &Deck<'_>) -> Option<(String, String)> {
    let out = &deck.consultation.ruled_out;
    if out.is_empty() {
        return None;
    }
    let words = deck.words;
    let title = |out: &RuledOut| match out.by.map(|by| subject(words, by)).filter(|by: &String| !by.is_empty()) {
        Some(by) => words.fill("ruled-out.by", &[("cause", words.cause(out.cause)), ("finding", &by)]),
        None => words.cause(out.cause).to_string(),
    };
    let titles: Vec<String> = out.iter().map(title).collect();
    Some((words.count("ruled-out.label", out.len()), format!("{}.", titles.join("; "))))
}

/// How near the second step is to going first.
fn overtake(deck: &Deck<'_>) -> Option<(String, String)> {
    let overtake = deck.consultation.overtake?;
    let words = deck.words;
    let parameters = [
        ("second", words.remedy(overtake.second)),
        ("needed", &*words.percent(overtake.needed)),
        ("chance", &*words.percent(overtake.chance)),
    ];
    Some((words.say("overtake.label"), words.fill("overtake.text", &parameters)))
}

fn next_card(deck: &Deck<'_>) -> Option<StepCard> {
    match deck.consultation.plan.next {
        Next::Confirm(observation) => deck.confirmation(observation),
        Next::Try(step) => deck.remedy(step.remedy, step.gate),
        Next::Ask(_) | Next::HandOver => None,
    }
}

fn next_reason(deck: &Deck<'_>) -> String {
    let words = deck.words;
    match deck.consultation.plan.next {
        Next::Confirm(_) => words.say("reason.confirm"),
        Next::Try(step) => {
            let relief = deck.base.remedy(step.remedy).is_some_and(|r| r.relief);
            let key = match (deck.consultation.plan.hurried, relief) {
                (true, _) => "reason.hurry",
                (false, true) => "reason.relief",
                (false, false) => "reason.try",
            };
            words.fill(key, &[("chance", &words.percent(step.success))])
        }
        Next::Ask(audience) => words.fill("reason.ask", &[("audience", &words.say(audience_key(audience)))]),
        Next::HandOver => words.say("reason.hand-over"),
    }
}

fn fix_note(deck: &Deck<'_>) -> String {
    let plan = &deck.consultation.plan;
    let key = match (plan.steps.is_empty(), plan.next) {
        (true, Next::Try(_)) => "fix.only-next",
        (true, _) => "fix.none",
        (false, Next::Ask(_)) => "fix.meanwhile",
        (false, _) => "fix.then",
    };
    deck.words.say(key)
}

fn fix_cards(deck: &Deck<'_>) -> Vec<StepCard> {
    deck.consultation.plan.steps.iter().filter_map(|s| deck.remedy(s.remedy, s.gate)).collect()
}

fn ask_view(deck: &Deck<'_>, ask: &Ask) -> AskView {
    let words = deck.words;
    AskView {
        heading: words.say(audience_key(ask.audience)),
        text: words.fill("ask.chance", &[("chance", &words.percent(ask.success))]),
        label: words.say("ask.label"),
        message: message(deck, ask),
    }
}

fn worked(deck: &Deck<'_>) -> Option<WorkedView> {
    let Some(Ending::Worked { remedy, relief, by_itself, temporary, in_place }) = &deck.consultation.ending else {
        return None;
    };
    let words = deck.words;
    let what = if *by_itself {
        words.say("worked.by-itself")
    } else {
        words.fill("worked.what", &[("remedy", words.remedy(*remedy))])
    };
    let mut text = alloc::vec![what];
    if *relief {
        text.push(words.say("worked.relief"));
    }
    let undo: Vec<StepCard> =
        temporary.iter().chain(in_place).filter_map(|(r, gate)| undo_card(deck, *r, *gate)).collect();
    if undo.is_empty() {
        text.push(words.say("worked.undo-none"));
    }
    Some(WorkedView {
        text,
        undo_heading: words.say("worked.undo"),
        undo,
        prevention_heading: words.say("worked.prevention"),
        prevention: prevention(deck, *remedy),
        again: Link { text: words.say("worked.again"), href: deck.places.page("/") },
    })
}

/// A change that is still in place: only how to take it back.
fn undo_card(deck: &Deck<'_>, remedy: RemedyIndex, gate: Gate) -> Option<StepCard> {
    let mut card = deck.remedy(remedy, gate)?;
    card.columns.retain(|c| c.title == deck.words.say("card.undo"));
    card.parts.clear();
    card.notice = None;
    card.form = None;
    Some(card)
}

/// How to prevent the causes that the remedy cures best, the most likely first.
fn prevention(deck: &Deck<'_>, remedy: RemedyIndex) -> Vec<(Link, String)> {
    let cured = |cause: CauseIndex| deck.base.cures(remedy).iter().any(|(h, s)| *h == cause.position() && *s >= 0.3);
    deck.consultation
        .ranking
        .iter()
        .filter_map(|r| r.cause)
        .filter(|c| cured(*c))
        .take(2)
        .filter_map(|c| {
            let cause = deck.base.causes.get(c.position())?;
            let text = deck.steps.prevention.get(c.position()).filter(|t| !t.is_empty())?;
            let link = Link { text: deck.words.cause(c).to_string(), href: deck.places.cause(&cause.id) };
            Some((link, text.clone()))
        })
        .collect()
}

fn last_question(deck: &Deck<'_>) -> String {
    let last = deck.consultation.findings.iter().rev().find_map(|(o, _)| {
        let observation = deck.base.observation(o.observation)?;
        (observation.askable && o.source == Source::Asked).then_some(observation)
    });
    match last {
        Some(observation) => deck.places.change(deck.transcript, &observation.key),
        None => deck.places.interview(deck.transcript),
    }
}
