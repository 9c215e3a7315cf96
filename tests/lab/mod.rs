//! Peers and networks for the journeys: programs that end with this process, and a line that is slow or waits.

pub(crate) mod delay_proxy;
pub(crate) mod program;
