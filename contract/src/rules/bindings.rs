//! Rules of profile bindings (contract 1.6, 3.4).

use serde_json::Value;

use super::{Step, Templates, Violation, profile, resources};
use crate::invisible;
use crate::model::{ProfileBinding, ProfileSpec};

const LIST: &str = "runner.profile_bindings";

pub(super) fn check(
    bindings: &[ProfileBinding],
    enforce_resource_limits: bool,
    templates: &dyn Templates,
) -> Vec<Violation> {
    if bindings.is_empty() {
        return vec![violation(
            LIST,
            "runner must have at least one profile binding",
        )];
    }
    let mut found = Vec::new();
    match bindings.iter().filter(|binding| binding.is_default).count() {
        0 => {
            found.push(violation(
                LIST,
                "runner must have exactly one default profile binding",
            ));
        }
        1 => {}
        _ => {
            found.push(violation(
                LIST,
                "runner cannot have more than one default profile binding",
            ));
        }
    }
    for (index, binding) in bindings.iter().enumerate() {
        let id = &binding.profile_template_id;
        let earlier = &bindings[..index];
        if !id.is_empty()
            && earlier
                .iter()
                .any(|b| b.profile_template_id.eq_ignore_ascii_case(id))
        {
            let words = "profile_bindings contains a duplicate profile_template_id";
            found.push(violation(&field(index, "profile_template_id"), words));
        }
    }
    for (index, binding) in bindings.iter().enumerate() {
        found.extend(one(index, binding, enforce_resource_limits, templates));
    }
    found
}

fn one(
    index: usize,
    binding: &ProfileBinding,
    enforce_resource_limits: bool,
    templates: &dyn Templates,
) -> Vec<Violation> {
    let mut found = Vec::new();
    let path = field(index, "profile_template_id");
    if binding.profile_template_id.is_empty() {
        found.push(Violation::at(Step::Bindings, path, "is required"));
    } else {
        match templates.template(&binding.profile_template_id) {
            None => found.push(violation(
                &path,
                "one or more profile_bindings reference a template that does not exist",
            )),
            Some(facts) if enforce_resource_limits && !facts.declares_limits => {
                found.push(violation(
                    &path,
                    "profile template must declare cpu and memory limits",
                ));
            }
            Some(_) => {}
        }
    }
    let mut wrong = |name: &str, what: String| {
        found.push(Violation::at(Step::Bindings, field(index, name), what));
    };
    if let Some(unseen) = invisible::in_line(&binding.profile_name) {
        wrong("profile_name", format!("has {unseen}"));
    }
    if let Some(what) = not_an_object(&binding.overrides_json) {
        wrong("overrides_json", what);
    } else if let Ok(Value::Object(overrides)) = serde_json::from_str(&binding.overrides_json) {
        let typed = serde_json::from_value(Value::Object(overrides.clone()));
        let problems = typed.map_or_else(
            |_| {
                let found = resources::wrong_in(&overrides).into_iter();
                found
                    .map(|(name, what)| (format!("resource_defaults.{name}"), what))
                    .collect()
            },
            |spec: ProfileSpec| profile::wrong(&spec),
        );
        for (name, what) in problems {
            wrong("overrides_json", format!("{name}: {what}"));
        }
    }
    found
}

/// What is wrong with JSON that must hold an object, if anything; empty means none was given (I-32).
pub(super) fn not_an_object(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => None,
        Ok(_) => Some("must be a JSON object".to_owned()),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Some(format!("is not JSON: see line {line}, column {column}"))
        }
    }
}

fn field(index: usize, name: &str) -> String {
    format!("{LIST}[{index}].{name}")
}

fn violation(field: &str, description: &str) -> Violation {
    Violation::new(Step::Bindings, field, description)
}
