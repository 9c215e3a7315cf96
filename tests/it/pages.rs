//! Every kind of page, with an address or a form that leads to it. Cases are worked out from the knowledge, so that they
//! stay right when the content changes.

use diagnosis::consultation::Ending;
use diagnosis::evidence::{Entry, Observed, StepResult};
use diagnosis::knowledge_base::{Remedy, RemedyIndex};
use diagnosis::plan::{Gate, Next, Step};
use diagnosis::transcript;

use crate::desk::Desk;

/// The case of somebody who has error 0x904 and nothing else to tell.
pub(crate) const START: &str = "code=0x904";

/// How a page is asked for. Addresses are below the base path.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// By its address.
    Get(String),
    /// By a form.
    Post(String, Vec<(&'static str, String)>),
    /// By a link on a page of somebody else.
    FromElsewhere(String),
}

/// A kind of page.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub(crate) name: String,
    pub(crate) ask: Ask,
}

fn get(name: &str, address: impl Into<String>) -> Kind {
    Kind { name: name.to_string(), ask: Ask::Get(address.into()) }
}

fn post(name: &str, address: &str, fields: Vec<(&'static str, String)>) -> Kind {
    Kind { name: name.to_string(), ask: Ask::Post(address.to_string(), fields) }
}

/// One of each kind.
pub(crate) fn kinds(desk: &Desk) -> Vec<Kind> {
    let text = |text: &str| vec![("text", text.to_string())];
    let mut kinds = vec![
        get("start", "/"),
        post("start, nothing pasted", "/read", text("")),
        post("start, nothing readable", "/read", text("...")),
        post("what we read", "/read", text("0x904 0x7\n2026-11-22T08:14:03Z PC-17.example.org")),
        post("what we read, another code", "/read", text("0x204 0x0")),
        post("what we read, an unlisted code", "/read", text("0xabcd1234")),
        get("the collector", "/collector"),
        get("what a machine says", "/evidence"),
        get("what a machine says, from a plan", format!("/evidence?{START}&to=plan")),
        post("what a machine says, nothing sent", "/evidence", text("")),
        post("what a machine says, unknown", "/evidence", text("...")),
        post("what we understood", "/evidence", understood("host")),
        post("what we understood, no finding", "/evidence", understood("unknown")),
        get("causes", "/causes"),
        get("search", "/search"),
        get("search, found", "/search?q=vpn+drops"),
        get("search, corrected", "/search?q=certificat"),
        get("search, none found", "/search?q=qqqqqqqq"),
        get("codes", "/codes"),
        get("extended code", "/codes/extended/0x7"),
        get("protocol code", "/codes/protocol/0x3"),
        get("negotiation failure", "/codes/negotiation/0x3"),
        get("events", "/events"),
        get("event", "/events/4625"),
        get("updates", "/updates"),
        get("update", "/updates/equal-sids-2025"),
        get("myths", "/myths"),
        get("myth", "/myths/nla-off"),
        get("remedy", "/remedies/lower-mtu"),
        get("remedy, gated", "/remedies/restart-rdp-service"),
        get("observation, asked", "/observations/error-phase"),
        get("observation, made by a command", "/observations/large-ping"),
        get("glossary", "/glossary"),
        get("code 0x904", "/codes/0x904"),
        get("code 0x204", "/codes/0x204"),
        get("code, unlisted", "/codes/0xabcd1234"),
        get("how we estimate", "/how-we-estimate"),
        get("checks in detail", "/self-check"),
        get("a look at the host", "/self-check/host"),
        get("privacy", "/privacy"),
        get("accessibility", "/accessibility"),
        get("contact", "/contact"),
        get("not found", "/nowhere"),
        post("too large", "/plan", vec![("t", "x".repeat(100_000))]),
    ];
    kinds.extend(questions(desk));
    kinds.extend(plans(desk));
    kinds.extend(gates(desk));
    kinds
}

/// What a machine says: with findings that outrank one another if its machine is known, without any if not.
fn understood(machine: &str) -> Vec<(&'static str, String)> {
    let events = [("Schannel", 36870), ("Schannel", 36874), ("NDIS", 10400)].map(|(provider, id)| {
        let time = "<TimeCreated SystemTime='2026-11-22T08:14:03.1Z'/>";
        format!("<Event><System><Provider Name='{provider}'/><EventID>{id}</EventID>{time}</System></Event>")
    });
    vec![("text", events.concat()), ("machine", machine.to_string())]
}

/// One of each kind, and every article.
pub(crate) fn all(desk: &Desk) -> Vec<Kind> {
    let cause =
        |cause: &diagnosis::knowledge_base::Cause| get(&format!("cause {}", cause.id), format!("/causes/{}", cause.id));
    kinds(desk).into_iter().chain(desk.base.causes.iter().map(cause)).collect()
}

fn questions(desk: &Desk) -> Vec<Kind> {
    let first = desk.question(START).expect("a first question");
    let second = desk.answered(START, &first, transcript::UNKNOWN);
    let link = format!("/diagnose?{second}&when=at-once");
    vec![
        get("question, the first", format!("/diagnose?{START}")),
        get("question, a later one", format!("/diagnose?{second}")),
        get("question, a former one", format!("/diagnose?{second}&at={first}")),
        post("question, not answered", "/diagnose", vec![("t", START.to_string()), ("q", first)]),
        Kind { name: "answers that came with a link".to_string(), ask: Ask::FromElsewhere(link) },
    ]
}

fn plans(desk: &Desk) -> Vec<Kind> {
    let plan = |name: &str, case: &str| get(name, format!("/plan?{case}"));
    let mut kinds = vec![
        plan("plan, nothing known", ""),
        plan("plan, of the error alone", START),
        plan("plan, of an answer", &format!("{START}&when=after-wait&path=vpn")),
        plan("another code", "code=0x204"),
        plan("it worked", &worked(desk, |remedy| !remedy.relief && !remedy.temporary)),
        plan("relieved", &worked(desk, |remedy| remedy.relief)),
        plan("all unknown", &all_unknown(desk)),
        plan("only others", &spent(desk, "rights=user&here-rights=no-administrator&path=vpn")),
    ];
    let temporary = desk.base.remedies.iter().any(|remedy| remedy.temporary);
    kinds.extend(temporary.then(|| plan("something temporary remains", &worked(desk, |remedy| remedy.temporary))));
    let everything = spent(desk, "rights=mine");
    kinds.extend(
        ends(desk, &everything, |end| *end == Ending::EverythingTried).then(|| plan("everything tried", &everything)),
    );
    kinds
}

fn gates(desk: &Desk) -> Vec<Kind> {
    let mut kinds = Vec::new();
    let boxes = |t: &str, r: &str| {
        vec![
            ("t", t.to_string()),
            ("r", r.to_string()),
            ("administrator", "yes".to_string()),
            ("way-in", "yes".to_string()),
        ]
    };
    if let Some((case, remedy)) = gated_plan(desk) {
        kinds.push(get("plan, a gated step", format!("/plan?{case}")));
        kinds.push(post("plan, a box is missing", "/plan/confirm", boxes(&case, &remedy)[..3].to_vec()));
        kinds.push(post("plan, the commands", "/plan/confirm", boxes(&case, &remedy)));
    }
    let (cause, remedy) = gated_article(desk);
    let address = format!("/causes/{cause}/confirm");
    kinds.push(get("article, a gated step", format!("/causes/{cause}")));
    kinds.push(post("article, a box is missing", &address, boxes("", &remedy)[..3].to_vec()));
    kinds.push(post("article, the commands", &address, boxes("", &remedy)));
    kinds
}

/// A case that ends well with a remedy of this sort.
fn worked(desk: &Desk, sort: impl Fn(&Remedy) -> bool) -> String {
    let remedy = desk.base.remedies.iter().position(sort).expect("a remedy of this sort");
    desk.tried(START, RemedyIndex::at(remedy), StepResult::Worked)
}

/// A case in which every question was answered with "I do not know".
pub(crate) fn all_unknown(desk: &Desk) -> String {
    let (_, case) = desk.interview("", &crate::desk::Person(&[]));
    assert!(ends(desk, &case, |end| *end == Ending::AllUnknown), "{case}");
    case
}

/// A case in which everything that can be tried was tried in vain.
fn spent(desk: &Desk, context: &str) -> String {
    let mut case = format!("{START}&{context}");
    for _ in 0..120 {
        let plan = desk.consult(&case).plan;
        case = match (plan.next, plan.steps.first().copied()) {
            (Next::Confirm(observation), _) => {
                let mut evidence = desk.read(&case);
                evidence.give(Entry::Observed(Observed::asked(observation, None)));
                desk.print(&evidence)
            }
            (Next::Try(Step { remedy, .. }), _) | (Next::Ask(_) | Next::HandOver, Some(Step { remedy, .. })) => {
                desk.tried(&case, remedy, StepResult::NoChange)
            }
            (Next::Ask(_) | Next::HandOver, None) => return case,
        };
    }
    panic!("no end: {case}");
}

fn ends(desk: &Desk, case: &str, how: impl Fn(&Ending) -> bool) -> bool {
    desk.consult(case).ending.as_ref().is_some_and(how)
}

/// A plan of an administrator that holds a gated step.
pub(crate) fn gated_plan(desk: &Desk) -> Option<(String, String)> {
    let role = "rights=admin&here-rights=administrator";
    let signs = desk.base.observations.iter().filter(|o| o.askable || o.how.is_some());
    let cases = signs.flat_map(|o| o.outcomes.iter().map(move |k| format!("{START}&{role}&{}={}", o.key, k.id)));
    let gated = |case: String| {
        let plan = desk.consult(&case).plan;
        let next = if let Next::Try(step) = plan.next { Some(step) } else { None };
        let step = next.iter().chain(&plan.steps).find(|step| step.gate == Gate::Closed)?.remedy;
        Some((desk.print(&desk.read(&case)), desk.base.remedy(step)?.id.clone()))
    };
    cases.into_iter().find_map(gated)
}

/// An article with a gated step.
fn gated_article(desk: &Desk) -> (String, String) {
    let gated = |(cause, remedies): (&diagnosis::knowledge_base::Cause, Vec<RemedyIndex>)| {
        let remedy = remedies.into_iter().filter_map(|r| desk.base.remedy(r)).find(|r| r.gated())?;
        Some((cause.id.clone(), remedy.id.clone()))
    };
    let of = |cause: &diagnosis::knowledge_base::Cause| cause.remedies.iter().map(|(remedy, _)| *remedy).collect();
    desk.base.causes.iter().map(|cause| (cause, of(cause))).find_map(gated).expect("an article with a gated step")
}
