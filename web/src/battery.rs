//! The battery: all checks, in a module of its own that is loaded once they are to run.
//!
//! Each check is a file that turns far ends into samples; `diagnosis::reading::measurement` turns those into verdicts. They run
//! in stages, see [`Check::stage`].

use std::pin::pin;

use diagnosis::reading::measurement::Reason;
use diagnosis::reading::measurement::clock::clock as read_clock;
use diagnosis::reading::measurement::datagrams::{datagrams, no_datagrams};
use diagnosis::reading::measurement::environment::environment as read_environment;
use diagnosis::reading::measurement::families::families;
use diagnosis::reading::measurement::greeting::greeting;
use diagnosis::reading::measurement::hold::hold;
use diagnosis::reading::measurement::load::load as read_load;
use diagnosis::reading::measurement::mapping::mapping;
use diagnosis::reading::measurement::path::path as read_path;
use diagnosis::reading::measurement::report::{Check, Finished, STAGES, absent, unclear, without_far_end};
use diagnosis::reading::measurement::sizes::sizes;
use diagnosis::self_check_plan::{AddressFamily, FarEnd, PLAN_VERSION, Plan};
use futures_util::future::{Either, join_all, select};
use gloo_timers::future::TimeoutFuture;
use web_sys::AbortSignal;

mod chart;
mod clock;
pub mod details;
mod environment;
mod exchange;
mod far_end;
pub mod host;
mod load;
mod path;
mod reach;
mod session;
mod silence;
mod stun;
mod transfers;

use far_end::{Answer, Portal};

/// Milliseconds for a short answer of the portal.
const SHORT: u32 = 5_000;
/// Milliseconds for a browser to see that the connection it has kept is dead, and to open another: Chromium asks the other side and
/// gives up after ten seconds.
const RECONNECT: u32 = 12_000;
/// Milliseconds that a visitor waits for all checks of a run together, at most. What goes on in the background is not waited for.
const LONGEST: f64 = 45_000.0;

/// Among the names of checks: the visitor has asked for this run, so what costs much may run as well.
pub const ASKED: &str = "asked";

/// Runs checks, named by ids with blanks between them. What the visitor stops gets no report.
pub async fn run(base: String, checks: &str, signal: AbortSignal, report: impl Fn(Check, &str)) {
    let portal = Portal { base, signal };
    let began = now();
    let run = Run {
        began,
        plan: plan(&portal).await,
        asked: checks.split(' ').any(|word| word == ASKED),
        family: environment::family(&portal).await,
        portal,
    };
    for stage in 0..STAGES {
        let side_by_side = checks.split(' ').filter_map(Check::of).filter(|check| check.stage() == stage);
        join_all(side_by_side.map(|check| run.one(check, &report))).await;
    }
}

/// What all checks of a run share.
struct Run {
    /// When it began, in milliseconds.
    began: f64,
    portal: Portal,
    plan: Result<Plan, Finished>,
    /// Whether the visitor asked for it.
    asked: bool,
    /// The family of addresses by which the portal was reached when the run began.
    family: AddressFamily,
}

impl Run {
    async fn one(&self, check: Check, report: &impl Fn(Check, &str)) {
        let stopped = || self.portal.signal.aborted();
        if stopped() {
            return;
        }
        let progress = |done: u32, of: u32| report(check, &format!("{done} {of}"));
        progress(0, 1);
        let finished = self.in_time(check, &progress).await;
        if !stopped() {
            report(check, &finished.line(check).0);
        }
    }

    /// What a check says, or that no time was left for it.
    async fn in_time(&self, check: Check, progress: &impl Fn(u32, u32)) -> Finished {
        if check.is_in_background() {
            return self.measured(check, progress).await;
        }
        let left = self.began + LONGEST - now();
        // What could hardly end is not begun.
        if left < 1_000.0 * check.seconds() as f64 {
            return unclear(Reason::OutOfTime);
        }
        match select(pin!(self.measured(check, progress)), TimeoutFuture::new(left as u32)).await {
            Either::Left((finished, _)) => finished,
            Either::Right(_) => unclear(Reason::OutOfTime),
        }
    }

