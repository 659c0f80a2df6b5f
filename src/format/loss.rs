//! What an edit would take away, in words.

use contract::{edit::Loss, part::Part};
use serde_json::Value;

use super::toleration;

/// A loss in words. Values of the environment may be secrets (contract 1.5).
pub(crate) fn told(loss: &Loss, name: impl Fn(&str) -> Option<String>) -> String {
    let Loss { path, value } = loss;
    let printed = path.to_string();
    if let Some(id) = value.get("profile_template_id").and_then(Value::as_str) {
        let called = value.get("profile_name").and_then(Value::as_str);
        let called = called.map(str::to_owned).or_else(|| name(id));
        return format!(
            "The profile {} would be detached",
            called.unwrap_or_else(|| id.to_owned())
        );
    }
    if loss.is_default() {
        return "A different profile would become the default".to_owned();
    }
    let overrides = Part::Overrides.place();
    if printed.starts_with(&format!("{overrides}.env.")) {
        return printed;
    }
    if printed.starts_with(&format!("{overrides}.tolerations["))
        && let Ok(toleration) = serde_json::from_value(value.clone())
    {
        let text = toleration::text(&toleration);
        return format!("{overrides}.tolerations: {text}");
    }
    match value {
        Value::String(text) => format!("{printed}: {text}"),
        value => format!("{printed}: {value}"),
    }
}

#[cfg(test)]
mod tests {
    use contract::document::Path;
    use serde_json::json;

    use super::*;

    #[test]
    fn losses_have_words_and_show_no_secrets() {
        let told = |path: &str, value: Value| {
            let loss = Loss {
                path: Path::of_printed(path),
                value,
            };
            told(&loss, |id| (id == "1").then(|| "gpu".to_owned()))
        };
        assert_eq!(
            told("profile_bindings[1]", json!({ "profile_template_id": "1" })),
            "The profile gpu would be detached"
        );
        assert_eq!(
            told("profile_bindings[0].is_default", json!(true)),
            "A different profile would become the default"
        );
        let gpu = json!({ "key": "gpu", "operator": "Exists", "effect": "NoSchedule" });
        assert_eq!(
            told("managed_spec.overrides.tolerations[0]", gpu),
            "managed_spec.overrides.tolerations: gpu:NoSchedule"
        );
        assert_eq!(
            told("managed_spec.overrides.env.TOKEN", json!("CANARY")),
            "managed_spec.overrides.env.TOKEN"
        );
        assert_eq!(
            told("managed_spec.overrides.node_selector.pool", json!("infra")),
            "managed_spec.overrides.node_selector.pool: infra"
        );
    }
}
