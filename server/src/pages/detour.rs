//! Pages beside a case that add findings to it: what machines say, and looks. They are reached from the questions or from the
//! plan, and lead back there.

use axum::response::Response;
use diagnosis::Evidence;

use super::start;
use crate::visit::{Fields, Visit};

/// Where the person came from: the key in addresses and forms, and its only value.
pub(super) const TO: &str = "to";
const PLAN: &str = "plan";

/// A case that is left for a moment.
pub(super) struct Detour {
    /// As it stands in addresses.
    pub(super) case: String,
    /// Whether the person came from a plan.
    pub(super) to_plan: bool,
}

impl Detour {
    /// From an address.
    pub(super) fn begun(visit: &Visit) -> Self {
        let to_plan = visit.asked_for(TO).as_deref() == Some(PLAN);
        Self { case: visit.print(&visit.evidence()), to_plan }
    }

    /// From the fields of a form.
    pub(super) fn sent(visit: &Visit, case: &str, to: &str) -> Self {
        Self { case: visit.print(&visit.case(case)), to_plan: to == PLAN }
    }

    /// The address of a page of the detour.
    pub(super) fn page(&self, visit: &Visit, path: &str) -> String {
        let to = if self.to_plan { "to=plan" } else { "" };
        let query = [self.case.as_str(), to].join("&");
        let query = query.trim_matches('&');
        visit.places().page(&if query.is_empty() { path.to_string() } else { format!("{path}?{query}") })
    }
}

/// Goes on with what was added. Findings stand in the address from here on, with the source from which they came, and are
/// weighed as what an address claims.
pub(super) fn go_on(visit: &Visit, fields: &Fields, mut evidence: Evidence) -> Response {
    let base = visit.base();
    // Whoever adds findings here has the fault of this portal, unless a code says otherwise.
    if let Some(code) = base.code_observation()
        && evidence.outcome(base, code).is_none()
    {
        for entry in visit.case(start::OUR_CASE).entries() {
            evidence.give(*entry);
        }
    }
    let (case, places) = (visit.print(&evidence), visit.places());
    visit.see_other(&if fields.get(TO) == PLAN { places.plan(&case) } else { places.interview(&case) })
}
