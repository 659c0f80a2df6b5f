//! Drafts a policy from the profiles that a runner binds (contract-v1 6.2). A person always reviews the draft and
//! what it loses; it is never sent automatically.

mod network;
mod pod;

use serde_json::{Map, Value, json};

use super::Policy;
use super::amount::Amount;
use crate::model::{ProfileBinding, ProfileSpec, ProfileTemplate, Resources};

/// A drafted policy and what it cannot say.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The policy.
    pub policy: Policy,
    /// What the draft leaves out of the profiles or expresses differently.
    pub losses: Vec<Loss>,
}

/// Something that a policy says differently, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The profile's name on the runner; empty where all are meant.
    pub profile: String,
    /// The field of the profile, such as `runtime_class`.
    pub field: &'static str,
    /// What becomes of it.
    pub why: String,
}

/// A profile as a runner has it: its name there and its spec with the binding's overrides in.
struct Bound {
    name: String,
    spec: ProfileSpec,
}

#[derive(Default)]
struct Losses(Vec<Loss>);

impl Losses {
    fn add(&mut self, profile: &str, field: &'static str, why: impl Into<String>) {
        self.0.push(Loss {
            profile: profile.to_owned(),
            field,
            why: why.into(),
        });
    }
}

/// Drafts a policy from bound profiles. Every sandbox that a profile allowed must be allowed, so bounds and
/// lists are the widest of all; defaults are those of the default profile. The order of the bindings does not
/// matter, except for what can be said once only.
pub fn draft(bindings: &[(ProfileBinding, ProfileTemplate)]) -> Draft {
    let mut losses = Losses::default();
    let mut bound: Vec<_> = bindings
        .iter()
        .map(|(binding, template)| (binding.is_default, merged(binding, template, &mut losses)))
        .collect();
    bound.sort_by(|one, other| (!one.0, &one.1.name).cmp(&(!other.0, &other.1.name)));
    let bound: Vec<Bound> = bound.into_iter().map(|(_, bound)| bound).collect();
    let mut policy = Policy::default();
    let Some(default) = bound.first() else {
        return Draft {
            policy,
            losses: losses.0,
        };
    };
    policy = policy.with("displayName", Some(json!(format!("From {}", default.name))));
    if bound.len() > 1 {
        losses.add("", "profile_name", "Callers can no longer choose a profile by name; sandboxes that need different limits need another cluster.");
    }
    if let Some(base) = pod::base(&bound, &mut losses) {
        policy = policy.with("base", Some(base));
    }
    policy = resources(policy, &bound, &mut losses);
    policy = images(policy, &bound, &mut losses);
    if let Some(types) = pod::instance_types(&bound, &mut losses) {
        policy = policy.with(
            "constraints.instance.allowedInstanceTypes",
            Some(json!(types)),
        );
    }
    policy = network::write(policy, &bound, &mut losses);
    policy = classes(policy, &bound, &mut losses);
    for Bound { name, spec } in &bound {
        if !spec.namespace_config_json.is_empty() {
            losses.add(
                name,
                "namespace",
                "A policy cannot say which namespace sandboxes run in.",
            );
        }
        if !spec.tags.is_empty() {
            losses.add(name, "tags", "A policy has no tags.");
        }
    }
    Draft {
        policy,
        losses: losses.0,
    }
}

/// The spec with the binding's overrides in it.
fn merged(binding: &ProfileBinding, template: &ProfileTemplate, losses: &mut Losses) -> Bound {
    let name = match binding.profile_name.as_str() {
        "" => template.display_name.clone(),
        name => name.to_owned(),
    };
    if !template.labels.is_empty() || !template.description.is_empty() {
        losses.add(
            &name,
            "description",
            "A policy has no description and no labels.",
        );
    }
    let plain = template.spec.clone().unwrap_or_default();
    let mut document = json!(plain);
    match serde_json::from_str(&binding.overrides_json) {
        Ok(overrides @ Value::Object(_)) => put_in(&mut document, overrides),
        _ if binding.overrides_json.is_empty() => {}
        _ => losses.add(
            &name,
            "overrides_json",
            "The overrides are not a JSON object and are left out.",
        ),
    }
    let spec = serde_json::from_value(document).unwrap_or_else(|_| {
        losses.add(
            &name,
            "overrides_json",
            "The overrides have fields of the wrong type and are left out.",
        );
        plain
    });
    Bound { name, spec }
}

