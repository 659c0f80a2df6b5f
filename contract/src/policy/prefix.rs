//! Sets of addresses: network prefixes, with prefixes left out (contract-v1 3.2, 3.7).

use std::net::IpAddr;

use ipnet::IpNet;

use crate::invisible;

/// What is wrong with the text of a network prefix, in the provider's words (contract-v1 9.2); else the prefix.
pub(super) fn read(text: &str) -> Result<IpNet, String> {
    let net: IpNet = text
        .parse()
        .map_err(|_| format!("invalid source IP prefix \"{}\"", invisible::shown(text)))?;
    if let IpNet::V6(v6) = net
        && v6.addr().to_ipv4_mapped().is_some()
    {
        return Err("Use an ordinary IPv4 CIDR instead of an IPv4-mapped IPv6 prefix.".to_owned());
    }
    let canonical = net.trunc().to_string();
    if canonical != text {
        return Err(format!("Use the canonical network prefix \"{canonical}\"."));
    }
    Ok(net)
}

/// Whether one prefix covers another of its family.
pub(super) fn covers(outer: &IpNet, inner: &IpNet) -> bool {
    outer.contains(inner)
}

/// Whether a prefix is a whole family: `0.0.0.0/0` or `::/0`.
pub(super) fn is_everything(net: &IpNet) -> bool {
    net.prefix_len() == 0
}

/// Addresses of one family, both ends in.
type Range = (u128, u128);

/// A set of addresses of both families.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Addresses {
    v4: Vec<Range>,
    v6: Vec<Range>,
}

impl Addresses {
    /// A prefix without some of its parts.
    pub(super) fn of(net: &IpNet, except: &[IpNet]) -> Self {
        let mut set = Self::default();
        let family = set.family_mut(net);
        family.push(range(net));
        for out in except.iter().filter(|out| same_family(out, net)) {
            let left = set.family_mut(net);
            *left = without(left, range(out));
        }
        set
    }

    /// All that is in one of the sets.
    pub(super) fn union(sets: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for set in sets {
            all.v4.extend(set.v4);
            all.v6.extend(set.v6);
        }
        all.v4 = joined(all.v4);
        all.v6 = joined(all.v6);
        all
    }

    /// Whether all of the other set is in this one.
    pub(super) fn contains(&self, other: &Self) -> bool {
        let inside = |outer: &[Range], inner: &[Range]| {
            let outer = joined(outer.to_vec());
            let holds = |&(from, to): &Range| outer.iter().any(|o| o.0 <= from && to <= o.1);
            joined(inner.to_vec()).iter().all(holds)
        };
        inside(&self.v4, &other.v4) && inside(&self.v6, &other.v6)
    }

    fn family_mut(&mut self, net: &IpNet) -> &mut Vec<Range> {
        match net {
            IpNet::V4(_) => &mut self.v4,
            IpNet::V6(_) => &mut self.v6,
        }
    }
}

fn same_family(one: &IpNet, other: &IpNet) -> bool {
    one.network().is_ipv4() == other.network().is_ipv4()
}

fn range(net: &IpNet) -> Range {
    (number(net.network()), number(net.broadcast()))
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

fn without(ranges: &[Range], (out_from, out_to): Range) -> Vec<Range> {
    let mut left = Vec::new();
    for &(from, to) in ranges {
        if out_to < from || to < out_from {
            left.push((from, to));
            continue;
        }
        if from < out_from {
            left.push((from, out_from - 1));
        }
        if out_to < to {
            left.push((out_to + 1, to));
        }
    }
    left
}

/// Ranges in order, those that touch made one.
fn joined(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut out: Vec<Range> = Vec::with_capacity(ranges.len());
    for (from, to) in ranges {
        match out.last_mut() {
            Some(last) if from <= last.1.saturating_add(1) => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}
