//! Rules of what places and shapes the runner's own pod (contract 1.5), most of them of Kubernetes.

use super::managed_spec::{Found, SPEC};
use super::{kubernetes, resources};
use crate::invisible::{self, shown};
use crate::model::{Overrides, Scaling, TextMap, Toleration};

pub(super) fn check(overrides: &Overrides, found: &mut Found) {
    let at = |field: &str| format!("{SPEC}.overrides.{field}");
    labels(&at("node_selector"), &overrides.node_selector, found);
    labels(&at("labels"), &overrides.labels, found);
    annotations(&at("annotations"), &overrides.annotations, found);
    env(&at("env"), &overrides.env, found);
    for (index, one) in overrides.tolerations.iter().enumerate() {
        toleration(&at(&format!("tolerations[{index}]")), one, found);
    }
    if let Some(given) = &overrides.resources {
        for (name, what) in resources::wrong(given) {
            found.add(&at(&format!("resources.{name}")), what);
        }
    }
    if let Some(given) = &overrides.scaling {
        scaling(&at("scaling"), given, found);
    }
    for (index, arg) in overrides.args.iter().enumerate() {
        if arg.contains('\0') {
            found.add(&at(&format!("args[{index}]")), NO_NULL);
        }
    }
    for (name, class) in [
        ("cpu_runtime_class", &overrides.cpu_runtime_class),
        ("gpu_runtime_class", &overrides.gpu_runtime_class),
    ] {
        found.result(&at(name), kubernetes::runtime_class(class));
    }
    let scheduler = &overrides.scheduler_name;
    if let Some(unseen) = invisible::in_name(scheduler) {
        found.add(&at("scheduler_name"), format!("has {unseen}"));
    } else if scheduler.contains(' ') {
        found.add(&at("scheduler_name"), "must not contain spaces");
    }
}

/// No argument and no variable of a process can hold it.
const NO_NULL: &str = "must not contain U+0000";

fn labels(at: &str, labels: &TextMap, found: &mut Found) {
    for (key, value) in labels {
        found.result(at, kubernetes::key(key));
        found.result(&format!("{at}.{key}"), kubernetes::label_value(value));
    }
}

fn annotations(at: &str, annotations: &TextMap, found: &mut Found) {
    for what in kubernetes::annotations(annotations) {
        found.add(at, what);
    }
}

fn env(at: &str, env: &TextMap, found: &mut Found) {
    for (name, value) in env {
        if !kubernetes::is_variable(name) {
            let what = format!("\"{}\" cannot be the name of a variable", shown(name));
            found.add(at, what);
        }
        if value.contains('\0') {
            found.add(&format!("{at}.{name}"), NO_NULL);
        }
    }
}

fn toleration(at: &str, toleration: &Toleration, found: &mut Found) {
    let Toleration {
        key,
        operator,
        value,
        effect,
        ..
    } = toleration;
    if !["", "Equal", "Exists"].contains(&operator.as_str()) {
        let what = format!("\"{}\" is not Equal or Exists", shown(operator));
        found.add(&format!("{at}.operator"), what);
    }
    if !effect.is_empty() && !kubernetes::EFFECTS.contains(&effect.as_str()) {
        let [first, second, third] = kubernetes::EFFECTS;
        let what = format!("\"{}\" is not {first}, {second} or {third}", shown(effect));
        found.add(&format!("{at}.effect"), what);
    }
    let is_any = operator == "Exists";
    if is_any && !value.is_empty() {
        let what = "must be empty when operator is Exists";
        found.add(&format!("{at}.value"), what);
    } else {
        found.result(&format!("{at}.value"), kubernetes::label_value(value));
    }
    let at = format!("{at}.key");
    match (key.as_str(), kubernetes::taint(key)) {
        ("", _) if is_any => {}
        ("", _) => found.add(&at, "is required unless operator is Exists"),
        (_, Some(taint)) => {
            let parts = [
                ("key", &taint.key),
                ("value", &taint.value),
                ("effect", &taint.effect),
            ];
            let parts = parts.iter().filter(|(_, part)| !part.is_empty());
            let parts: Vec<_> = parts.map(|(name, part)| format!("{name} {part}")).collect();
            let parts = parts.join(", ");
            found.add(&at, format!("is a whole taint; write its parts: {parts}"));
        }
        (key, None) => found.result(&at, kubernetes::key(key)),
    }
}

fn scaling(at: &str, scaling: &Scaling, found: &mut Found) {
    for (name, number) in [
        ("replicas", scaling.replicas),
        ("min_replicas", scaling.min_replicas),
        ("max_replicas", scaling.max_replicas),
    ] {
        if number < 0 {
            found.add(&format!("{at}.{name}"), "must not be negative");
        }
    }
    if scaling.max_replicas > 0 && scaling.min_replicas > scaling.max_replicas {
        let what = "must not be above max_replicas";
        found.add(&format!("{at}.min_replicas"), what);
    }
}
