//! Sizes of packets: transfers of a few classes over the page's port, and over the port with small segments beside them.

use diagnosis::reading::measurement::sizes::{Direction, SIZE_TRANSFERS, STALL_MS, SizeSamples, Transfer};
use diagnosis::self_check_plan::{Plan, filling};

use super::far_end::{Answer, Opened, Portal, open};
use super::now;

/// Milliseconds that a slow path gets at most before a transfer counts as stalled.
const LONGEST_STALL: u32 = 8_000;

/// Measures until the first transfer that is not whole: the connection is of no use then.
pub(super) async fn measure(portal: &Portal, plan: &Plan, progress: &impl Fn(u32, u32)) -> SizeSamples {
    let mut samples = SizeSamples::default();
    let mut stall = STALL_MS;
    if let Some(small) = &plan.clamped {
        let began = now();
        let before = control(portal, small, plan).await;
        samples.control = Some(vec![before]);
        if before != Transfer::Whole {
            return samples;
        }
        // What takes long on a good connection is no stall on another.
        stall = (2.0 * (now() - began)).clamp(f64::from(STALL_MS), f64::from(LONGEST_STALL)) as u32;
    }
    let mut steps = vec![(Direction::Greeting, 0)];
    for direction in [Direction::Down, Direction::Up] {
        steps.extend(plan.sizes.iter().map(|class| (direction, *class)));
    }
    for (number, (direction, class)) in steps.into_iter().enumerate() {
        let mut went = transfer(portal, direction, class, stall).await;
        // One lost packet stalls too, but not twice in a row; a size does.
        if went == Transfer::Stalled && !portal.signal.aborted() {
            went = transfer(portal, direction, class, stall).await;
        }
        samples.transfers.push((direction, class, went));
        if went != Transfer::Whole || portal.signal.aborted() {
            break;
        }
        progress(number as u32 + 1, SIZE_TRANSFERS as u32);
    }
    if let (Some(small), Some(control_so_far)) = (&plan.clamped, &mut samples.control) {
        control_so_far.push(control(portal, small, plan).await);
    }
    samples
}

async fn transfer(portal: &Portal, direction: Direction, class: u32, stall: u32) -> Transfer {
    match direction {
        Direction::Greeting => greeting(portal, stall).await,
        Direction::Down => down(portal, &portal.page("size"), class, stall).await,
        Direction::Up => up(portal, &portal.page("size"), class, stall).await,
    }
}

/// The largest class over the port with small segments.
async fn control(portal: &Portal, small: &str, plan: &Plan) -> Transfer {
    let largest = plan.sizes.iter().copied().max().unwrap_or_default();
    down(portal, &format!("{small}/self-check/size"), largest, LONGEST_STALL).await
}

async fn down(portal: &Portal, place: &str, class: u32, stall: u32) -> Transfer {
    let answer = portal.ask(&format!("{place}/down?bytes={class}"), None, stall).await;
    ended(&answer, |bytes| bytes.len() == class as usize)
}

async fn up(portal: &Portal, place: &str, class: u32, stall: u32) -> Transfer {
    let answer = portal.ask(&format!("{place}/up"), Some(&filling(class as usize)), stall).await;
    ended(&answer, |_| true)
}

fn ended(answer: &Answer, whole: impl Fn(&[u8]) -> bool) -> Transfer {
    match answer {
        Answer::Good(bytes) if whole(bytes) => Transfer::Whole,
        Answer::Busy => Transfer::Busy,
        Answer::Stalled => Transfer::Stalled,
        Answer::Good(_) | Answer::Refused | Answer::Failed => Transfer::Failed,
    }
}

/// A new connection begins with a greeting.
async fn greeting(portal: &Portal, stall: u32) -> Transfer {
    match open(&portal.socket("echo"), stall).await {
        Opened::Stands(socket) => {
            // Closing fails only for arguments that are not given here.
            let _ = socket.close();
            Transfer::Whole
        }
        Opened::Late => Transfer::Stalled,
        Opened::Failed => Transfer::Failed,
    }
}
