//! Peers and networks for the journeys: programs that end with this process, lines that are slow or lose, and a whole network.

pub(crate) mod delay_proxy;
pub(crate) mod impaired_proxy;
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "only the emulated network uses all of it"))]
pub(crate) mod impairment;
pub(crate) mod lane;
#[cfg(target_os = "linux")]
pub(crate) mod network;
pub(crate) mod program;
