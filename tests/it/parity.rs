//! Both renderers show the same: server and client go through every written case side by side, and each page must have the
//! same address, title and tree. The client's pages come from its own reducer and its own components.

use std::collections::HashSet;

use diagnosis::KnowledgeBase;
use diagnosis::evidence::{Device, StepResult};
use diagnosis::reading::measurement::report::{Check, Finished};
use diagnosis::reading::measurement::{Reason, Verdict};
use diagnosis::transcript::UNKNOWN;
use diagnosis::words::checks::{Checks, Progress, panel};
use web::state::Place;

use crate::cases::{Vignette, vignettes};
use crate::desk::Desk;
use crate::server_side::{Answer, ServerSide};
use crate::tree::{self, Without, difference};

mod client_side;
mod reader;

use client_side::{ClientSide, Done};

const BASE: &str = "/rdp";
/// Tries of a plan that are followed at most.
const TRIES: usize = 3;

/// Both renderers at one step of a case.
struct Pair<'a> {
    server: &'a ServerSide,
    client: ClientSide,
    language: &'static knowledge::Language,
    /// Address of the shown page, and that page.
    address: String,
    page: Answer,
    /// Pages that were compared already.
    seen: &'a mut HashSet<String>,
}

impl<'a> Pair<'a> {
    /// Opens the first page of a case; the server draws it, and the client takes up its work.
    async fn open(
        server: &'a ServerSide,
        language: &'static knowledge::Language,
        case: &str,
        seen: &'a mut HashSet<String>,
    ) -> Self {
        let address = with_language(&format!("{BASE}/diagnose?{case}"), language);
        let mut page = server.get(&address).await;
        let address = match page.location.take() {
            Some(location) => {
                page = server.get(&location).await;
                location
            }
            None => address,
        };
        let client = ClientSide::land(BASE, language, &address, &page);
        Self { server, client, language, address, page, seen }
    }

    /// The question that is shown; none on a plan or another page.
    fn question(&self) -> Option<String> {
        tree::attributes(&self.page.html, "main form input[name=q]", "value")
            .into_iter()
            .next()
            .filter(|_| self.on_question())
    }

    fn on_question(&self) -> bool {
        self.page.html.contains("data-step=\"interview\"")
    }

    fn transcript(&self) -> String {
        tree::attributes(&self.page.html, "main form input[name=t]", "value").into_iter().next().unwrap_or_default()
    }

    /// Sends the same form to both, and compares what they show next.
    async fn submit(&mut self, place: Place, fields: &[(&str, String)]) {
        let path = if place == Place::Plan { "plan" } else { "diagnose" };
        let action = with_language(&format!("{BASE}/{path}"), self.language);
        let answer = self.server.post(&action, fields).await;
        let done = self.client.submit(place, fields);
        match answer.location {
            Some(location) => self.arrive(location, done).await,
            None => {
                self.page = answer;
                self.compare().await;
            }
        }
    }

    /// Follows the same link in both.
    async fn follow(&mut self, address: &str) {
        let done = self.client.follow(address);
        self.arrive(address.to_string(), done).await;
    }

    async fn arrive(&mut self, location: String, done: Done) {
        let mut location = with_language(&location, self.language);
        self.page = self.server.get(&location).await;
        while let Some(next) = self.page.location.take() {
            self.page = self.server.get(&next).await;
            location = next;
        }
        match done {
            Done::Drawn(address) => assert_eq!(in_order(&address), in_order(&location), "addresses differ"),
            Done::Went(address) => {
                // The server alone has this page; the client must not go on after it.
                assert!(!self.page.html.contains("data-step="), "{address} was left to the server");
                self.address = location;
                return;
            }
        }
        self.address = location;
        self.compare().await;
    }

    async fn compare(&mut self) {
        if !self.seen.insert(format!("{} {}", self.address, self.page.status)) {
            return;
        }
        assert_eq!(self.client.title(), tree::title(&self.page.html), "title of {}", self.address);
        let server = tree::of_main(&self.page.html, Without::default());
        let client = tree::of_fragment(&self.client.html().await, Without::default());
        if let Some(difference) = difference(&server, &client) {
            panic!("{} differs, - server, + client:\n{difference}", self.address);
        }
    }
}

/// The server adds the language at the end of an address, and so does the client.
fn with_language(address: &str, language: &knowledge::Language) -> String {
    if language.tag == knowledge::english().tag || address.contains("lang=") {
        return address.to_string();
    }
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}lang={}", language.tag)
}

