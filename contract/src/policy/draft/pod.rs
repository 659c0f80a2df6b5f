//! Node selectors and pod templates, as a base (contract-v1 3.3, 6.2).

use serde_json::{Map, Value, json};

use super::{Bound, Losses};

/// Keys that a base may not have.
const REFUSED: &[&str] = &[
    "affinity",
    "securityContext",
    "runtimeClassName",
    "initContainers",
];

fn template(bound: &Bound) -> Map<String, Value> {
    match serde_json::from_str(&bound.spec.pod_template_json) {
        Ok(Value::Object(template)) => template,
        _ => Map::new(),
    }
}

/// The base of the default profile: one policy has one.
pub(super) fn base(bound: &[Bound], losses: &mut Losses) -> Option<Value> {
    let default = bound.first()?;
    for other in &bound[1..] {
        if other.spec.node_selector != default.spec.node_selector
            || template(other) != template(default)
        {
            losses.add(&other.name, "pod", "Every sandbox starts from one base, the default profile's; this profile's pod and node selector are left out.");
        }
    }
    let mut template = template(default);
    let mut spec = match template.shift_remove("spec") {
        Some(Value::Object(spec)) => spec,
        _ => Map::new(),
    };
    for key in REFUSED {
        if spec.shift_remove(*key).is_some() {
            losses.add(
                &default.name,
                "pod",
                format!("A policy cannot set {key}, so it is left out."),
            );
        }
    }
    containers(&mut spec, &default.name, losses);
    if !default.spec.node_selector.is_empty() {
        let mut selector = match spec.shift_remove("nodeSelector") {
            Some(Value::Object(selector)) => selector,
            _ => Map::new(),
        };
        let own = default.spec.node_selector.iter();
        selector.extend(own.map(|(key, value)| (key.clone(), json!(value))));
        spec.insert("nodeSelector".to_owned(), Value::Object(selector));
    }
    let mut base = Map::new();
    if let Some(metadata) = template.shift_remove("metadata") {
        base.insert("metadata".to_owned(), metadata);
    }
    if !spec.is_empty() {
        base.insert("spec".to_owned(), Value::Object(spec));
    }
    template.shift_remove("placement");
    for key in template.keys() {
        losses.add(
            &default.name,
            "pod",
            format!("A policy cannot have {key}, so it is left out."),
        );
    }
    (!base.is_empty()).then_some(Value::Object(base))
}

/// A container without a name changed the sandbox's own one; a base only adds containers.
fn containers(spec: &mut Map<String, Value>, name: &str, losses: &mut Losses) {
    let Some(Value::Array(containers)) = spec.get_mut("containers") else {
        return;
    };
    let count = containers.len();
    containers.retain(|container| {
        container["name"]
            .as_str()
            .is_some_and(|name| !name.is_empty())
    });
    if containers.len() < count {
        losses.add(
            name,
            "pod",
            "A policy cannot change the sandbox's own container, so these changes are left out.",
        );
    }
    for container in containers.iter_mut().filter_map(Value::as_object_mut) {
        if container.shift_remove("securityContext").is_some() {
            losses.add(
                name,
                "pod",
                "A policy cannot set a container's securityContext, so it is left out.",
            );
        }
    }
    if containers.is_empty() {
        spec.shift_remove("containers");
    }
}

/// The machines of all profiles; nothing where one of them takes any.
pub(super) fn instance_types(bound: &[Bound], losses: &mut Losses) -> Option<Vec<String>> {
    let mut all = Vec::new();
    let mut open = None;
    for one in bound {
        let placed = template(one);
        let placed = placed
            .get("placement")
            .and_then(|placement| placement["instanceTypes"].as_array());
        let placed = placed
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned);
        let own: Vec<_> = one
            .spec
            .instance_types
            .iter()
            .cloned()
            .chain(placed)
            .collect();
        if own.is_empty() {
            open = Some(&one.name);
        }
        all.extend(own);
    }
    all.sort_unstable();
    all.dedup();
    match open {
        Some(name) if !all.is_empty() => {
            losses.add(
                name,
                "instance_types",
                "It allows any machine, so the policy restricts none.",
            );
            None
        }
        _ => (!all.is_empty()).then_some(all),
    }
}
