//! What the engine makes of a look. Also used by the tests against real servers, `tests/it/probe_peers.rs` of the workspace.

use diagnosis::{Surface, consult};
use server::cli::diagnose::facts;
use server::probe::Report;

/// The cause that the engine puts first, from this look alone, through the file of facts that the command prints.
pub(crate) fn first_cause(report: &Report) -> String {
    let base = knowledge::base();
    let file = serde_json::json!({ "evidence": report.findings(), "probe": report });
    let evidence = facts::read(&base, &file.to_string()).unwrap();
    let consultation = consult(&base, &evidence, &Surface::default());
    let first = consultation.ranking.iter().find_map(|ranked| ranked.cause).unwrap();
    base.causes[first.position()].id.clone()
}
