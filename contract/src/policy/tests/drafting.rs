//! Policies drafted from profiles, presets, words.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::policy;
use super::strategies::net;
use crate::document::check;
use crate::model::{ProfileBinding, ProfileSpec, ProfileTemplate, Resources};
use crate::policy::draft::{Draft, draft};
use crate::policy::presets::{platform_default, presets};
use crate::policy::summary::{NEVER_CONFIGURED, NO_LIMITS, summary};
use crate::policy::warnings::warnings;
use crate::policy::{POLICY, Policy, Sandbox, judge, violations};

fn bound(name: &str, is_default: bool, spec: Value) -> (ProfileBinding, ProfileTemplate) {
    let binding = ProfileBinding {
        is_default,
        ..Default::default()
    };
    let spec = serde_json::from_value(spec).unwrap();
    (
        binding,
        ProfileTemplate {
            display_name: name.to_owned(),
            spec: Some(spec),
            ..Default::default()
        },
    )
}

fn losses(draft: &Draft) -> Vec<(&str, &str)> {
    draft
        .losses
        .iter()
        .map(|loss| (loss.profile.as_str(), loss.field))
        .collect()
}

#[test]
fn two_profiles_become_one_policy() {
    let closed = r#"{"egress":{"default":"closed","modes":{"closed":{"type":"none"}}}}"#;
    let list = r#"{"egress":{"default":"l","modes":{"l":{"type":"allowlist","cidrs":["192.0.2.7/24"]}}},"ingress":{"a":{}}}"#;
    let pod = r#"{"spec":{"affinity":{},"priorityClassName":"low","containers":[{"name":""}]},"placement":{"instanceTypes":["m2"]}}"#;
    let mut small = bound(
        "small",
        true,
        json!({
        "runtimeClass": "gvisor", "networkConfigJson": closed, "podTemplateJson": pod, "tags": ["t"],
        "instanceTypes": ["m1"], "nodeSelector": { "pool": "a" },
        "resourceDefaults": { "cpuRequest": "250m", "memoryRequest": "512Mi", "cpuLimit": "1", "memoryLimit": "1Gi" } }),
    );
    small.0.overrides_json = r#"{"resourceDefaults":{"cpuLimit":"2"}}"#.to_owned();
    let large = bound(
        "large",
        false,
        json!({
        "runtimeClass": "kata-qemu-nvidia-gpu", "networkConfigJson": list, "instanceTypes": ["m3"], "containerImage": "r.example/x",
        "resourceDefaults": { "cpuRequest": "8", "cpuLimit": "16" } }),
    );
    let one = draft(&[large.clone(), small.clone()]);
    assert_eq!(
        one.policy.document(),
        json!({
        "displayName": "From small",
        "base": { "spec": { "priorityClassName": "low", "nodeSelector": { "pool": "a" } } },
        "constraints": {
            "resources": { "defaultCpu": "250m", "maxCpu": "16", "defaultMemory": "512Mi" },
            "instance": { "allowedInstanceTypes": ["m1", "m2", "m3"] },
            "network": {
                "allowedEgress": [{ "tenant": "TENANT_SCOPE_SAME_USER" }, { "cidr": { "cidr": "192.0.2.0/24" } }],
                "defaultEgress": [{ "tenant": "TENANT_SCOPE_SAME_USER" }] },
            "security": {
                "allowedRuntimeClasses": ["gvisor", "kata-qemu-nvidia-gpu"],
                "defaultCpuRuntimeClass": "gvisor", "defaultGpuRuntimeClass": "kata-qemu-nvidia-gpu" } } })
    );
    assert_eq!(
        losses(&one),
        [
            ("", "profile_name"),
            ("large", "pod"),
            ("small", "pod"),
            ("small", "pod"),
            ("", "resource_defaults"),
            ("", "resource_defaults"),
            ("large", "resource_defaults"),
            ("large", "container_image"),
            ("large", "network"),
            ("large", "network"),
            ("", "runtime_class"),
            ("small", "tags"),
        ]
    );
    assert_eq!(draft(&[small, large]), one, "in any order");
    assert_eq!(violations(&one.policy), []);
}

