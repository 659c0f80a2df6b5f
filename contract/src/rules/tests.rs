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

/// What the rules say of these overrides, below `overrides`.
fn of_overrides(overrides: serde_json::Value) -> Vec<String> {
    let said = with("/runner/managedSpec", json!({ "overrides": overrides }));
    let at = "runner.managed_spec.overrides.";
    said.iter()
        .map(|said| said.strip_prefix(at).unwrap_or(said).to_owned())
        .collect()
}

#[test]
fn what_kubernetes_refuses_is_refused_here() {
    let toleration = |key: &str, value: &str| json!({ "tolerations": [{ "key": key, "value": value, "effect": "NoSchedule" }] });
    for (overrides, said) in [
        (
            toleration("workload=gpu", ""),
            "tolerations[0].key: is a whole taint; write its parts: key workload, value gpu",
        ),
        (
            toleration("workload=gpu:NoSchedule", ""),
            "tolerations[0].key: is a whole taint; write its parts: key workload, value gpu, effect NoSchedule",
        ),
        (
            toleration("work load", ""),
            "tolerations[0].key: \"work load\" is not a Kubernetes key",
        ),
        (
            toleration("a", "a b"),
            "tolerations[0].value: \"a b\" is not a label value: up to 63 letters, digits, -, _ and ., a letter or digit at both ends",
        ),
        (
            json!({ "resources": { "memoryRequest": "512m" } }),
            "resources.memory_request: \"512m\" means thousandths of a byte; m is a unit of CPU, did you mean 512Mi?",
        ),
        (
            json!({ "resources": { "cpuLimit": "2Gi" } }),
            "resources.cpu_limit: \"2Gi\" is a size; CPU is counted in cores, did you mean 2?",
        ),
        (
            json!({ "resources": { "memoryLimit": "1e3Mi" } }),
            "resources.memory_limit: \"1e3Mi\" is not a quantity such as 512Mi or 2Gi",
        ),
        (
            json!({ "annotations": { "a b": "x" } }),
            "annotations: \"a b\" is not a Kubernetes key",
        ),
        (
            json!({ "env": { "A\u{a0}B": "x" } }),
            "env: \"A⟨U+00A0⟩B\" cannot be the name of a variable",
        ),
        (
            json!({ "env": { "A=B": "x" } }),
            "env: \"A=B\" cannot be the name of a variable",
        ),
        (
            json!({ "env": { "A": "x\0" } }),
            "env.A: must not contain U+0000",
        ),
        (
            json!({ "args": ["x\0"] }),
            "args[0]: must not contain U+0000",
        ),
        (
            json!({ "gpuRuntimeClass": "NVIDIA" }),
            "gpu_runtime_class: \"NVIDIA\" is not the name of a runtime class: lower-case letters, digits, - and .",
        ),
        (
            json!({ "schedulerName": "a\u{200b}" }),
            "scheduler_name: has U+200B zero width space at character 2",
        ),
    ] {
        assert_eq!(of_overrides(overrides.clone()), [said], "{overrides}");
    }
    let large = |bytes: usize| json!({ "annotations": { "a": "x".repeat(bytes / 2), "b": "x".repeat(bytes / 2 - 2) } });
    assert!(of_overrides(large(256 << 10)).is_empty());
    assert_eq!(
        of_overrides(large((256 << 10) + 2)),
        ["annotations: are 262146 bytes in total; at most 262144 are allowed"]
    );
    // Keys of annotations are lowered first; a label of a prefix may be long.
    let fine = json!({
        "annotations": { "Example.COM/Team": "any text ✓" },
        "labels": { format!("{}.example.com/a", "x".repeat(70)): "" },
        "tolerations": [{ "operator": "Exists" }, { "key": "example.com/a", "operator": "Exists" }],
        "env": { "a.b-c": "ä", "1A": "" },
        "cpuRuntimeClass": "kata.v2",
    });
    assert_eq!(of_overrides(fine), [""; 0]);
}