fn put_in(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                put_in(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

fn resources(mut policy: Policy, bound: &[Bound], losses: &mut Losses) -> Policy {
    type Pick = fn(&Resources) -> &String;
    let of = |bound: &Bound, pick: Pick| {
        let text = bound
            .spec
            .resource_defaults
            .as_ref()
            .map(|r| pick(r).clone());
        text.filter(|text| Amount::read(text).is_some())
    };
    let fields: [(Pick, Pick, &str, &str); 2] = [
        (|r| &r.cpu_request, |r| &r.cpu_limit, "Cpu", "CPU"),
        (
            |r| &r.memory_request,
            |r| &r.memory_limit,
            "Memory",
            "memory",
        ),
    ];
    for (request, limit, suffix, word) in fields {
        let limits: Vec<_> = bound.iter().map(|bound| of(bound, limit)).collect();
        let largest = limits
            .iter()
            .flatten()
            .max_by_key(|text| Amount::read(text));
        let most = if limits.iter().all(Option::is_some) {
            largest.cloned()
        } else {
            None
        };
        // A container that states nothing gets the default as its limit too.
        let default = of(&bound[0], request).or_else(|| limits[0].clone());
        let default = default.filter(|default| {
            most.as_ref()
                .is_none_or(|most| Amount::read(default) <= Amount::read(most))
        });
        let mut put = |prefix: &str, value: Option<String>| {
            if let Some(value) = value {
                policy = policy.with(
                    &format!("constraints.resources.{prefix}{suffix}"),
                    Some(json!(value)),
                );
            }
        };
        put("default", default);
        if let Some(most) = &most {
            losses.add(
                "",
                "resource_defaults",
                format!(
                    "In a profile, the {word} limit is a default; in the policy, {most} is the maximum for everyone."
                ),
            );
        } else if largest.is_some() {
            losses.add(
                "",
                "resource_defaults",
                format!(
                    "Not every profile has a {word} limit, so the policy has no maximum for it."
                ),
            );
        }
        put("max", most);
    }
    for other in &bound[1..] {
        if other.spec.resource_defaults != bound[0].spec.resource_defaults {
            losses.add(
                &other.name,
                "resource_defaults",
                "Its sandboxes get the default profile's sizes unless they ask for others.",
            );
        }
    }
    policy
}

fn images(policy: Policy, bound: &[Bound], losses: &mut Losses) -> Policy {
    let named: Vec<_> = bound
        .iter()
        .filter(|b| !b.spec.container_image.is_empty())
        .collect();
    for bound in &named {
        losses.add(
            &bound.name,
            "container_image",
            "A sandbox must name its image; a policy cannot set one.",
        );
    }
    if named.is_empty() || named.len() < bound.len() {
        return policy;
    }
    let mut images: Vec<_> = named
        .iter()
        .map(|bound| bound.spec.container_image.as_str())
        .collect();
    images.sort_unstable();
    images.dedup();
    policy.with("constraints.image.allowedImages", Some(json!(images)))
}

fn classes(policy: Policy, bound: &[Bound], losses: &mut Losses) -> Policy {
    let is_gpu = |class: &str| class.contains("gpu") || class.contains("nvidia");
    let all = || {
        bound
            .iter()
            .map(|bound| bound.spec.runtime_class.as_str())
            .filter(|c| !c.is_empty())
    };
    let mut allowed: Vec<_> = all().collect();
    allowed.sort_unstable();
    allowed.dedup();
    if allowed.is_empty() {
        return policy;
    }
    let mut security = Map::new();
    security.insert("allowedRuntimeClasses".to_owned(), json!(allowed));
    for (field, gpu) in [
        ("defaultCpuRuntimeClass", false),
        ("defaultGpuRuntimeClass", true),
    ] {
        if let Some(class) = all().find(|class| is_gpu(class) == gpu) {
            security.insert(field.to_owned(), json!(class));
        }
    }
    losses.add("", "runtime_class", "Runtime classes become a list to choose from, with one default for sandboxes with a GPU and one for those without; the name of the class decides which. The group also forbids privileged containers, capabilities and seccomp profiles.");
    policy.with("constraints.security", Some(Value::Object(security)))
}