/// An address with its path and its pairs; the order of the pairs is that of the evidence and must be equal too.
fn in_order(address: &str) -> (String, Vec<String>) {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    (path.to_string(), query.split('&').filter(|pair| !pair.is_empty()).map(str::to_string).collect())
}

/// What a written case answers to a question of the interview.
fn answer(base: &KnowledgeBase, case: &Vignette, key: &str) -> String {
    let observation = base.observation_by_key(key).and_then(|index| base.observation(index));
    observation.and_then(|o| case.evidence.get(&o.id)).cloned().unwrap_or_else(|| UNKNOWN.to_string())
}

/// Walks one case from its first question over the plan to a few tries.
async fn walk(desk: &Desk, pair: &mut Pair<'_>, case: &Vignette) {
    for _ in 0..40 {
        let Some(key) = pair.question() else { break };
        let fields = [("t", pair.transcript()), ("q", key.clone()), ("a", answer(&desk.base, case, &key))];
        pair.submit(Place::Interview, &fields).await;
    }
    assert!(pair.question().is_none(), "{}: an endless interview", case.id);
    for _ in 0..TRIES {
        let Some(fields) = first_try(&pair.page.html) else { break };
        pair.submit(Place::Plan, &fields).await;
    }
}

/// The form of the next step, sent with its last button but one: "no change", or an outcome.
fn first_try(html: &str) -> Option<Vec<(&'static str, String)>> {
    let value = |name: &str| tree::attributes(html, &format!("#next form [name={name}]"), "value");
    let t = value("t").into_iter().next()?;
    if let Some(q) = value("q").into_iter().next() {
        return Some(vec![("t", t), ("q", q), ("a", value("a").into_iter().next_back()?)]);
    }
    Some(vec![("t", t), ("r", value("r").into_iter().next()?), ("o", "no-change".to_string())])
}

async fn walk_all(language: &'static knowledge::Language, cases: &[Vignette]) -> usize {
    let (desk, server) = (Desk::new(), ServerSide::below(BASE));
    let mut seen = HashSet::new();
    for case in cases {
        let code = case.code.as_deref().unwrap_or("0x904");
        let mut pair = Pair::open(&server, language, &format!("code={code}"), &mut seen).await;
        walk(&desk, &mut pair, case).await;
    }
    seen.len()
}

#[tokio::test]
async fn every_step_of_every_written_case_is_the_same() {
    let cases = vignettes();
    let pages = walk_all(knowledge::english(), &cases).await;
    println!("{} cases, {pages} different pages", cases.len());
    assert!(pages > cases.len(), "only {pages} pages");
}

#[tokio::test]
async fn the_pseudo_language_is_drawn_alike() {
    let pseudo = knowledge::LANGUAGES.iter().find(|language| language.tag == "qps").unwrap();
    walk_all(pseudo, &vignettes()[..4]).await;
}

#[tokio::test]
async fn a_missing_answer_is_the_same() {
    let (desk, server, mut seen) = (Desk::new(), ServerSide::below(BASE), HashSet::new());
    let mut pair = Pair::open(&server, knowledge::english(), "code=0x904", &mut seen).await;
    while let Some(key) = pair.question() {
        let fields = [("t", pair.transcript()), ("q", key.clone())];
        pair.submit(Place::Interview, &fields).await;
        assert_eq!(pair.page.status.as_u16(), 422, "{key}");
        let outcome =
            desk.base.observation(desk.base.observation_by_key(&key).unwrap()).unwrap().outcomes[0].id.clone();
        let fields = [("t", pair.transcript()), ("q", key), ("a", outcome)];
        pair.submit(Place::Interview, &fields).await;
    }
}

#[tokio::test]
async fn the_offer_of_a_look_is_the_same() {
    let (server, mut seen) = (ServerSide::looking(BASE), HashSet::new());
    let mut pair = Pair::open(&server, knowledge::english(), "code=0x904", &mut seen).await;
    let offer = |html: &str| tree::attributes(html, "main a[href^='/rdp/probe?']", "href").len();
    while let Some(key) = pair.question() {
        assert_eq!(offer(&pair.page.html), 1, "{}", pair.address);
        let fields = [("t", pair.transcript()), ("q", key), ("a", UNKNOWN.to_string())];
        pair.submit(Place::Interview, &fields).await;
    }
    assert_eq!(offer(&pair.page.html), 1, "{}", pair.address);
    for case in ["code=0x904&probe-phase=tls-closed.rt", "code=0x904&step.retry=worked"] {
        pair.follow(&format!("{BASE}/plan?{case}")).await;
        assert_eq!(offer(&pair.page.html), 0, "{case}");
    }
}

