//! What is valid in a policy but rarely intended (contract-v1 9.1, 9.3, J-12).

use std::net::IpAddr;

use super::rule::{Direction, Peer, Rule};
use super::{Policy, Sandbox, compare, judge, prefix};
use crate::document::snake;
use crate::model::FieldViolation;
use crate::quantity::{self, Of};

/// Quantities by their groups, and what they are of.
const QUANTITIES: [(&str, &str, Of); 9] = [
    ("resources", "minCpu", Of::Cpu),
    ("resources", "defaultCpu", Of::Cpu),
    ("resources", "maxCpu", Of::Cpu),
    ("resources", "cpuCeiling", Of::Cpu),
    ("resources", "minMemory", Of::Memory),
    ("resources", "defaultMemory", Of::Memory),
    ("resources", "maxMemory", Of::Memory),
    ("resources", "memoryCeiling", Of::Memory),
    ("volumes", "maxSize", Of::Memory),
];

/// Things to check before a policy is sent, with reasons; `before` is the policy that it replaces.
pub fn warnings(before: Option<&Policy>, policy: &Policy) -> Vec<FieldViolation> {
    let mut found = Vec::new();
    let mut warn = |field: &str, why: String| {
        found.push(FieldViolation {
            field: field.to_owned(),
            description: why,
        });
    };
    let resources = policy.group("resources");
    for (most, ceiling) in [("maxCpu", "cpuCeiling"), ("maxMemory", "memoryCeiling")] {
        if let (Some(max), Some(all)) = (resources.amount(most), resources.amount(ceiling))
            && max > all
        {
            let (most, ceiling) = (snake(most), snake(ceiling));
            let why = format!("{most} is more than {ceiling}: no container can have it");
            warn(&format!("constraints.resources.{most}"), why);
        }
    }
    for (group, name, of) in QUANTITIES {
        let fields = policy.group(group);
        if let Some(text) = fields.text(name)
            && fields.amount(name).is_some()
            && let Err(wrong) = quantity::read(text, of)
        {
            warn(
                &format!("constraints.{group}.{}", snake(name)),
                wrong.to_string(),
            );
        }
    }
    for registry in policy.group("image").texts("allowedRegistries") {
        if !registry.ends_with('/') {
            let why = format!(
                "{registry} is a prefix: it also allows anything that begins the same way, such as {registry}-other/image. End it with /"
            );
            warn("constraints.image.allowed_registries", why);
        }
    }
    for direction in [Direction::Egress, Direction::Ingress] {
        network(before, policy, direction, &mut warn);
    }
    if policy.group("network").choice("dnsEgress") == Some("DNS_EGRESS_MODE_DENY") {
        let why = "Every sandbox must then block port 53 itself. Clients from before autumn 2026 cannot do that: all of their sandboxes would be refused.";
        warn("constraints.network.dns_egress", why.to_owned());
    }
    for refusal in judge(policy, &Sandbox::default()).refusals() {
        let why = format!(
            "A sandbox that asks for nothing in particular is refused: {}.",
            refusal.why
        );
        warn(refusal.constraint, why);
    }
    if closes_to_everyone(policy) {
        let why = "An empty list refuses every public address: nobody outside can start or use sandboxes here. An administrator should still be able to undo it.";
        warn("control_plane_access.source_ip_allowlist", why.to_owned());
    }
    found
}

fn network(
    before: Option<&Policy>,
    policy: &Policy,
    direction: Direction,
    warn: &mut impl FnMut(&str, String),
) {
    let group = policy.group("network");
    let rules = |policy: &Policy| Rule::read_all(policy.group("network").list(direction.allowed()));
    let allowed = format!("constraints.network.{}", snake(direction.allowed()));
    let word = direction.word();
    for list in [direction.allowed(), direction.default()] {
        let path = format!("constraints.network.{}", snake(list));
        for rule in Rule::read_all(group.list(list)) {
            match rule.peer {
                Peer::Cidr { net, except }
                    if prefix::is_everything(&net)
                        && except.is_empty()
                        && direction == Direction::Egress =>
                {
                    let why = format!(
                        "{net} includes the platform's own ranges (cluster, link-local, metadata); any does not"
                    );
                    warn(&path, why);
                }
                Peer::Tenant(scope)
                    if scope == "TENANT_SCOPE_SANDBOX_NETWORK"
                        && direction == Direction::Ingress =>
                {
                    warn(
                        &path,
                        "the platform refuses this scope for ingress today".to_owned(),
                    );
                }
                _ => {}
            }
        }
    }
    let Some(was) = before
        .map(rules)
        .filter(|_| group.is_present() || before.is_some())
    else {
        return;
    };
    let is = rules(policy);
    if !was.is_empty() && is.is_empty() {
        warn(
            &allowed,
            format!("An empty envelope restricts nothing: all {word} becomes possible."),
        );
    }
    if was.is_empty() && is.iter().any(|rule| rule.peer == Peer::Any) {
        let selectors = is
            .iter()
            .any(|rule| matches!(rule.peer, Peer::Selector { .. }));
        if direction == Direction::Egress && !selectors {
            warn(&allowed, "any does not cover selectors, which an empty envelope does: rules with selectors are refused from now on.".to_owned());
        }
    }
}

/// Whether a policy refuses every public source: `{}` as the allow-list (contract-v1 3.1).
pub fn closes_to_everyone(policy: &Policy) -> bool {
    compare::admitted(policy).is_some_and(|admitted| admitted == prefix::Addresses::default())
}

/// Whether callers from an address are let in (contract-v1 3.2, 9.1).
pub fn admits(policy: &Policy, address: IpAddr) -> bool {
    compare::admitted(policy).is_none_or(|admitted| {
        admitted.contains(&prefix::Addresses::of(&address.to_canonical().into(), &[]))
    })
}
