//! Rules of the managed spec: channel, maintenance, overrides (contract 1.3 to 1.5).

use std::fmt::Display;

use super::{Step, Violation, kubernetes};
use crate::maintenance::{cron, duration, exclusion};
use crate::quantity;
use crate::wire::{
    ManagedSpec, Overrides, ReleaseChannel, Resources, Scaling, TextMap, Toleration,
};

const SPEC: &str = "runner.managed_spec";

pub(super) fn check(spec: &ManagedSpec) -> Vec<Violation> {
    let mut found = Found::default();
    if let ReleaseChannel::Unknown(text) = &spec.release_channel {
        let known = ReleaseChannel::CONSTANTS.join(" or ");
        found.add(
            &format!("{SPEC}.release_channel"),
            format!("\"{text}\" is not {known}"),
        );
    }
    if let Some(policy) = &spec.maintenance_policy {
        let at = format!("{SPEC}.maintenance_policy");
        for (index, window) in policy.windows.iter().enumerate() {
            let at = format!("{at}.windows[{index}]");
            found.result(&format!("{at}.cron"), cron(&window.cron));
            found.result(
                &format!("{at}.duration_seconds"),
                duration(window.duration_seconds),
            );
        }
        for (index, given) in policy.exclusions.iter().enumerate() {
            found.result(&format!("{at}.exclusions[{index}]"), exclusion(given));
        }
    }
    if let Some(overrides) = &spec.overrides {
        found.overrides(overrides);
    }
    found.0
}

#[derive(Default)]
struct Found(Vec<Violation>);

impl Found {
    fn add(&mut self, field: &str, what: impl Display) {
        self.0.push(Violation::at(Step::ManagedSpec, field, what));
    }

    fn result<T, E: Display>(&mut self, field: &str, result: Result<T, E>) {
        if let Err(error) = result {
            self.add(field, error);
        }
    }

    fn overrides(&mut self, overrides: &Overrides) {
        let at = format!("{SPEC}.overrides");
        self.labels(&format!("{at}.node_selector"), &overrides.node_selector);
        self.labels(&format!("{at}.labels"), &overrides.labels);
        for key in overrides.annotations.keys() {
            self.key(&format!("{at}.annotations"), key);
        }
        for key in overrides.env.keys() {
            if key.is_empty() || key.contains(['=', '\0']) {
                let what = format!(
                    "\"{}\" cannot be the name of a variable",
                    key.escape_debug()
                );
                self.add(&format!("{at}.env"), what);
            }
        }
        for (index, toleration) in overrides.tolerations.iter().enumerate() {
            self.toleration(&format!("{at}.tolerations[{index}]"), toleration);
        }
        if let Some(resources) = &overrides.resources {
            self.resources(&format!("{at}.resources"), resources);
        }
        if let Some(scaling) = &overrides.scaling {
            self.scaling(&format!("{at}.scaling"), scaling);
        }
    }

    fn labels(&mut self, at: &str, labels: &TextMap) {
        for (key, value) in labels {
            self.key(at, key);
            if !kubernetes::is_label_value(value) {
                let what = format!("\"{}\" is not a label value", value.escape_debug());
                self.add(&format!("{at}.{key}"), what);
            }
        }
    }

    fn key(&mut self, at: &str, key: &str) {
        if !kubernetes::is_qualified_name(key) {
            self.add(
                at,
                format!("\"{}\" is not a Kubernetes key", key.escape_debug()),
            );
        }
    }

    fn toleration(&mut self, at: &str, toleration: &Toleration) {
        if !["", "Equal", "Exists"].contains(&toleration.operator.as_str()) {
            let what = format!("\"{}\" is not Equal or Exists", toleration.operator);
            self.add(&format!("{at}.operator"), what);
        }
        if !["", "NoSchedule", "PreferNoSchedule", "NoExecute"]
            .contains(&toleration.effect.as_str())
        {
            let what = format!(
                "\"{}\" is not NoSchedule, PreferNoSchedule or NoExecute",
                toleration.effect
            );
            self.add(&format!("{at}.effect"), what);
        }
        if toleration.operator == "Exists" && !toleration.value.is_empty() {
            self.add(
                &format!("{at}.value"),
                "must be empty when operator is Exists",
            );
        }
        if toleration.key.is_empty() && toleration.operator != "Exists" {
            self.add(
                &format!("{at}.key"),
                "is required unless operator is Exists",
            );
        }
    }

    fn resources(&mut self, at: &str, resources: &Resources) {
        for (name, text) in [
            ("cpu_request", &resources.cpu_request),
            ("memory_request", &resources.memory_request),
            ("cpu_limit", &resources.cpu_limit),
            ("memory_limit", &resources.memory_limit),
        ] {
            if !text.is_empty() && quantity::parse(text).is_none() {
                let what = format!(
                    "\"{}\" is not a quantity such as 500m or 2Gi",
                    text.escape_debug()
                );
                self.add(&format!("{at}.{name}"), what);
            }
        }
        for (name, request, limit) in [
            ("cpu_request", &resources.cpu_request, &resources.cpu_limit),
            (
                "memory_request",
                &resources.memory_request,
                &resources.memory_limit,
            ),
        ] {
            let pair = (quantity::parse(request), quantity::parse(limit));
            if matches!(pair, (Some(request), Some(limit)) if request > limit) {
                self.add(
                    &format!("{at}.{name}"),
                    format!("{request} is above the limit {limit}"),
                );
            }
        }
    }

    fn scaling(&mut self, at: &str, scaling: &Scaling) {
        for (name, number) in [
            ("replicas", scaling.replicas),
            ("min_replicas", scaling.min_replicas),
            ("max_replicas", scaling.max_replicas),
        ] {
            if number < 0 {
                self.add(&format!("{at}.{name}"), "must not be negative");
            }
        }
        if scaling.max_replicas > 0 && scaling.min_replicas > scaling.max_replicas {
            self.add(
                &format!("{at}.min_replicas"),
                "must not be above max_replicas",
            );
        }
    }
}
