//! Everything that is wrong with a policy, in the provider's words where they are known (contract-v1 3, 9.2).

mod network;
mod security;

use std::collections::BTreeSet;

use ipnet::IpNet;
use serde_json::Value;

use super::amount::Amount;
use super::read::At;
use super::table::MEDIA;
use super::{POLICY, Policy, names, prefix};
use crate::document::{Kind, Message, Path, ProblemKind, check, snake};
use crate::model::FieldViolation;

pub(super) use network::rule;

/// Most entries of the allow-list (contract-v1 3.2).
pub(super) const MOST_PREFIXES: usize = 256;

/// Keys of a pod that a base may not have (contract-v1 3.3); the published list is of examples.
const REFUSED_IN_BASE: &[&str] = &[
    "affinity",
    "securityContext",
    "runtimeClassName",
    "initContainers",
];

/// Collects what is wrong.
#[derive(Default)]
pub(super) struct Found(Vec<FieldViolation>);

impl Found {
    fn add(&mut self, at: &Path, what: impl std::fmt::Display) {
        self.0.push(FieldViolation {
            field: at.to_string(),
            description: format!("{at}: {what}"),
        });
    }
}

/// Everything wrong with a policy, in the order of the table; paths begin at the policy. Unknown fields are not
/// wrong (contract-v1 J-22).
pub fn violations(policy: &Policy) -> Vec<FieldViolation> {
    let current = policy.shown();
    let mut found = Found::default();
    for problem in check(&current.document(), &POLICY) {
        // `null` is "absent" wherever a message may be, but for the base, which says what it expects.
        if !matches!(problem.kind, ProblemKind::UnknownKey { .. }) {
            found.0.push(FieldViolation {
                field: problem.path.to_string(),
                description: problem.message(),
            });
        }
    }
    let root = Path::default();
    twice(&current.document(), &POLICY, &root, &mut found);
    base(&current, &mut found);
    let constraints = root.key("constraints");
    resources(&current, &constraints.key("resources"), &mut found);
    network::check(
        current.group("network"),
        &constraints.key("network"),
        &mut found,
    );
    security::check(
        current.group("security"),
        &constraints.key("security"),
        &mut found,
    );
    limits(&current, &constraints, &mut found);
    allowlist(&current, &mut found);
    found.0
}

/// Old and new names of one setting side by side.
fn twice(value: &Value, message: &Message, at: &Path, found: &mut Found) {
    let Value::Object(object) = value else {
        return;
    };
    for field in message.fields {
        if let Some(former) = names::former(field.json)
            && object.contains_key(field.json)
            && [former.to_owned(), snake(former)]
                .iter()
                .any(|key| object.contains_key(key))
        {
            let both = format!(
                "{} is the former name of the same setting; set one of them",
                snake(former)
            );
            found.add(&at.key(field.yaml()), both);
        }
        let Some(value) = object.get(field.json) else {
            continue;
        };
        let at = at.key(field.yaml());
        match (field.kind, value) {
            (Kind::Message(below), value) => twice(value, below, &at, found),
            (Kind::Messages(below), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    twice(item, below, &at.index(index), found);
                }
            }
            _ => {}
        }
    }
}

fn base(policy: &Policy, found: &mut Found) {
    let at = Path::default().key("base");
    if policy.0.get("base").is_some_and(Value::is_null) {
        return found.add(&at, "expected a JSON object, got null");
    }
    let base = policy.at().message("base");
    let pod = base.message("spec");
    let refused = "a policy's base may not set it";
    for key in REFUSED_IN_BASE {
        if pod.get(key).is_some() {
            found.add(&at.key("spec").key(*key), refused);
        }
    }
    for (index, container) in pod.list("containers").iter().enumerate() {
        if At::of(container).get("securityContext").is_some() {
            found.add(
                &at.key("spec")
                    .key("containers")
                    .index(index)
                    .key("securityContext"),
                refused,
            );
        }
    }
}

