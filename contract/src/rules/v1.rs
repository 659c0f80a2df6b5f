//! What is wrong with a runner of v1, in the provider's words where they are known (contract-v1 2, 9.2).

use serde_json::{Map, Value};

use super::kubernetes;
use crate::api::Dialect;
use crate::document::Kind;
use crate::invisible;
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
    let told = problems(spec).into_iter().map(|problem| {
        let field = format!("spec.{}", problem.field);
        FieldViolation {
            // The provider's own words stand alone (contract-v1 9.2).
            description: if problem.of_provider {
                problem.what
            } else {
                format!("{field}: {}", problem.what)
            },
            field,
        }
    });
    told.collect()
}

/// Something wrong with a spec.
pub(super) struct Problem {
    /// The field within the spec, in `snake_case`.
    pub(super) field: String,
    /// What is wrong, without the field.
    pub(super) what: String,
    of_provider: bool,
}

/// The same with the places within the spec.
pub(super) fn problems(spec: &Value) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut add = |field: &str, what: String| {
        found.push(Problem {
            field: field.to_owned(),
            what,
            of_provider: false,
        });
    };
    constant(&spec["imagePull"]["policy"], "image_pull.policy", &mut add);
    let balancer = &spec["dataPlane"]["loadBalancer"];
    let scope = "data_plane.load_balancer.scope";
    constant(&balancer["scope"], scope, &mut add);
    let traffic = "data_plane.load_balancer.external_traffic_policy";
    constant(&balancer["externalTrafficPolicy"], traffic, &mut add);
    let ranges = balancer["sourceRanges"].as_array().into_iter().flatten();
    for (index, range) in ranges.enumerate() {
        let text = range.as_str().unwrap_or_default();
        if text.parse::<ipnet::IpNet>().is_err() {
            let field = format!("data_plane.load_balancer.source_ranges[{index}]");
            let shown = invisible::shown(text);
            add(&field, format!("\"{shown}\" is not a network prefix"));
        }
    }
    for (value, field) in [
        (
            &spec["dataPlane"]["clusterIp"]["annotations"],
            "data_plane.cluster_ip.annotations",
        ),
        (
            &balancer["annotations"],
            "data_plane.load_balancer.annotations",
        ),
        (
            &spec["dataPlane"]["custom"]["serviceAnnotations"],
            "data_plane.custom.service_annotations",
        ),
    ] {
        for what in annotations(value) {
            add(field, what);
        }
    }
    let class = balancer["loadBalancerClass"].as_str().unwrap_or_default();
    if !class.is_empty()
        && let Err(what) = kubernetes::key(class)
    {
        add("data_plane.load_balancer.load_balancer_class", what);
    }
    let hostname = balancer["hostname"].as_str().unwrap_or_default();
    if !hostname.is_empty() && !kubernetes::is_object_name(hostname) {
        let shown = invisible::shown(hostname);
        add(
            "data_plane.load_balancer.hostname",
            format!("\"{shown}\" is not the name of a host"),
        );
    }
    let image = spec["tenantMetrics"]["image"].as_str().unwrap_or_default();
    if let Some(what) = no_name(image) {
        add("tenant_metrics.image", what);
    }
    let drivers = spec["volumes"]["csiDriverAllowlist"]
        .as_array()
        .into_iter()
        .flatten();
    for (index, driver) in drivers.enumerate() {
        if let Some(what) = no_name(driver.as_str().unwrap_or_default()) {
            add(&format!("volumes.csi_driver_allowlist[{index}]"), what);
        }
    }
    let custom = &spec["dataPlane"]["custom"];
    if custom.is_object() && !is_absolute(custom["advertisedUri"].as_str().unwrap_or_default()) {
        let field = "data_plane.custom.advertised_uri";
        add(field, "must be an absolute URI".to_owned());
    }
    if let Some(data_plane) = spec["dataPlane"].as_object()
        && !chooses_one(data_plane)
    {
        let what =
            "data_plane must select exactly one of disabled, cluster_ip, load_balancer, or custom";
        found.push(Problem {
            field: "data_plane".to_owned(),
            what: what.to_owned(),
            of_provider: true,
        });
    }
    found
}

fn chooses_one(data_plane: &Map<String, Value>) -> bool {
    let members = ["disabled", "clusterIp", "loadBalancer", "custom"];
    let is_set = |member: &&&str| data_plane.get(**member).is_some_and(|m| !m.is_null());
    members.iter().filter(is_set).count() == 1
}

/// What is wrong with annotations of a Service.
fn annotations(value: &Value) -> Vec<String> {
    let entries = value.as_object().into_iter().flatten();
    let texts = entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
    kubernetes::annotations(&texts.collect())
}

/// Why a text is no name, if it is none: something in it is not seen, or parts it.
fn no_name(text: &str) -> Option<String> {
    match invisible::in_name(text) {
        Some(unseen) => Some(format!("has {unseen}")),
        None => text
            .contains(' ')
            .then(|| "must not contain spaces".to_owned()),
    }
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
        add(field, format!("expected one of {}", all.join(", ")));
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
            json!({ "dataPlane": { "loadBalancer": {
                "sourceRanges": ["10.0.0.0/8"], "loadBalancerClass": "example.com/internal",
                "hostname": "sandboxes.example.com", "annotations": { "Example.com/Upper": "any, text" },
            } } }),
            json!({ "volumes": { "csiDriverAllowlist": ["csi.example.com"] }, "tenantMetrics": { "image": "r.example/a:1" } }),
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
            (
                json!({ "dataPlane": { "clusterIp": { "annotations": { "a b": "c" } } } }),
                "spec.data_plane.cluster_ip.annotations",
            ),
            (
                json!({ "dataPlane": { "loadBalancer": { "annotations": { "a": "x".repeat(300_000) } } } }),
                "spec.data_plane.load_balancer.annotations",
            ),
            (
                json!({ "dataPlane": { "custom": { "advertisedUri": "https://a.example", "serviceAnnotations": { "/": "" } } } }),
                "spec.data_plane.custom.service_annotations",
            ),
            (
                json!({ "dataPlane": { "loadBalancer": { "loadBalancerClass": "a b" } } }),
                "spec.data_plane.load_balancer.load_balancer_class",
            ),
            (
                json!({ "dataPlane": { "loadBalancer": { "hostname": "a_b.example" } } }),
                "spec.data_plane.load_balancer.hostname",
            ),
            (
                json!({ "tenantMetrics": { "image": "r.example/a b" } }),
                "spec.tenant_metrics.image",
            ),
            (
                json!({ "volumes": { "csiDriverAllowlist": ["csi.example.com", "csi\u{200b}"] } }),
                "spec.volumes.csi_driver_allowlist[1]",
            ),
        ] {
            assert_eq!(said(bad.clone()), [field], "{bad}");
        }
    }

    #[test]
    fn what_is_wrong_has_its_field_before_it_but_for_the_providers_words() {
        let said = |document: Value| spec(&document).remove(0).description;
        assert_eq!(
            said(json!({ "dataPlane": { "custom": {} } })),
            "spec.data_plane.custom.advertised_uri: must be an absolute URI"
        );
        assert!(said(json!({ "dataPlane": {} })).starts_with("data_plane must select"));
    }

    #[test]
    fn request_ids() {
        assert_eq!(request_id(None), Some("missing idempotency token"));
        assert_eq!(request_id(Some(&"é".repeat(64))), None);
        assert!(request_id(Some(&"é".repeat(65))).is_some());
    }
}
