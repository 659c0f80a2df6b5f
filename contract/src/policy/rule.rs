//! A network rule: one peer and its ports (contract-v1 3.7).

use ipnet::IpNet;
use serde_json::Value;

use super::read::At;
use super::{hostname, prefix};
use crate::model::TextMap;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Egress,
    Ingress,
}

impl Direction {
    /// The word of the API.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Egress => "egress",
            Self::Ingress => "ingress",
        }
    }

    /// The list of the envelope.
    pub(super) fn allowed(self) -> &'static str {
        match self {
            Self::Egress => "allowedEgress",
            Self::Ingress => "allowedIngress",
        }
    }

    /// The list that a sandbox gets which states none.
    pub(super) fn default(self) -> &'static str {
        match self {
            Self::Egress => "defaultEgress",
            Self::Ingress => "defaultIngress",
        }
    }
}

/// A rule that is valid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    pub(super) peer: Peer,
    pub(super) ports: Vec<Ports>,
}

/// Whom a rule is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Peer {
    Any,
    Cidr {
        net: IpNet,
        except: Vec<IpNet>,
    },
    Tenant(String),
    Hostname {
        name: String,
        except: Vec<String>,
    },
    Selector {
        pods: TextMap,
        /// The sandbox's own namespace where absent.
        namespaces: Option<TextMap>,
    },
}

/// Ports of one protocol, both ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ports {
    pub(super) protocol: Protocol,
    pub(super) from: u16,
    pub(super) to: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Tcp,
    Udp,
    Sctp,
    /// What has no ports; only a rule without ports grants it.
    Other,
}

/// What a rule without ports grants.
const ALL_PORTS: [Ports; 4] = [
    Ports::all(Protocol::Tcp),
    Ports::all(Protocol::Udp),
    Ports::all(Protocol::Sctp),
    Ports::all(Protocol::Other),
];

/// What a hostname rule grants.
const HTTPS: Ports = Ports {
    protocol: Protocol::Tcp,
    from: 443,
    to: 443,
};

impl Ports {
    const fn all(protocol: Protocol) -> Self {
        Self {
            protocol,
            from: 1,
            to: u16::MAX,
        }
    }

    pub(super) fn read(value: &Value) -> Option<Self> {
        let at = At::of(value);
        let protocol = match at.choice("protocol").unwrap_or("TCP") {
            "TCP" => Protocol::Tcp,
            "UDP" => Protocol::Udp,
            "SCTP" => Protocol::Sctp,
            _ => return None,
        };
        let from = u16::try_from(at.long("port")?).ok()?;
        let to = match at.long("endPort").unwrap_or(0) {
            0 => from,
            to => u16::try_from(to).ok()?,
        };
        (1 <= from && from <= to).then_some(Self { protocol, from, to })
    }

    /// Whether it is the one port of a hostname.
    pub(super) fn is_https(self) -> bool {
        self == HTTPS
    }

    pub(super) fn contains(self, other: Self) -> bool {
        self.protocol == other.protocol && self.from <= other.from && other.to <= self.to
    }
}

impl Rule {
    /// Reads a rule; nothing where it is not valid, which the validation explains.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let at = At::of(value);
        let peers = ["any", "cidr", "tenant", "httpsHostname", "selector"];
        if peers.iter().filter(|peer| at.get(peer).is_some()).count() != 1 {
            return None;
        }
        let ports: Option<Vec<_>> = at.list("ports").iter().map(Ports::read).collect();
        let mut ports = ports?;
        let peer = if at.get("any").is_some() {
            at.flag("any").then_some(Peer::Any)?
        } else if let Some(scope) = at.choice("tenant") {
            Peer::Tenant(scope.to_owned())
        } else if let Some(name) = at.text("httpsHostname") {
            if ports.is_empty() {
                ports.push(HTTPS);
            }
            let except = at.texts("httpsHostnameExcept");
            let valid = hostname::wrong(name).is_none() && ports == [HTTPS];
            valid.then(|| Peer::Hostname {
                name: name.to_owned(),
                except: except.into_iter().map(str::to_owned).collect(),
            })?
        } else if at.message("selector").is_present() {
            let selector = at.message("selector");
            Peer::Selector {
                pods: selector
                    .text_map("podLabels")
                    .filter(|pods| !pods.is_empty())?,
                namespaces: selector.text_map("namespaceLabels"),
            }
        } else {
            let cidr = at.message("cidr");
            let except = cidr.texts("except").into_iter();
            Peer::Cidr {
                net: prefix::read(cidr.text("cidr")?).ok()?,
                except: except
                    .map(|text| prefix::read(text).ok())
                    .collect::<Option<_>>()?,
            }
        };
        if ports.is_empty() {
            ports.extend(ALL_PORTS);
        }
        Some(Self { peer, ports })
    }

    /// The rules of a list that are valid.
    pub(super) fn read_all(list: &[Value]) -> Vec<Self> {
        list.iter().filter_map(Self::read).collect()
    }
}
