//! What the shipped content is asked in earnest: every step of interviews in which nobody knows anything, which are the
//! longest and leave the most to weigh.

use diagnosis::evidence::Evidence;
use diagnosis::{KnowledgeBase, Surface, consult, transcript};

const STARTS: [&str; 3] =
    ["code=0x904.pt&ext=seven.pt", "code=0x904&on=this-computer&path=vpn", "code=0x904&on=elsewhere"];

/// The evidence at each step.
pub fn steps(base: &KnowledgeBase) -> Vec<Evidence> {
    let mut steps = Vec::new();
    for start in STARTS {
        let mut evidence = transcript::parse(base, start);
        loop {
            steps.push(evidence.clone());
            let Some(question) = consult(base, &evidence, &Surface::default()).question else { break };
            evidence.answer(question.observation, None);
        }
    }
    steps
}
