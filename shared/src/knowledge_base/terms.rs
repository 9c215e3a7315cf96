//! The terms in which causes, observations and remedies are described.

use serde::{Deserialize, Serialize};

/// Where a connection can break, in the order in which a connection is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// The name is turned into an address.
    Name,
    /// The TCP connection is made.
    Connect,
    /// Encryption is agreed on.
    Secure,
    /// The person is signed in.
    SignIn,
    /// The desktop is built and used.
    Desktop,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 5] = [Self::Name, Self::Connect, Self::Secure, Self::SignIn, Self::Desktop];
}

/// Who can do a step or answer a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Audience {
    /// Every visitor.
    Anyone,
    /// An administrator of the computer one connects from.
    ClientAdmin,
    /// Somebody in front of the other computer.
    AtHost,
    /// The helpdesk, or somebody who knows the other computer.
    Helpdesk,
    /// An administrator of the other computer.
    HostAdmin,
    /// Who looks after network, VPN and security devices.
    Network,
    /// An administrator of the domain.
    Domain,
    /// Who looks after the Remote Desktop gateway.
    Gateway,
    /// Who looks after the cloud service.
    Cloud,
}

impl Audience {
    /// All audiences in order.
    pub const ALL: [Self; 9] = [
        Self::Anyone,
        Self::ClientAdmin,
        Self::AtHost,
        Self::Helpdesk,
        Self::HostAdmin,
        Self::Network,
        Self::Domain,
        Self::Gateway,
        Self::Cloud,
    ];

    /// Position in [`Audience::ALL`].
    pub fn position(self) -> usize {
        self as usize
    }
}

/// A set of audiences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audiences(pub u16);

impl Audiences {
    /// With one audience more.
    #[must_use]
    pub fn with(self, audience: Audience) -> Self {
        Self(self.0 | 1 << audience.position())
    }

    /// Both sets together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the audience is in the set.
    pub fn contains(self, audience: Audience) -> bool {
        self.0 & 1 << audience.position() != 0
    }
}

/// The machine on which something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Machine {
    /// The computer one connects from.
    Client,
    /// The computer one wants to reach.
    Host,
    /// VPN, firewall, router or tunnel.
    Network,
    /// The Remote Desktop gateway.
    Gateway,
    /// The domain controller.
    DomainController,
}

/// What can go wrong when a step is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Risk {
    /// Changes nothing.
    None,
    /// Low risk.
    Low,
    /// Sessions drop, or other services may be touched.
    Medium,
    /// Can break other services of the machine.
    High,
}

/// How an observation is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A question that a person answers from memory.
    Asked,
    /// A trial somebody makes.
    Test,
    /// A check that the browser runs.
    Check,
    /// The portal's own look at the host.
    Probe,
    /// A fact of the collector's report, or one look by an administrator.
    Report,
    /// The error code itself.
    Code,
}

/// What an observation does to the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A sign of causes.
    Symptom,
    /// Multiplies priors; never tempered, never a conflict.
    Context,
    /// Decides who can act; says nothing about causes.
    Gate,
    /// The error code: decides whether this portal is the right place.
    Code,
}

/// Of what a browser check speaks, which decides on which device it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// The network path; counts less from another device in the same network.
    Path,
    /// The device itself; counts only on the computer one connects from.
    Device,
}

/// How often a cause is behind error 0x904.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frequency {
    /// Seen often.
    Common,
    /// Seen now and then.
    Occasional,
    /// Seen seldom.
    Rare,
}

/// What the link between a cause and error 0x904 rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// The vendor describes it.
    Vendor,
    /// It was reproduced.
    Reproduced,
    /// Reported from the field.
    FieldReport,
    /// Inferred from how the parts work.
    Inferred,
}
