//! Runtime classes (contract-v1 3.6).

use super::Found;
use crate::document::Path;
use crate::policy::read::At;
use crate::policy::table::RUNTIME_CLASSES;
use crate::rules::is_object_name;

pub(super) fn check(group: At<'_>, at: &Path, found: &mut Found) {
    let allowed = group.texts("allowedRuntimeClasses");
    let mappings = group.list("runtimeClassMappings");
    for (json, yaml) in [
        ("defaultCpuRuntimeClass", "default_cpu_runtime_class"),
        ("defaultGpuRuntimeClass", "default_gpu_runtime_class"),
    ] {
        if let Some(class) = group.text(json) {
            if !mappings.is_empty() {
                found.add(
                    &at.key(yaml),
                    "cannot be combined with runtime_class_mappings",
                );
            } else if !allowed.is_empty() && !allowed.contains(&class) {
                found.add(&at.key(yaml), "must be one of allowed_runtime_classes");
            }
        }
    }
    if !mappings.is_empty() && !allowed.is_empty() {
        found.add(
            &at.key("allowed_runtime_classes"),
            "cannot be combined with runtime_class_mappings",
        );
    }
    for (index, class) in allowed.iter().enumerate() {
        if !class.is_empty() && !is_object_name(class) {
            let what = "is not the name of a runtime class";
            found.add(&at.key("allowed_runtime_classes").index(index), what);
        }
    }
    let mut seen: Vec<&str> = Vec::new();
    for (index, mapping) in mappings.iter().enumerate() {
        one(
            At::of(mapping),
            &at.key("runtime_class_mappings").index(index),
            &mut seen,
            found,
        );
    }
}

fn one<'a>(mapping: At<'a>, at: &Path, seen: &mut Vec<&'a str>, found: &mut Found) {
    let class = mapping.choice("runtimeClass").unwrap_or_default();
    let at_class = at.key("runtime_class");
    if !RUNTIME_CLASSES.contains(&class) {
        found.add(
            &at_class,
            format!("expected one of {}", RUNTIME_CLASSES.join(", ")),
        );
    } else if seen.contains(&class) {
        found.add(&at_class, format!("{class} is mapped twice"));
    }
    seen.push(class);
    let name = mapping.text("kubernetesRuntimeClassName");
    let node_default = mapping.get("nodeDefault");
    if name.is_some() == node_default.is_some() {
        found.add(
            at,
            "each mapping must select exactly one of kubernetes_runtime_class_name or node_default",
        );
    }
    if name.is_some_and(|name| !is_object_name(name)) {
        found.add(
            &at.key("kubernetes_runtime_class_name"),
            "must be a valid Kubernetes object name",
        );
    }
    if node_default.is_some() {
        let at = at.key("node_default");
        if !mapping.flag("nodeDefault") {
            found.add(&at, "must be true");
        } else if !class.ends_with("_DEFAULT") {
            found.add(&at, "is only for the two DEFAULT classes");
        }
    }
}