fn quantity(group: At<'_>, json: &str, at: &Path, found: &mut Found) -> Option<Amount> {
    let text = group.text(json)?;
    let amount = Amount::read(text);
    if amount.is_none() {
        let text = crate::invisible::shown(text);
        found.add(
            &at.key(snake(json)),
            format!("\"{text}\" is not a quantity such as 500m or 2Gi"),
        );
    }
    amount
}

fn resources(policy: &Policy, at: &Path, found: &mut Found) {
    let group = policy.group("resources");
    for names in [
        ["minCpu", "defaultCpu", "maxCpu"],
        ["minMemory", "defaultMemory", "maxMemory"],
    ] {
        let [least, default, most] = names.map(|name| quantity(group, name, at, found));
        let [min, _, max] = names.map(snake);
        for (value, name) in [(default, names[1]), (most, names[2])] {
            if let (Some(least), Some(value)) = (least, value)
                && value < least
            {
                found.add(&at.key(snake(name)), format!("must not be less than {min}"));
            }
        }
        if let (Some(default), Some(most)) = (default, most)
            && default > most
        {
            found.add(
                &at.key(snake(names[1])),
                format!("must not be more than {max}"),
            );
        }
    }
    for name in ["cpuCeiling", "memoryCeiling"] {
        quantity(group, name, at, found);
    }
    range(group, "maxGpuCount", i64::MAX, at, found);
}

/// A number from zero to a most.
fn range(group: At<'_>, json: &str, most: i64, at: &Path, found: &mut Found) {
    let Some(number) = group.long(json) else {
        return;
    };
    if number < 0 {
        found.add(&at.key(snake(json)), "must not be negative");
    } else if number > most {
        found.add(&at.key(snake(json)), format!("must be at most {most}"));
    }
}

fn limits(policy: &Policy, at: &Path, found: &mut Found) {
    let lifecycle = policy.group("lifecycle");
    range(
        lifecycle,
        "defaultLifetimeSeconds",
        2_592_000,
        &at.key("lifecycle"),
        found,
    );
    let metadata = policy.group("metadata");
    range(
        metadata,
        "maxAnnotationCount",
        i64::from(i32::MAX),
        &at.key("metadata"),
        found,
    );
    let volumes = policy.group("volumes");
    let at = at.key("volumes");
    for (index, medium) in volumes.list("allowedMedia").iter().enumerate() {
        if medium
            .as_str()
            .is_some_and(|medium| !MEDIA.contains(&medium))
        {
            found.add(
                &at.key("allowed_media").index(index),
                format!("expected one of {}", MEDIA.join(", ")),
            );
        }
    }
    quantity(volumes, "maxSize", &at, found);
}

fn allowlist(policy: &Policy, found: &mut Found) {
    let list = policy
        .at()
        .message("controlPlaneAccess")
        .message("sourceIpAllowlist");
    let at = Path::of_printed("control_plane_access.source_ip_allowlist.cidrs");
    let cidrs = list.list("cidrs");
    let distinct: BTreeSet<_> = cidrs.iter().filter_map(Value::as_str).collect();
    if distinct.len() > MOST_PREFIXES {
        found.add(&at, format!("at most {MOST_PREFIXES}"));
    }
    let mut nets: Vec<(usize, IpNet)> = Vec::new();
    for (index, cidr) in cidrs.iter().enumerate() {
        match cidr.as_str().map(prefix::read) {
            Some(Ok(net)) => nets.push((index, net)),
            Some(Err(what)) => found.add(&at.index(index), what),
            None => {}
        }
    }
    for (index, net) in &nets {
        // The list is a set: the same prefix twice is once.
        let outer = nets
            .iter()
            .find(|(_, outer)| outer != net && prefix::covers(outer, net));
        if let Some((_, outer)) = outer {
            let what = format!(
                "source IP prefix {net} is already covered by {outer}; remove the redundant prefix"
            );
            found.add(&at.index(*index), what);
        }
    }
}
