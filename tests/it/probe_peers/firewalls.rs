//! The probe through real firewalls: nftables before an xrdp that is well, in the emulated network. Where the system refuses
//! the network the test says so and passes, as all tests of that network do.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;
use server::probe::{Limits, Options, Report, Target, probe};

use super::servers::{missing, xrdp_at};
use super::{Certificate, Expected, NAME, judge, word};
use crate::lab::impairment::Preset;
use crate::lab::network::stand_ins::RDP;
use crate::lab::network::{Network, at};

/// Takes all rules back, whether or not there are some.
const NOTHING: &str = "table ip firewall {}\ndelete table ip firewall\n";
/// How long a phase lasts that is waited for in vain.
const IN_VAIN: Duration = Duration::from_millis(300);

/// Rules of nftables; the addresses and ports of the server are put before them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Firewall {
    /// For packets to the server.
    #[serde(default)]
    to_host: Vec<String>,
    /// For packets from the server.
    #[serde(default)]
    from_host: Vec<String>,
    /// The phase in which nothing comes.
    in_vain: Option<InVain>,
}

/// A phase that lasts to its limit, which is therefore short. The others have time, however busy the machine is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum InVain {
    Connect,
    Negotiation,
    Tls,
}

pub(super) fn table() -> Vec<Expected> {
    super::table("probe-firewalls.toml", 12)
}

impl Firewall {
    fn rules(&self, host: SocketAddr) -> String {
        let chain = |hook: &str, front: String, rules: &[String]| {
            let rules: String = rules.iter().map(|rule| format!("{front} {rule}\n")).collect();
            format!("chain {hook} {{\ntype filter hook {hook} priority 0\n{rules}}}\n")
        };
        let (ip, port) = (host.ip(), host.port());
        let to = chain("input", format!("ip daddr {ip} tcp dport {port}"), &self.to_host);
        let from = chain("output", format!("ip saddr {ip} tcp sport {port}"), &self.from_host);
        format!("{NOTHING}table ip firewall {{\n{to}{from}}}\n")
    }

    fn limits(&self) -> Limits {
        let usual = Limits::default();
        match self.in_vain {
            None => usual,
            Some(InVain::Connect) => Limits { connect: IN_VAIN, ..usual },
            Some(InVain::Negotiation) => Limits { negotiation: IN_VAIN, ..usual },
            Some(InVain::Tls) => Limits { tls: IN_VAIN, ..usual },
        }
    }
}

/// A look from the client's side.
fn look(network: &Network, host: SocketAddr, limits: Limits) -> Report {
    let target = Target { name: NAME.to_string(), addresses: vec![host.ip()], port: host.port() };
    // Sockets belong to the network of the thread that makes them, so all of it runs on this one.
    let work = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(probe(target, Options { limits, ..Options::default() }))
    };
    network.client().run(work)
}

#[test]
fn each_firewall_is_seen_as_it_is_set() {
    if missing(&["xrdp"]) {
        return;
    }
    let Some(network) = Network::shared() else { return };
    network.begin(Preset::Lan, 1);
    let host = at(network.host("firewall.lab.test"), RDP);
    let settings = [("security_layer", "tls")];
    let _server = network.portal().run(|| xrdp_at("firewall", &settings, Certificate::ManyNames, || host));
    let set = |rules: &str| network.portal().tool("nft", &["-f", "-"], rules).unwrap();
    let mut wrong = Vec::new();
    for expected in table() {
        let firewall = expected.firewall.as_ref().unwrap();
        set(&firewall.rules(host));
        wrong.extend(judge(&expected, &look(&network, host, firewall.limits())));
    }
    set(NOTHING);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Whatever was seen was the firewall's doing: the server itself is well, before and after.
    assert_eq!(word(&look(&network, host, Limits::default()).verdict), "all-well");
}
