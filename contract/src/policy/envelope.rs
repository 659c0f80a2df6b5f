//! Does a rule lie inside an envelope? (contract-v1 3.7, 9.3)
//!
//! Rules only allow; an envelope is what they allow together. A rule is taken as the set of what it grants, peer by
//! port: it lies inside if everything it grants is granted by the envelope. `any` grants each address-shaped peer
//! (addresses and tenants), not hostnames and not selectors. That a narrower selector lies inside a wider one is
//! our reading.

use super::hostname;
use super::prefix::Addresses;
use super::rule::{Peer, Ports, Rule};

/// Whether a non-empty envelope allows everything that a rule asks for.
pub(super) fn contains(envelope: &[Rule], rule: &Rule) -> bool {
    rule.ports
        .iter()
        .flat_map(|ports| pieces(*ports, envelope))
        .all(|piece| {
            let open = envelope
                .iter()
                .filter(|allowed| allowed.ports.iter().any(|ports| ports.contains(piece)));
            grants(
                &open.map(|allowed| &allowed.peer).collect::<Vec<_>>(),
                &rule.peer,
            )
        })
}

/// Ports cut where a rule of the envelope begins or ends, so that each rule grants a piece whole or not at all.
fn pieces(ports: Ports, envelope: &[Rule]) -> Vec<Ports> {
    let inside = |port: u32| u32::from(ports.from) < port && port <= u32::from(ports.to);
    let mut begins: Vec<u32> = envelope
        .iter()
        .flat_map(|rule| &rule.ports)
        .filter(|allowed| allowed.protocol == ports.protocol)
        .flat_map(|allowed| [u32::from(allowed.from), u32::from(allowed.to) + 1])
        .filter(|port| inside(*port))
        .chain([u32::from(ports.from)])
        .collect();
    begins.sort_unstable();
    begins.dedup();
    let ends = begins[1..]
        .iter()
        .map(|begin| begin - 1)
        .chain([u32::from(ports.to)]);
    begins
        .iter()
        .zip(ends)
        .filter_map(|(from, to)| {
            Some(Ports {
                protocol: ports.protocol,
                from: u16::try_from(*from).ok()?,
                to: u16::try_from(to).ok()?,
            })
        })
        .collect()
}

/// Whether no host of a name is in a hole, but for those that are left out anyway.
fn is_out(hole: &str, name: &str, except: &[String]) -> bool {
    if !hostname::meet(hole, name) {
        return true;
    }
    // Of two names that meet, one covers the other.
    let both = if hostname::covers(hole, name) {
        name
    } else {
        hole
    };
    except.iter().any(|out| hostname::covers(out, both))
}

/// Whether peers that are open at some port grant another.
fn grants(open: &[&Peer], wanted: &Peer) -> bool {
    let any = open.iter().any(|peer| **peer == Peer::Any);
    match wanted {
        Peer::Any => any,
        Peer::Tenant(_) => any || open.contains(&wanted),
        Peer::Cidr { net, except } => {
            let sets = open.iter().filter_map(|peer| match peer {
                Peer::Cidr { net, except } => Some(Addresses::of(net, except)),
                _ => None,
            });
            any || Addresses::union(sets).contains(&Addresses::of(net, except))
        }
        Peer::Hostname { name, except } => open.iter().any(|peer| match peer {
            Peer::Hostname {
                name: allowed,
                except: holes,
            } => {
                hostname::covers(allowed, name)
                    && holes.iter().all(|hole| is_out(hole, name, except))
            }
            _ => false,
        }),
        Peer::Selector { pods, namespaces } => open.iter().any(|peer| match peer {
            Peer::Selector {
                pods: allowed,
                namespaces: within,
            } => {
                let narrower = |wide: &crate::model::TextMap, narrow: &crate::model::TextMap| {
                    wide.iter()
                        .all(|(key, value)| narrow.get(key) == Some(value))
                };
                let place = match (within, namespaces) {
                    (None, None) => true,
                    (Some(within), Some(namespaces)) => narrower(within, namespaces),
                    _ => false,
                };
                place && narrower(allowed, pods)
            }
            _ => false,
        }),
    }
}
