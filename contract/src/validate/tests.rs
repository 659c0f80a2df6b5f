use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;

struct Known(HashMap<&'static str, bool>);

impl Templates for Known {
    fn template(&self, id: &str) -> Option<TemplateFacts> {
        self.0
            .get(id)
            .map(|&declares_limits| TemplateFacts { declares_limits })
    }
}

fn known() -> Known {
    Known(HashMap::from([("a", true), ("b", false)]))
}

fn request() -> serde_json::Value {
    json!({
        "runnerId": "helsinki-evals",
        "runner": {
            "identity": { "zone": "eu-north-09c", "clusterName": "eun09c-batch" },
            "profileBindings": [{ "profileTemplateId": "a", "isDefault": true }],
        },
    })
}

/// The messages for a good request with one value replaced.
fn with(pointer: &str, value: serde_json::Value) -> Vec<String> {
    let mut request = request();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    request.pointer_mut(parent).unwrap()[key] = value;
    create(&serde_json::from_value(request).unwrap(), &known())
        .into_iter()
        .map(|violation| violation.description)
        .collect()
}

#[test]
fn a_good_request_passes() {
    assert!(with("/runnerId", json!("helsinki-evals")).is_empty());
}

#[test]
fn the_messages_of_the_operations_page() {
    let bindings = "/runner/profileBindings";
    assert_eq!(
        with("/runner/identity/zone", json!("")),
        ["runner.identity.zone is required"]
    );
    assert_eq!(
        with("/runner/identity/clusterName", json!(null)),
        ["runner.identity.cluster_id or cluster_name is required"]
    );
    assert_eq!(
        with(
            bindings,
            json!([{ "profileTemplateId": "z", "isDefault": true }])
        ),
        ["one or more profile_bindings reference a template that does not exist"]
    );
    assert_eq!(
        with(
            bindings,
            json!([
                { "profileTemplateId": "a", "isDefault": true },
                { "profileTemplateId": "b", "isDefault": true },
            ])
        ),
        ["runner cannot have more than one default profile binding"]
    );
}

#[test]
fn the_local_messages() {
    let bindings = "/runner/profileBindings";
    assert_eq!(
        with(bindings, json!([])),
        ["runner must have at least one profile binding"]
    );
    assert_eq!(
        with(bindings, json!([{ "profileTemplateId": "a" }])),
        ["runner must have exactly one default profile binding"]
    );
    assert_eq!(
        with(
            bindings,
            json!([{ "profileTemplateId": "a", "isDefault": true }, { "profileTemplateId": "a" }])
        ),
        ["profile_bindings contains a duplicate profile_template_id"]
    );
    assert_eq!(with("/runnerId", json!("")), ["runner_id is required"]);
    for id in [
        "Upper",
        "-a",
        "a-",
        "a_b",
        "\u{1F680}",
        "..",
        "a".repeat(64).as_str(),
    ] {
        assert_eq!(
            with("/runnerId", json!(id)),
            ["runner_id is invalid"],
            "{id}"
        );
    }
}

#[test]
fn limits_are_asked_for_only_when_enforced() {
    let mut request = request();
    request["runner"]["profileBindings"][0]["profileTemplateId"] = json!("b");
    let violations = |request: &serde_json::Value| {
        create(&serde_json::from_value(request.clone()).unwrap(), &known())
    };
    assert!(violations(&request).is_empty());
    request["runner"]["managedSpec"] = json!({ "enforceResourceLimits": true });
    let found = violations(&request);
    assert_eq!(
        found[0].description,
        "profile template must declare cpu and memory limits"
    );
}

#[test]
fn every_rule_of_the_managed_spec_has_its_path() {
    let spec = json!({
        "releaseChannel": "RAPID",
        "maintenancePolicy": {
            "windows": [{ "cron": "never", "durationSeconds": 5 }],
            "exclusions": [{ "startTime": "2026-01-01T00:00:00Z" }],
        },
        "overrides": {
            "nodeSelector": { "bad key": "x", "ok": "not a value" },
            "env": { "": "x" },
            "tolerations": [{ "key": "a", "operator": "Exists", "value": "b", "effect": "Never" }],
            "resources": { "cpuRequest": "many", "memoryRequest": "2Gi", "memoryLimit": "1Gi" },
            "scaling": { "replicas": -1, "minReplicas": 3, "maxReplicas": 2 },
        },
    });
    let mut request = request();
    request["runner"]["managedSpec"] = spec;
    let found = create(&serde_json::from_value(request).unwrap(), &known());
    let fields: Vec<_> = found
        .iter()
        .map(|v| {
            v.field
                .strip_prefix("runner.managed_spec.")
                .unwrap_or(&v.field)
        })
        .collect();
    assert_eq!(
        fields,
        [
            "release_channel",
            "maintenance_policy.windows[0].cron",
            "maintenance_policy.windows[0].duration_seconds",
            "maintenance_policy.exclusions[0]",
            "overrides.node_selector",
            "overrides.node_selector.ok",
            "overrides.env",
            "overrides.tolerations[0].effect",
            "overrides.tolerations[0].value",
            "overrides.resources.cpu_request",
            "overrides.resources.memory_request",
            "overrides.scaling.replicas",
            "overrides.scaling.min_replicas",
        ]
    );
    assert!(
        found
            .iter()
            .all(|v| v.description.starts_with(&format!("{}: ", v.field)))
    );
}

#[test]
fn the_first_step_decides_the_answer() {
    let request = CreateRunner::default();
    let violations = create(&request, &known());
    let status = status(&violations).unwrap();
    assert_eq!(status.message, "runner.identity.zone is required");
    assert_eq!(
        status.violations().len(),
        2,
        "zone and cluster, not the runner ID"
    );
    assert!(violations.iter().any(|v| v.step == Step::Bindings));
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        ".{0,12}".prop_map(|s| json!(s)),
    ];
    let key = prop_oneof![
        Just("runner".to_owned()),
        Just("runnerId".to_owned()),
        Just("identity".to_owned()),
        Just("managedSpec".to_owned()),
        Just("maintenance_policy".to_owned()),
        Just("windows".to_owned()),
        Just("cron".to_owned()),
        Just("overrides".to_owned()),
        Just("profileBindings".to_owned()),
        ".{0,4}",
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::Array),
            prop::collection::vec((key.clone(), inner), 0..5)
                .prop_map(|pairs| serde_json::Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn validation_never_panics(value in any_json()) {
        use crate::wire::schema::{CREATE_RUNNER, check, decode};
        let _ = check(&value, &CREATE_RUNNER);
        if let Ok(request) = decode::<CreateRunner>(value, &CREATE_RUNNER) {
            let _ = status(&create(&request, &known()));
        }
    }

    #[test]
    fn any_cron_text_is_judged_politely(text in "[0-9A-Za-z*,/ #@?-]{0,24}") {
        let _ = crate::maintenance::cron(&text);
    }
}
