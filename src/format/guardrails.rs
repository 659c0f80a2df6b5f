//! What a profile allows sandboxes, in a few words. What it does not set is inherited (contract 5.2).

use contract::model::ProfileSpec;
use serde_json::Value;

/// Names of the facts that [`facts`] gives, in its order.
pub(crate) const FACTS: [&str; 7] = [
    "Runtime class",
    "Requests",
    "Limits",
    "Network",
    "Namespace",
    "Instance types",
    "Image",
];

/// The guardrails one by one; none where the spec leaves one to the zone's defaults.
pub(crate) fn facts(spec: &ProfileSpec) -> [Option<String>; 7] {
    let resources = spec.resource_defaults.clone().unwrap_or_default();
    let pair = |cpu: &str, memory: &str| {
        let parts = [(cpu, " CPU"), (memory, "")];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(amount, _)| !amount.is_empty())
            .map(|(amount, unit)| format!("{amount}{unit}"))
            .collect();
        set(parts.join(", "))
    };
    [
        set(spec.runtime_class.clone()),
        pair(&resources.cpu_request, &resources.memory_request),
        pair(&resources.cpu_limit, &resources.memory_limit),
        network(&spec.network_config_json),
        text_at(&spec.namespace_config_json, "strategy"),
        set(spec.instance_types.join(", ")),
        set(spec.container_image.clone()),
    ]
}

/// The guardrails in a line.
pub(crate) fn line(spec: &ProfileSpec) -> String {
    let [runtime, _, limits, network, _, _, image] = facts(spec);
    let parts: Vec<String> = [
        runtime,
        limits.map(|limits| format!("up to {limits}")),
        network.map(|network| format!("network: {network}")),
        image.map(|_| "custom image".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "inherits everything".to_owned()
    } else {
        parts.join(" · ")
    }
}

fn set(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The type of the default way out of the network, where the setting tells it (contract 5.1).
fn network(json: &str) -> Option<String> {
    let config: Value = serde_json::from_str(json).ok()?;
    let egress = &config["egress"];
    let default = egress["default"].as_str()?;
    Some(egress["modes"][default]["type"].as_str()?.to_owned())
}

fn text_at(json: &str, key: &str) -> Option<String> {
    let config: Value = serde_json::from_str(json).ok()?;
    Some(config[key].as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use contract::model::Resources;

    use super::*;

    #[test]
    fn guardrails_in_a_line() {
        assert_eq!(line(&ProfileSpec::default()), "inherits everything");
        let spec = ProfileSpec {
            runtime_class: "gvisor".into(),
            resource_defaults: Some(Resources {
                cpu_limit: "1".into(),
                memory_limit: "1Gi".into(),
                ..Resources::default()
            }),
            network_config_json:
                r#"{"egress":{"default":"closed","modes":{"closed":{"type":"none"}}}}"#.into(),
            namespace_config_json: r#"{"strategy":"per-user"}"#.into(),
            ..ProfileSpec::default()
        };
        assert_eq!(line(&spec), "gvisor · up to 1 CPU, 1Gi · network: none");
        let found = facts(&spec);
        assert_eq!(found[1], None);
        assert_eq!(found[4].as_deref(), Some("per-user"));
        let odd = ProfileSpec {
            network_config_json: "[]".into(),
            namespace_config_json: "{".into(),
            ..ProfileSpec::default()
        };
        assert_eq!(line(&odd), "inherits everything");
    }
}