    async fn measured(&self, check: Check, progress: &impl Fn(u32, u32)) -> Finished {
        let portal = &self.portal;
        match (check, &self.plan) {
            (Check::Clock, _) => clock::measure(portal, progress).await.map_or_else(without, |s| read_clock(&s)),
            (Check::Path, _) => path::measure(portal, progress).await.map_or_else(without, |s| read_path(&s)),
            (Check::Environment, _) => {
                environment::measure(portal, self.family).await.map_or_else(without, |s| read_environment(&s))
            }
            (Check::Load, Ok(_)) if !self.asked && load::is_metered() => absent(Reason::Metered),
            (check, Ok(plan)) => with_plan(check, portal, plan, progress).await,
            (_, Err(without)) => without.clone(),
        }
    }
}

/// Which far ends exist; or the result of every check if that cannot be learned.
async fn plan(portal: &Portal) -> Result<Plan, Finished> {
    let address = portal.page("plan");
    let mut answer = portal.ask(&address, None, SHORT).await;
    // The first request of a run. While the visitor read the page in peace, a firewall may have forgotten the connection.
    if matches!(answer, Answer::Stalled) {
        answer = portal.ask(&address, None, RECONNECT).await;
    }
    match answer {
        Answer::Good(bytes) => match serde_json::from_slice::<Plan>(&bytes) {
            Ok(plan) if plan.version == PLAN_VERSION => Ok(plan),
            // A portal of another version, in the middle of an update.
            _ => Err(absent(Reason::NotSetUp)),
        },
        Answer::Busy => Err(unclear(Reason::Busy)),
        Answer::Refused | Answer::Stalled | Answer::Failed => Err(absent(Reason::NoConnection)),
    }
}

fn without(why: Reason) -> Finished {
    match why {
        Reason::NoConnection | Reason::BrowserLacksIt | Reason::NotSetUp => absent(why),
        why => unclear(why),
    }
}

async fn with_plan(check: Check, portal: &Portal, plan: &Plan, progress: &impl Fn(u32, u32)) -> Finished {
    match check {
        // These need no plan.
        Check::Clock | Check::Path | Check::Environment => unclear(Reason::Disturbed),
        Check::Load => match &plan.transfer {
            None => without_far_end(plan, FarEnd::Transfer),
            Some(far) => load::measure(portal, far, progress).await.map_or_else(without, |s| read_load(&s)),
        },
        Check::Middlebox => middlebox(portal, plan).await,
        Check::Family => {
            let (Some(four), Some(six)) = (&plan.ipv4, &plan.ipv6) else {
                let missing = if plan.ipv4.is_none() { FarEnd::Ipv4 } else { FarEnd::Ipv6 };
                return without_far_end(plan, missing);
            };
            families(&reach::measure(portal, four, six, plan.dual.as_deref()).await)
        }
        Check::Udp => {
            let Some(far) = &plan.datagrams else { return without_far_end(plan, FarEnd::Datagrams) };
            if !far_end::is_secure() {
                return absent(Reason::NeedsHttps);
            }
            match exchange::measure(portal, far, &plan.stun, progress).await {
                Some(samples) => datagrams(&samples),
                None => no_datagrams(),
            }
        }
        Check::Mapping if plan.stun.is_empty() => without_far_end(plan, FarEnd::Stun),
        Check::Mapping => {
            stun::mapping(&plan.stun).await.map_or_else(|| absent(Reason::BrowserLacksIt), |samples| mapping(&samples))
        }
        Check::Hold => match &plan.hold {
            Some(far) => hold(&silence::measure(portal, far, progress).await),
            None => without_far_end(plan, FarEnd::Hold),
        },
        Check::Mtu if plan.sizes.is_empty() => without_far_end(plan, FarEnd::Sizes),
        Check::Mtu => sizes(&transfers::measure(portal, plan, progress).await),
    }
}

async fn middlebox(portal: &Portal, plan: &Plan) -> Finished {
    if !plan.tls {
        return without_far_end(plan, FarEnd::Tls);
    }
    match portal.ask(&portal.page("tls"), None, SHORT).await {
        Answer::Good(bytes) => {
            serde_json::from_slice(&bytes).map_or_else(|_| absent(Reason::NotSetUp), |reading| greeting(&reading))
        }
        Answer::Busy => unclear(Reason::Busy),
        Answer::Refused | Answer::Stalled | Answer::Failed => absent(Reason::NoConnection),
    }
}

/// Milliseconds of a clock that only runs forward.
fn now() -> f64 {
    web_sys::window().and_then(|w| w.performance()).map_or(0.0, |p| p.now())
}
