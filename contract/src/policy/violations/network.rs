//! Network rules (contract-v1 3.7, 9.2, 9.3).

use serde_json::Value;

use super::Found;
use crate::document::Path;
use crate::policy::read::At;
use crate::policy::rule::{Direction, Ports};
use crate::policy::table::{DNS_MODES, PROTOCOLS, TENANT_SCOPES};
use crate::policy::{hostname, prefix};

/// Which list a rule stands in: some things are for the envelope alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Envelope,
    Default,
    Sandbox,
}

/// What is wrong with a rule that a sandbox states, if anything: the first thing.
pub(in crate::policy) fn rule(value: &Value, direction: Direction) -> Option<String> {
    let mut found = Found::default();
    one(
        At::of(value),
        direction,
        Place::Sandbox,
        &Path::default(),
        &mut found,
    );
    let first = found.0.into_iter().next()?;
    let what = first
        .description
        .strip_prefix(&format!("{}: ", first.field));
    Some(what.unwrap_or(&first.description).to_owned())
}

pub(super) fn check(network: At<'_>, at: &Path, found: &mut Found) {
    for direction in [Direction::Egress, Direction::Ingress] {
        for (list, place) in [
            (direction.allowed(), Place::Envelope),
            (direction.default(), Place::Default),
        ] {
            let at = at.key(crate::document::snake(list));
            for (index, rule) in network.list(list).iter().enumerate() {
                one(At::of(rule), direction, place, &at.index(index), found);
            }
        }
    }
    constant(network, "dnsEgress", "dns_egress", DNS_MODES, at, found);
}

fn constant(group: At<'_>, json: &str, yaml: &str, all: &[&str], at: &Path, found: &mut Found) {
    if group
        .choice(json)
        .is_some_and(|constant| !all.contains(&constant))
    {
        found.add(&at.key(yaml), format!("expected one of {}", all.join(", ")));
    }
}

fn one(rule: At<'_>, direction: Direction, place: Place, at: &Path, found: &mut Found) {
    let peers: &[_] = match direction {
        Direction::Egress => &["any", "cidr", "tenant", "httpsHostname", "selector"],
        Direction::Ingress => &["any", "cidr", "tenant"],
    };
    let chosen: Vec<_> = peers.iter().filter(|peer| is_set(rule, peer)).collect();
    if chosen.len() != 1 {
        found.add(
            at,
            match direction {
                Direction::Egress => "each egress rule must select exactly one destination",
                Direction::Ingress => "each ingress rule must select exactly one source",
            },
        );
    }
    if rule.get("any").is_some() && !rule.flag("any") {
        found.add(&at.key("any"), "must be true");
    }
    constant(rule, "tenant", "tenant", TENANT_SCOPES, at, found);
    if rule.get("cidr").is_some() {
        cidr(rule.message("cidr"), &at.key("cidr"), found);
    }
    if direction == Direction::Egress {
        hostnames(rule, place, at, found);
        let selector = rule.message("selector");
        if selector.is_present()
            && selector
                .text_map("podLabels")
                .is_none_or(|labels| labels.is_empty())
        {
            found.add(
                &at.key("selector").key("pod_labels"),
                "at least one label is required",
            );
        }
    }
    ports(rule, at, found);
}

/// A text that is empty and a constant that is unspecified choose nothing (contract-v1 0).
fn is_set(rule: At<'_>, peer: &str) -> bool {
    match peer {
        "tenant" => rule.choice(peer).is_some(),
        "httpsHostname" => rule.text(peer).is_some(),
        _ => rule.get(peer).is_some(),
    }
}

fn cidr(cidr: At<'_>, at: &Path, found: &mut Found) {
    let text = cidr.text("cidr").unwrap_or_default();
    let read =
        |text: &str| prefix::read(text).map_err(|what| what.replace("source IP prefix", "prefix"));
    let net = match read(text) {
        Ok(net) => net,
        Err(what) => return found.add(&at.key("cidr"), what),
    };
    for (index, out) in cidr.texts("except").into_iter().enumerate() {
        let at = at.key("except").index(index);
        match read(out) {
            Err(what) => found.add(&at, what),
            Ok(out) if out == net || !prefix::covers(&net, &out) => {
                found.add(&at, format!("must lie inside {net}"));
            }
            Ok(_) => {}
        }
    }
}

fn hostnames(rule: At<'_>, place: Place, at: &Path, found: &mut Found) {
    let except = rule.texts("httpsHostnameExcept");
    let at_except = at.key("https_hostname_except");
    let Some(name) = rule.text("httpsHostname") else {
        if !except.is_empty() {
            found.add(&at_except, "needs https_hostname");
        }
        return;
    };
    let at = at.key("https_hostname");
    if place == Place::Default {
        return found.add(
            &at,
            "default_egress must not contain HTTPS hostname destinations",
        );
    }
    if let Some(what) = hostname::wrong(name) {
        found.add(&at, what);
    }
    if name == hostname::EVERY && place == Place::Sandbox {
        found.add(&at, "* alone is for allowed_egress");
    }
    if place != Place::Envelope && !except.is_empty() {
        found.add(&at_except, "is for allowed_egress");
    }
    for (index, out) in except.into_iter().enumerate() {
        let at = at_except.index(index);
        if let Some(what) = hostname::wrong(out).filter(|_| out != hostname::EVERY) {
            found.add(&at, what);
        } else if out == name || !hostname::covers(name, out) {
            found.add(&at, format!("is not covered by {name}"));
        }
    }
}

fn ports(rule: At<'_>, at: &Path, found: &mut Found) {
    let at = at.key("ports");
    for (index, value) in rule.list("ports").iter().enumerate() {
        let (at, port) = (at.index(index), At::of(value));
        constant(port, "protocol", "protocol", PROTOCOLS, &at, found);
        let first = port.long("port").unwrap_or_default();
        let last = port.long("endPort").unwrap_or_default();
        if !(1..=65535).contains(&first) {
            found.add(&at.key("port"), "must be 1 to 65535");
        }
        if !(0..=65535).contains(&last) {
            found.add(&at.key("end_port"), "must be 0, or port to 65535");
        } else if last != 0 && last < first {
            found.add(
                &at.key("end_port"),
                "end_port must be greater than or equal to port",
            );
        }
    }
    let https = |value: &Value| Ports::read(value).is_some_and(Ports::is_https);
    if rule.text("httpsHostname").is_some() && !rule.list("ports").iter().all(https) {
        found.add(&at, "a hostname has no ports, or exactly TCP 443");
    }
}
