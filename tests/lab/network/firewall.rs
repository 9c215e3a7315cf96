//! What nftables does on either side: translating addresses, and refusing packets with or without a word.

use std::net::SocketAddr;

use super::Network;
use super::addresses::{DEVICE, PUBLIC};

/// How the client's router translates addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nat {
    /// Not at all.
    None,
    /// One port outside for each port inside, whoever is spoken to: peers can be reached.
    EndpointIndependent,
    /// Another port outside for each destination.
    Symmetric,
}

/// How packets to a port are refused on the portal's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Without a word.
    Drop,
    /// With a TCP reset, as a closed port would.
    Reset,
    /// With ICMP "port unreachable".
    Port,
    /// With ICMP "host unreachable".
    Host,
    /// With ICMP "administratively prohibited", as a firewall that says so.
    Prohibited,
}

impl Network {
    /// Sets how the client's address is translated. It holds for connections and datagram flows that begin afterwards.
    pub(crate) fn nat(&self, nat: Nat) {
        let how = match nat {
            Nat::None => None,
            Nat::EndpointIndependent => Some(""),
            Nat::Symmetric => Some("fully-random"),
        };
        // Naming the table first makes its removal right whether or not there was one.
        let mut rules = "table ip translation {}\ndelete table ip translation\n".to_string();
        if let Some(how) = how {
            rules += &format!(
                "table ip translation {{ chain out {{ type nat hook postrouting priority 100; \
                 oifname \"{DEVICE}\" ip saddr 10.90.0.0/24 snat to {PUBLIC} {how}\n}}\n}}\n"
            );
        }
        self.client().tool("nft", &["-f", "-"], &rules).unwrap();
    }

    /// From now on refuses packets to this port, IPv4, of TCP and UDP alike (a reset: of TCP).
    pub(crate) fn refuse(&self, target: SocketAddr, refusal: Refusal) {
        let (protocols, verdict) = match refusal {
            Refusal::Drop => ("tcp, udp", "drop"),
            Refusal::Reset => ("tcp", "reject with tcp reset"),
            Refusal::Port => ("tcp, udp", "reject with icmp type port-unreachable"),
            Refusal::Host => ("tcp, udp", "reject with icmp type host-unreachable"),
            Refusal::Prohibited => ("tcp, udp", "reject with icmp type admin-prohibited"),
        };
        let rules = format!(
            "table ip refusals {{ chain input {{ type filter hook input priority 0; \
             ip daddr {} meta l4proto {{ {protocols} }} th dport {} {verdict}\n}}\n}}\n",
            target.ip(),
            target.port()
        );
        self.portal().tool("nft", &["-f", "-"], &rules).unwrap();
    }

    /// From now on segments of TCP connections to this port carry at most so many bytes, in both directions: what a server does
    /// that wants to be reached through black holes. IPv4.
    pub(crate) fn clamp(&self, target: SocketAddr, bytes: u16) {
        let (host, port) = (target.ip(), target.port());
        let rules = format!(
            "table ip clamps {{\n\
             chain in {{ type filter hook input priority 0; ip daddr {host} tcp dport {port} \
             tcp flags syn tcp option maxseg size set {bytes}\n}}\n\
             chain out {{ type filter hook output priority 0; ip saddr {host} tcp sport {port} \
             tcp flags & syn == syn tcp option maxseg size set {bytes}\n}}\n}}\n"
        );
        self.portal().tool("nft", &["-f", "-"], &rules).unwrap();
    }

    /// Takes all refusals back.
    pub(crate) fn refuse_nothing(&self) {
        self.portal().tool("nft", &["-f", "-"], "table ip refusals {}\ndelete table ip refusals\n").unwrap();
    }
}
