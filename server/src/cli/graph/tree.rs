//! What is asked after which answer, down to a depth: one consultation for each node.

use std::collections::VecDeque;

use diagnosis::consultation::Ending;
use diagnosis::knowledge_base::{KnowledgeBase, ObservationIndex, OutcomeIndex};
use diagnosis::lookahead::predictive;
use diagnosis::plan::Next;
use diagnosis::posterior::Posterior;
use diagnosis::selection::{Selection, Stop};
use diagnosis::words::{StepWords, Words};
use diagnosis::{Consultation, Evidence, Surface, consult, transcript};

use crate::pages::interview;

/// Nodes of one picture. A consultation takes about a millisecond, and nobody reads more.
pub(super) const MOST_NODES: usize = 2_000;
/// Causes named in the full text of a node.
const SHOWN_CAUSES: usize = 3;

/// A consultation of the graph.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Whether it asks; else it is where the questions end.
    pub(super) asks: bool,
    /// The question, or the plan's next step.
    pub(super) label: String,
    /// Why it ends here, or what was left out.
    pub(super) note: String,
    /// All that is to be said of it, in lines.
    pub(super) full: Vec<String>,
    /// What may be answered.
    pub(super) answers: Vec<Answer>,
}

/// An edge of the graph.
#[derive(Debug)]
pub(super) struct Answer {
    /// The answer.
    pub(super) label: String,
    /// Its probability, given what is known.
    pub(super) chance: f64,
    /// Whether it is "I do not know".
    pub(super) unknown: bool,
    /// The node to which it leads.
    pub(super) node: usize,
}

/// A node that was not looked at yet.
struct Open {
    node: usize,
    evidence: Evidence,
    answers: u8,
}

/// Grows a graph, level by level, so that the bound on nodes cuts where it hurts least.
pub(super) struct Walk<'c> {
    base: &'c KnowledgeBase,
    words: &'c Words,
    steps: &'c StepWords,
    depth: u8,
    nodes: Vec<Node>,
    open: VecDeque<Open>,
}

impl<'c> Walk<'c> {
    pub(super) fn new(base: &'c KnowledgeBase, words: &'c Words, steps: &'c StepWords, depth: u8) -> Self {
        Self { base, words, steps, depth, nodes: Vec::new(), open: VecDeque::new() }
    }

    /// All nodes; the first is the case itself.
    pub(super) fn grow(mut self, evidence: Evidence) -> Vec<Node> {
        self.plant(evidence, 0);
        while let Some(open) = self.open.pop_front() {
            let consultation = consult(self.base, &open.evidence, &Surface::default());
            match interview::next(&consultation) {
                Some(question) if open.answers < self.depth => {
                    self.ask(&open, &consultation, question.observation);
                }
                question => {
                    let more = question.map(|question| self.short(question.observation));
                    self.end(&open, &consultation, more);
                }
            }
        }
        self.nodes
    }

    fn plant(&mut self, evidence: Evidence, answers: u8) -> usize {
        let node = self.nodes.len();
        self.nodes.push(Node::default());
        self.open.push_back(Open { node, evidence, answers });
        node
    }

    fn ask(&mut self, open: &Open, consultation: &Consultation, question: ObservationIndex) {
        let chances = self.chances(&open.evidence, question);
        let label = self.short(question);
        let mut node = Node { asks: true, full: vec![label.clone()], label, ..Node::default() };
        node.full.extend(self.words.observation(question).map(|words| words.question.clone()));
        if self.nodes.len() + chances.len() > MOST_NODES {
            node.note = format!("{} answers left out: the picture is full", chances.len());
        } else {
            for (outcome, chance) in chances {
                let mut evidence = open.evidence.clone();
                evidence.answer(question, outcome);
                let label = outcome.and_then(|outcome| self.words.outcome(question, outcome)).map(|o| o.text.clone());
                let label = label.unwrap_or_else(|| self.words.say("answer.unknown"));
                let child = self.plant(evidence, open.answers + 1);
                node.answers.push(Answer { label, chance, unknown: outcome.is_none(), node: child });
            }
        }
        self.put(open, consultation, node);
    }

    fn end(&mut self, open: &Open, consultation: &Consultation, more: Option<String>) {
        let (label, note) = match &consultation.ending {
            Some(Ending::OtherCode(outcome)) => {
                let code = self.base.code_observation().and_then(|code| self.words.outcome(code, *outcome));
                (
                    code.map_or_else(String::new, |code| code.text.clone()),
                    "The code belongs to another fault".to_string(),
                )
            }
            Some(Ending::Worked { remedy, .. }) => {
                (self.words.remedy(*remedy).to_string(), "It works again".to_string())
            }
            _ => (self.next_step(consultation.plan.next), self.reason(consultation, more)),
        };
        let node = Node { full: vec![label.clone()], label, note, ..Node::default() };
        self.put(open, consultation, node);
    }

    fn next_step(&self, next: Next) -> String {
        match next {
            Next::Confirm(observation) => {
                let title = self.steps.confirmations.get(observation.position()).map(|words| words.title.clone());
                title.unwrap_or_else(|| self.short(observation))
            }
            Next::Try(step) => self.words.remedy(step.remedy).to_string(),
            Next::Ask(audience) => format!("Ask: {}", self.words.audience(audience)),
            Next::HandOver => "Hand the case over".to_string(),
        }
    }

    fn reason(&self, consultation: &Consultation, more: Option<String>) -> String {
        match (more, consultation.selection) {
            (Some(question), _) => format!("Would ask on: {question}"),
            (None, Selection::Stop(Stop::Decided)) => "No question saves enough".to_string(),
            (None, Selection::Stop(Stop::Limit)) => "The limit of questions is reached".to_string(),
            (None, Selection::Stop(Stop::Exhausted)) => "Nothing is left to ask".to_string(),
            (None, Selection::Ask { .. }) => "Everything worth trying was tried".to_string(),
        }
    }

    /// Completes the full text and puts the node in its place.
    fn put(&mut self, open: &Open, consultation: &Consultation, mut node: Node) {
        node.full.extend(Some(node.note.clone()).filter(|note| !note.is_empty()));
        for ranked in consultation.ranking.iter().take(SHOWN_CAUSES) {
            let Some(cause) = ranked.cause else { continue };
            node.full.push(format!("{} {}", percent(ranked.probability), self.words.cause(cause)));
        }
        let case = transcript::print(self.base, &open.evidence);
        node.full.extend(Some(case).filter(|case| !case.is_empty()));
        self.nodes[open.node] = node;
    }

    /// Every answer with its probability, "I do not know" last.
    fn chances(&self, evidence: &Evidence, question: ObservationIndex) -> Vec<(Option<OutcomeIndex>, f64)> {
        let unknown = self.base.observation(question).map_or(0.0, |observation| observation.unknown_rate.value());
        let posterior = Posterior::of(self.base, evidence);
        let known = predictive(self.base, &posterior, question);
        let known = known.into_iter().map(|(outcome, chance)| (Some(outcome), chance * (1.0 - unknown)));
        known.chain([(None, unknown)]).collect()
    }

    fn short(&self, observation: ObservationIndex) -> String {
        self.words.observation(observation).map_or_else(String::new, |words| words.short.clone())
    }
}

/// A probability in whole percent; what rounds to none is still possible.
pub(super) fn percent(probability: f64) -> String {
    if probability < 0.005 { "<1 %".to_string() } else { format!("{:.0} %", probability * 100.0) }
}