#[test]
fn modes_become_rules() {
    let of = |types: &[&str]| {
        let all: Vec<_> = types
            .iter()
            .enumerate()
            .map(|(index, kind)| {
                let network =
                    json!({ "egress": { "default": "m", "modes": { "m": { "type": kind } } } })
                        .to_string();
                bound(kind, index == 0, json!({ "networkConfigJson": network }))
            })
            .collect();
        draft(&all).policy.get("constraints.network").cloned()
    };
    let own = json!([{ "tenant": "TENANT_SCOPE_SAME_USER" }]);
    assert_eq!(
        of(&["internet"]),
        Some(json!({ "allowedEgress": [{ "any": true }], "defaultEgress": [{ "any": true }] }))
    );
    assert_eq!(
        of(&["none"]),
        Some(json!({ "allowedEgress": own, "defaultEgress": own, "denyHttpsHostnameRules": true }))
    );
    assert_eq!(of(&["none", "internet"]).unwrap()["defaultEgress"], own);
    assert_eq!(
        of(&["none", "tunnel"]),
        None,
        "what one does not say restricts nobody"
    );
    assert_eq!(draft(&[]).policy, Policy::default());
}

fn spec() -> impl Strategy<Value = ProfileSpec> {
    let size = prop::sample::select(vec!["", "250m", "1", "2", "4Gi"]);
    let class = prop::sample::select(vec!["", "gvisor", "kata-qemu-nvidia-gpu"]);
    let mode = prop_oneof![
        Just(json!({ "type": "none" })),
        Just(json!({ "type": "internet" })),
        prop::collection::vec(net(), 0..3)
            .prop_map(|cidrs| json!({ "type": "allowlist", "cidrs": cidrs })),
    ];
    let network = prop::option::of(prop::collection::btree_map("[a-c]", mode, 1..3));
    (prop::array::uniform4(size), class, network, any::<bool>()).prop_map(
        |(sizes, class, modes, image)| {
            let [cpu_request, memory_request, cpu_limit, memory_limit] = sizes.map(str::to_owned);
            let network = modes
                .map(|modes| json!({ "egress": { "default": "a", "modes": modes } }).to_string());
            ProfileSpec {
                runtime_class: class.to_owned(),
                container_image: if image {
                    "r.example/x".to_owned()
                } else {
                    String::new()
                },
                resource_defaults: Some(Resources {
                    cpu_request,
                    memory_request,
                    cpu_limit,
                    memory_limit,
                    ..Default::default()
                }),
                network_config_json: network.unwrap_or_default(),
                ..Default::default()
            }
        },
    )
}