#[test]
fn a_profile_is_held_to_the_same() {
    let said = |spec: serde_json::Value| {
        let template = json!({ "displayName": "a", "spec": spec });
        let found = profile(&serde_json::from_value(template).unwrap());
        let said = found.into_iter().map(|violation| violation.description);
        said.collect::<Vec<_>>().join("; ")
    };
    for (spec, what) in [
        (
            json!({ "nodeSelector": { "a b": "c" } }),
            "node_selector: \"a b\" is not a Kubernetes key",
        ),
        (
            json!({ "nodeSelector": { "a": "b c" } }),
            "node_selector.a: \"b c\" is not a label value",
        ),
        (
            json!({ "runtimeClass": "Kata" }),
            "runtime_class: \"Kata\" is not the name",
        ),
        (
            json!({ "containerImage": "python 3" }),
            "container_image: must not contain spaces",
        ),
        (json!({ "tags": ["a", "b\u{200b}"] }), "tags[1]: has U+200B"),
        (
            json!({ "resourceDefaults": { "memoryLimit": "512m" } }),
            "resource_defaults.memory_limit: \"512m\"",
        ),
        (
            json!({ "resourceDefaults": { "cpuRequest": "2", "cpuLimit": "1" } }),
            "cpu_request: 2 is above the limit 1",
        ),
    ] {
        let said = said(spec.clone());
        assert!(said.contains(what), "{spec}: {said}");
    }
    assert_eq!(
        said(json!({ "nodeSelector": { "pool": "gpu" }, "runtimeClass": "kata" })),
        ""
    );
}

#[test]
fn quantities_in_the_json_of_a_binding_are_quantities_too() {
    let binding = |json: &str| {
        let bindings =
            json!([{ "profileTemplateId": "a", "isDefault": true, "overridesJson": json }]);
        with("/runner/profileBindings", bindings)
    };
    assert_eq!(
        binding(r#"{"resourceDefaults": {"memoryLimit": "512m"}}"#),
        [
            "runner.profile_bindings[0].overrides_json: resource_defaults.memory_limit: \"512m\" means thousandths of a byte; m is a unit of CPU, did you mean 512Mi?"
        ]
    );
    assert!(binding(r#"{"resource_defaults": {"memory_limit": "64Gi", "other": 1}}"#).is_empty());
}

#[test]
fn what_nobody_sees_is_no_part_of_a_name() {
    let zone = "/runner/identity/zone";
    assert_eq!(
        with(zone, json!("eu-north-09c\u{200b}")),
        ["runner.identity.zone: has U+200B zero width space at character 13"]
    );
    assert_eq!(
        with(zone, json!("\u{feff}\u{a0}")),
        [
            "runner.identity.zone is required",
            "runner.identity.zone: has U+FEFF byte order mark at character 1"
        ]
    );
    for (pointer, value) in [
        ("/runner/identity/runnerGroupId", json!("evals\u{a0}")),
        (
            "/runner/identity/clusterName",
            json!("\u{2060}eun09c-batch"),
        ),
        ("/runner/displayName", json!("a\u{202e}b")),
        (
            "/runner/profileBindings",
            json!([{ "profileTemplateId": "a", "isDefault": true, "profileName": "big\u{200b}" }]),
        ),
    ] {
        assert!(with(pointer, value)[0].contains(": has U+"), "{pointer}");
    }
    assert!(with("/runner/displayName", json!("👩\u{200d}🔧 Zürich")).is_empty());
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
        use crate::document::{CREATE_RUNNER, check, decode};
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

#[test]
fn what_v1_alone_has_is_held_to_its_rules_at_its_place() {
    let said = with(
        "/runner/managedSpec",
        json!({ "dataPlane": { "custom": {} }, "imagePull": { "policy": "NEVER" } }),
    );
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.contains(
        &"runner.managed_spec.data_plane.custom.advertised_uri: must be an absolute URI".to_owned()
    ));
    let one = json!({ "dataPlane": { "disabled": {} }, "volumes": {} });
    assert!(with("/runner/managedSpec", one).is_empty());
}
