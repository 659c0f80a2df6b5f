//! Rules of profile templates (contract 5.1).

use super::bindings::not_an_object;
use super::{Step, Violation, kubernetes, resources};
use crate::invisible;
use crate::model::{ProfileSpec, ProfileTemplate};

const TEMPLATE: &str = "profile_template";

/// Everything wrong with a new profile template.
pub fn profile_create(template: &ProfileTemplate) -> Vec<Violation> {
    let mut found = Vec::new();
    if template.display_name.trim().is_empty() {
        let field = format!("{TEMPLATE}.display_name");
        found.push(Violation::at(Step::Identity, field, "is required"));
    } else if let Some(unseen) = invisible::in_line(&template.display_name) {
        let field = format!("{TEMPLATE}.display_name");
        found.push(Violation::at(
            Step::Identity,
            field,
            format!("has {unseen}"),
        ));
    }
    found.extend(profile(template));
    found
}

/// Everything wrong with a profile template as it would be after an update.
pub fn profile(template: &ProfileTemplate) -> Vec<Violation> {
    let at = |name: &str| format!("{TEMPLATE}.spec{name}");
    let Some(spec) = &template.spec else {
        return vec![Violation::at(
            Step::ManagedSpec,
            at(""),
            "is required; {} is enough",
        )];
    };
    let told = wrong(spec).into_iter();
    told.map(|(name, what)| Violation::at(Step::ManagedSpec, at(&format!(".{name}")), what))
        .collect()
}

/// What is wrong with a profile's spec, by its fields; with overrides of a bound one, too, which are as much of a spec.
pub(super) fn wrong(spec: &ProfileSpec) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, text) in [
        ("namespace_config_json", &spec.namespace_config_json),
        ("network_config_json", &spec.network_config_json),
        ("pod_template_json", &spec.pod_template_json),
    ] {
        if let Some(what) = not_an_object(text) {
            found.push((name.to_owned(), what));
        }
    }
    let mut wrong = |name: &str, checked: Result<(), String>| {
        if let Err(what) = checked {
            found.push((name.to_owned(), what));
        }
    };
    wrong(
        "runtime_class",
        kubernetes::runtime_class(&spec.runtime_class),
    );
    for (key, value) in &spec.node_selector {
        wrong("node_selector", kubernetes::key(key));
        let name = format!("node_selector.{key}");
        wrong(&name, kubernetes::label_value(value));
    }
    let image = &spec.container_image;
    if let Some(unseen) = invisible::in_name(image) {
        wrong("container_image", Err(format!("has {unseen}")));
    } else if image.contains(' ') {
        wrong("container_image", Err("must not contain spaces".to_owned()));
    }
    for (name, texts) in [
        ("instance_types", &spec.instance_types),
        ("tags", &spec.tags),
    ] {
        for (index, text) in texts.iter().enumerate() {
            if let Some(unseen) = invisible::in_name(text) {
                wrong(&format!("{name}[{index}]"), Err(format!("has {unseen}")));
            }
        }
    }
    let defaults = spec.resource_defaults.clone().unwrap_or_default();
    for (name, what) in resources::wrong(&defaults) {
        found.push((format!("resource_defaults.{name}"), what));
    }
    found
}