#[tokio::test]
async fn former_answers_and_more_questions_are_the_same() {
    let (server, mut seen) = (ServerSide::below(BASE), HashSet::new());
    let mut pair = Pair::open(&server, knowledge::english(), "code=0x904", &mut seen).await;
    while let Some(key) = pair.question() {
        let fields = [("t", pair.transcript()), ("q", key), ("a", UNKNOWN.to_string())];
        pair.submit(Place::Interview, &fields).await;
    }
    let plan = pair.address.clone();
    let links = tree::attributes(&pair.page.html, "main a[href*='/diagnose?'], main a[href*='/plan?']", "href");
    assert!(links.iter().any(|link| link.contains("at=")), "no link to a former answer on {plan}");
    // The plan's own address stands there whole, because it is printed.
    for link in links.iter().filter(|link| link.starts_with('/') && !link.contains('#')) {
        pair.follow(link).await;
        // Links of that page: back, the plan, other answers.
        let further = tree::attributes(&pair.page.html, "main a.back, main form + p a", "href");
        for link in further.iter().filter(|link| link.contains("/diagnose?") || link.contains("/plan?")) {
            pair.follow(link).await;
        }
    }
}

#[tokio::test]
async fn the_designed_ends_are_the_same() {
    let desk = Desk::new();
    let (server, mut seen) = (ServerSide::below(BASE), HashSet::new());
    let mut pair = Pair::open(&server, knowledge::english(), "code=0x904", &mut seen).await;
    for kind in crate::pages::kinds(&desk) {
        if let crate::pages::Ask::Get(address) = &kind.ask
            && address.starts_with("/plan?")
        {
            pair.follow(&format!("{BASE}{address}")).await;
        }
    }
    for remedy in 0..desk.base.remedies.len() {
        let remedy = diagnosis::knowledge_base::RemedyIndex::at(remedy);
        let case = desk.tried("code=0x904&rights=admin", remedy, StepResult::Worked);
        pair.follow(&format!("{BASE}/plan?{case}")).await;
    }
}

#[tokio::test]
async fn measured_and_soft_findings_are_told_alike() {
    let desk = Desk::new();
    let (server, mut seen) = (ServerSide::below(BASE), HashSet::new());
    let mut pair = Pair::open(&server, knowledge::english(), "code=0x904", &mut seen).await;
    for place in ["this-computer", "vpn-off", "same-network", "elsewhere"] {
        for letter in ["t", "v", "n", "e"] {
            let case =
                format!("code=0x904.pt&on={place}&path=vpn&check-path=slow.m{letter}2-good&check-clock=off.m{letter}");
            pair.follow(&format!("{BASE}/plan?{}", desk.print(&desk.read(&case)))).await;
        }
    }
}

/// The checks panel is the client's alone; its words must come from the words all the same.
#[test]
fn the_checks_speak_the_pseudo_language() {
    let words = knowledge::LANGUAGES.iter().find(|language| language.tag == "qps").unwrap().words();
    let ended = |check: Check| {
        let reasons = [Reason::NeedsHttps, Reason::NotSetUp, Reason::NoControl, Reason::Busy, Reason::OnlyStun];
        let verdict = Verdict::NotAvailable(reasons[check as usize % reasons.len()]);
        let progress = match check {
            Check::Clock => Progress::Waiting,
            Check::Path => Progress::Running(30, 60),
            _ => Progress::Ended(Finished::without(verdict).line(check)),
        };
        (check, progress)
    };
    let checks = Checks { all: Check::ALL.map(ended).to_vec(), seconds_left: 5 };
    for device in Device::ALL {
        let view = panel(&words, &checks, Some(device));
        let rows = view.rows.iter().flat_map(|row| [row.name.clone(), row.status.clone(), row.meaning.clone()]);
        let texts: Vec<String> =
            rows.chain([view.heading.clone(), view.progress.clone(), view.limits.clone()]).collect();
        for text in texts {
            // "ms" and "s" are units, the same in every language.
            let left: Vec<String> = crate::tidy::plain_words(&text).into_iter().filter(|word| word != "ms").collect();
            assert!(left.is_empty(), "{left:?} in {text:?}");
        }
    }
}