proptest! {
    #[test]
    fn a_draft_is_valid_and_lets_a_sandbox_that_asks_for_nothing_run(specs in prop::collection::vec(spec(), 1..4), first in 0..4_usize) {
        let mut all: Vec<_> = specs.into_iter().enumerate().map(|(index, spec)| {
            let mut one = bound(&format!("p{index}"), index == first, json!({}));
            one.1.spec = Some(spec);
            one
        }).collect();
        let one = draft(&all);
        prop_assert_eq!(violations(&one.policy), []);
        prop_assert!(judge(&one.policy, &Sandbox::default()).is_allowed());
        all.reverse();
        prop_assert_eq!(draft(&all), one);
    }

    /// Nobody loses by it what a profile gave: its image, its class, all of its size and of its network.
    #[test]
    fn what_a_profile_lets_pass_passes(specs in prop::collection::vec(spec(), 1..4)) {
        let named = specs.iter().enumerate().map(|(index, spec)| {
            let mut one = bound(&format!("p{index}"), index == 0, json!({}));
            one.1.spec = Some(spec.clone());
            one
        });
        let one = draft(&named.collect::<Vec<_>>()).policy;
        for spec in &specs {
            let Resources { cpu_limit, memory_limit, .. } = spec.resource_defaults.clone().unwrap_or_default();
            // Where a profile bounds nothing, anything passes.
            let [cpu_limit, memory_limit] = [cpu_limit, memory_limit].map(|limit| match limit.as_str() {
                "" => "9Ti".to_owned(),
                _ => limit,
            });
            let image = match spec.container_image.as_str() {
                "" => "other.example/y",
                image => image,
            };
            let asked = json!({
                "containers": [{ "image": image, "cpuLimit": cpu_limit, "memoryLimit": memory_limit }],
                "runtimeClass": spec.runtime_class,
            });
            let network: Value = serde_json::from_str(&spec.network_config_json).unwrap_or_default();
            let modes = network["egress"]["modes"].as_object().into_iter().flat_map(|modes| modes.values());
            let reached = modes.flat_map(|mode| match mode["cidrs"].as_array() {
                Some(cidrs) => cidrs.iter().map(|cidr| json!({ "egress": [{ "cidr": { "cidr": cidr } }] })).collect(),
                None if mode["type"] == "internet" => vec![json!({ "egress": [{ "any": true }] })],
                None => vec![json!({ "denyEgress": true })],
            });
            for mut network in reached.chain([json!({})]) {
                network.as_object_mut().unwrap().extend(asked.as_object().unwrap().clone());
                let judged = judge(&one, &Sandbox::read(&network).unwrap());
                prop_assert!(judged.is_allowed(), "{:?} for {} by {:?}", judged, network, one);
            }
        }
    }
}

#[test]
fn presets_are_valid_and_told_nothing_about() {
    for preset in presets() {
        assert_eq!(violations(&preset.policy), [], "{}", preset.name);
        assert_eq!(
            check(&preset.policy.document(), &POLICY),
            [],
            "{}",
            preset.name
        );
        assert_eq!(warnings(None, &preset.policy), [], "{}", preset.name);
    }
    assert_eq!(violations(&platform_default()), []);
}

#[test]
fn in_words() {
    let all = presets();
    let said = |name: &str| {
        summary(
            all.iter()
                .find(|preset| preset.name == name)
                .map(|preset| &preset.policy),
        )
    };
    assert_eq!(summary(None), [NEVER_CONFIGURED]);
    assert_eq!(said("No limits of your own"), [NO_LIMITS]);
    assert_eq!(
        said("Team default"),
        [
            "A container gets 1 CPU and 2Gi of memory by default, at most 8 CPU and 32Gi of memory",
            "No GPU",
            "Every container must have requests and limits",
            "A sandbox lives 1 hour by default; it may ask for up to 30 days",
            "Volumes up to 100Gi",
        ]
    );
    assert_eq!(
        said("Untrusted code"),
        [
            "A container gets 500m CPU and 1Gi of memory by default, at most 2 CPU and 8Gi of memory",
            "All containers of a sandbox together get at most 4 CPU and 16Gi of memory",
            "No GPU",
            "Every container must have requests and limits",
            "Images from registry.example/sandboxes/",
            "A sandbox can reach at most *.pypi.example and sandboxes of the same user",
            "A sandbox can reach sandboxes of the same user by default",
            "A sandbox can be reached by at most sandboxes of the same user",
            "Seccomp profiles that may be named: RuntimeDefault",
            "Runtime classes: CPU_DEFAULT as kata-qemu",
            "A sandbox lives 30 minutes by default; it may ask for up to 30 days",
            "No annotation that begins with internal.example/",
            "At most 20 annotations",
            "Volumes on disk only",
            "Volumes up to 20Gi",
        ]
    );
    let closed = policy(
        json!({ "controlPlaneAccess": { "sourceIpAllowlist": {} }, "base": { "spec": {} } }),
    );
    assert_eq!(
        summary(Some(&closed)),
        [
            "Every sandbox starts from a base",
            "No caller with a public address is let in"
        ]
    );
}
