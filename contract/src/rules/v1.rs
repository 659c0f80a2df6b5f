//! What is wrong with a runner of v1, in the provider's words where they are known (contract-v1 2, 9.2).

use serde_json::Value;

use crate::api::Dialect;
use crate::document::Kind;
use crate::model::FieldViolation;

/// Longest request ID, in bytes (contract-v1 4.4).
const LONGEST_REQUEST_ID: usize = 128;

/// What is wrong with a request ID, if anything.
pub fn request_id(text: Option<&str>) -> Option<&'static str> {
    match text.unwrap_or_default() {
        "" => Some("missing idempotency token"),
        text if text.len() > LONGEST_REQUEST_ID => Some("request_id: at most 128 bytes"),
        _ => None,
    }
}

/// What is wrong with the parts of a spec that v1beta2 does not know. `spec` is a document in `camelCase`.
pub fn spec(spec: &Value) -> Vec<FieldViolation> {
    let mut found = Vec::new();
    let mut add = |field: &str, what: String| {
        found.push(FieldViolation {
            field: format!("spec.{field}"),
            description: what,
        });
    };
    constant(&spec["imagePull"]["policy"], "image_pull.policy", &mut add);
    if let Some(data_plane) = spec["dataPlane"].as_object() {
        let members = ["disabled", "clusterIp", "loadBalancer", "custom"];
        let chosen = members
            .iter()
            .filter(|member| data_plane.get(**member).is_some_and(|m| !m.is_null()));
        if chosen.count() != 1 {
            let what = "data_plane must select exactly one of disabled, cluster_ip, load_balancer, or custom";
            add("data_plane", what.to_owned());
        }
    }
    let balancer = &spec["dataPlane"]["loadBalancer"];
    constant(
        &balancer["scope"],
        "data_plane.load_balancer.scope",
        &mut add,
    );
    let traffic = "data_plane.load_balancer.external_traffic_policy";
    constant(&balancer["externalTrafficPolicy"], traffic, &mut add);
    for (index, range) in balancer["sourceRanges"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let text = range.as_str().unwrap_or_default();
        if text.parse::<ipnet::IpNet>().is_err() {
            let field = format!("data_plane.load_balancer.source_ranges[{index}]");
            add(
                &field,
                format!(
                    "spec.{field}: \"{}\" is not a network prefix",
                    text.escape_debug()
                ),
            );
        }
    }
    let custom = &spec["dataPlane"]["custom"];
    if custom.is_object() && !is_absolute(custom["advertisedUri"].as_str().unwrap_or_default()) {
        let field = "data_plane.custom.advertised_uri";
        add(field, format!("spec.{field}: must be an absolute URI"));
    }
    found
}

/// A constant that the table does not have.
fn constant(value: &Value, field: &str, add: &mut impl FnMut(&str, String)) {
    let Some(Kind::Choice(all)) = Dialect::V1
        .fields()
        .at(&format!("spec.{field}"))
        .map(|f| f.kind)
    else {
        return;
    };
    let text = value.as_str().unwrap_or_default();
    if !text.is_empty() && !text.ends_with("_UNSPECIFIED") && !all.contains(&text) {
        add(
            field,
            format!("spec.{field}: expected one of {}", all.join(", ")),
        );
    }
}

/// A scheme, `://`, a host.
fn is_absolute(uri: &str) -> bool {
    uri.split_once("://").is_some_and(|(scheme, rest)| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let first = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
        first
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
            && !host.is_empty()
            && !uri.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_rule_of_the_spec() {
        let said = |document: Value| -> Vec<String> {
            spec(&document)
                .into_iter()
                .map(|violation| violation.field)
                .collect()
        };
        for good in [
            json!({}),
            json!({ "dataPlane": { "disabled": {} } }),
            json!({ "dataPlane": { "custom": { "advertisedUri": "https://a.example:9443/x" } } }),
            json!({ "dataPlane": { "loadBalancer": { "sourceRanges": ["10.0.0.0/8"] } } }),
            json!({ "imagePull": { "policy": "SANDBOX_IMAGE_PULL_POLICY_ALWAYS" } }),
        ] {
            assert!(said(good.clone()).is_empty(), "{good}");
        }
        for (bad, field) in [
            (json!({ "dataPlane": {} }), "spec.data_plane"),
            (
                json!({ "dataPlane": { "disabled": {}, "clusterIp": {} } }),
                "spec.data_plane",
            ),
            (
                json!({ "dataPlane": { "custom": {} } }),
                "spec.data_plane.custom.advertised_uri",
            ),
            (
                json!({ "dataPlane": { "custom": { "advertisedUri": "a.example" } } }),
                "spec.data_plane.custom.advertised_uri",
            ),
            (
                json!({ "dataPlane": { "custom": { "advertisedUri": "https://" } } }),
                "spec.data_plane.custom.advertised_uri",
            ),
            (
                json!({ "dataPlane": { "loadBalancer": { "scope": "ALL" } } }),
                "spec.data_plane.load_balancer.scope",
            ),
            (
                json!({ "dataPlane": { "loadBalancer": { "sourceRanges": ["x"] } } }),
                "spec.data_plane.load_balancer.source_ranges[0]",
            ),
            (
                json!({ "imagePull": { "policy": "NEVER" } }),
                "spec.image_pull.policy",
            ),
        ] {
            assert_eq!(said(bad.clone()), [field], "{bad}");
        }
    }

    #[test]
    fn request_ids() {
        assert_eq!(request_id(None), Some("missing idempotency token"));
        assert_eq!(request_id(Some(&"é".repeat(64))), None);
        assert!(request_id(Some(&"é".repeat(65))).is_some());
    }
}
