//! Rules of profile templates (contract 5.1).

use super::bindings::not_an_object;
use super::{Step, Violation};
use crate::quantity;
use crate::wire::ProfileTemplate;

const TEMPLATE: &str = "profile_template";

/// Everything wrong with a new profile template.
pub fn profile_create(template: &ProfileTemplate) -> Vec<Violation> {
    let mut found = Vec::new();
    if template.display_name.trim().is_empty() {
        let field = format!("{TEMPLATE}.display_name");
        found.push(Violation::at(Step::Identity, field, "is required"));
    }
    found.extend(profile(template));
    found
}

/// Everything wrong with a profile template that an update would leave behind.
pub fn profile(template: &ProfileTemplate) -> Vec<Violation> {
    let at = |name: &str| format!("{TEMPLATE}.spec{name}");
    let Some(spec) = &template.spec else {
        return vec![Violation::at(
            Step::ManagedSpec,
            at(""),
            "is required, {} is enough",
        )];
    };
    let mut found = Vec::new();
    for (name, text) in [
        (".namespace_config_json", &spec.namespace_config_json),
        (".network_config_json", &spec.network_config_json),
        (".pod_template_json", &spec.pod_template_json),
    ] {
        if let Some(what) = not_an_object(text) {
            found.push(Violation::at(Step::ManagedSpec, at(name), what));
        }
    }
    let defaults = spec.resource_defaults.clone().unwrap_or_default();
    for (name, text) in [
        ("cpu_request", &defaults.cpu_request),
        ("memory_request", &defaults.memory_request),
        ("cpu_limit", &defaults.cpu_limit),
        ("memory_limit", &defaults.memory_limit),
    ] {
        if !text.is_empty() && quantity::parse(text).is_none() {
            let what = format!(
                "\"{}\" is not a quantity such as 500m or 2Gi",
                text.escape_debug()
            );
            let field = at(&format!(".resource_defaults.{name}"));
            found.push(Violation::at(Step::ManagedSpec, field, what));
        }
    }
    found
}
