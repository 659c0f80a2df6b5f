//! What a policy says to a sandbox.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::policy;
use super::strategies;
use crate::edit::policy::told;
use crate::policy::judge::allowing;
use crate::policy::presets::presets;
use crate::policy::{Judgement, Outcome, Policy, Sandbox, judge};

fn sandbox(document: Value) -> Sandbox {
    Sandbox::read(&document).unwrap()
}

fn refusals(document: Value, asked: Value) -> Vec<String> {
    let verdict = judge(&policy(document), &sandbox(asked));
    verdict
        .refusals()
        .map(|refusal| format!("{}: {}", refusal.constraint, refusal.why))
        .collect()
}

#[test]
fn the_base_is_checked_with_the_sandbox() {
    let document = json!({
        "base": {
            "metadata": { "annotations": { "owner": "base", "secret.example/x": "1" } },
            "spec": {
                "containers": [{ "name": "logs", "resources": { "requests": { "cpu": 1, "memory": "1Gi" } } }],
                "volumes": [{ "name": "shm", "emptyDir": { "medium": "Memory", "sizeLimit": "2Gi" } }],
            },
        },
        "constraints": {
            "resources": { "defaultCpu": "500m", "defaultMemory": "1Gi", "cpuCeiling": "1", "memoryCeiling": "3Gi" },
            "metadata": { "deniedAnnotationPrefixes": ["secret.example/"] },
        },
    });
    let verdict = judge(
        &policy(document.clone()),
        &sandbox(json!({ "annotations": { "owner": "me" } })),
    );
    assert_eq!(
        verdict.resolved.annotations["owner"], "base",
        "the administrator's annotation wins"
    );
    assert_eq!(
        verdict.resolved.containers[0].cpu_limit.as_deref(),
        Some("500m"),
        "a default is the limit too"
    );
    assert_eq!(
        refusals(document, json!({})),
        [
            "constraints.resources.cpu_ceiling: all containers together request 1500m CPU; at most 1 is allowed",
            "constraints.resources.memory_ceiling: all containers together request 4Gi memory; at most 3Gi is allowed",
            "constraints.metadata.denied_annotation_prefixes: annotations with a denied prefix: secret.example/x (from the base)",
        ]
    );
}

#[test]
fn defaults_fill_what_is_open() {
    let document = json!({ "constraints": {
        "resources": { "defaultCpu": "1", "defaultMemory": "0" },
        "lifecycle": { "defaultLifetimeSeconds": 60 },
        "security": { "defaultCpuRuntimeClass": "kata", "defaultGpuRuntimeClass": "kata-gpu" },
        "network": { "defaultEgress": [{ "any": true }] } } });
    let resolve = |asked| judge(&policy(document.clone()), &sandbox(asked)).resolved;
    let one = resolve(
        json!({ "containers": [{ "cpuLimit": "2" }, { "memoryRequest": "1Gi", "gpuCount": "1" }] }),
    );
    assert_eq!(
        one.containers[0].cpu_request.as_deref(),
        Some("2"),
        "a limit alone is the request"
    );
    assert_eq!(
        one.containers[0].memory_request, None,
        "a default of nothing is none"
    );
    assert_eq!(
        one.containers[1].memory_limit, None,
        "a request alone stays"
    );
    assert_eq!(one.runtime_class.as_deref(), Some("kata-gpu"));
    assert_eq!(one.lifetime_seconds, Some(60));
    assert_eq!(one.egress, [json!({ "any": true })]);
    assert!(resolve(json!({ "denyEgress": true })).egress.is_empty());
    assert_eq!(
        resolve(json!({ "lifetimeSeconds": "5" })).lifetime_seconds,
        Some(5)
    );
}

#[test]
fn a_network_that_nobody_states_is_the_platforms() {
    let unset = |document: Value, asked: Value| {
        let verdict = judge(&policy(document), &sandbox(asked));
        assert!(verdict.is_allowed());
        let unset = |one: &&Judgement| one.outcome == Outcome::Unset;
        let unset = verdict.judgements.iter().filter(unset);
        unset.map(|one| one.constraint).collect::<Vec<_>>()
    };
    let egress = "constraints.network.default_egress";
    let ingress = "constraints.network.default_ingress";
    let of = |network: Value| json!({ "constraints": { "network": network } });
    let any = json!([{ "any": true }]);
    assert_eq!(unset(json!({}), json!({})), [egress, ingress]);
    assert_eq!(
        unset(of(json!({ "allowedEgress": any })), json!({})),
        [egress, ingress]
    );
    assert_eq!(
        unset(of(json!({ "defaultEgress": any })), json!({})),
        [ingress]
    );
    assert_eq!(
        unset(of(json!({ "defaultIngress": any })), json!({})),
        [egress]
    );
    assert_eq!(unset(json!({}), json!({ "egress": any })), [ingress]);
    assert_eq!(
        unset(json!({}), json!({ "denyEgress": true, "ingress": any })),
        [""; 0]
    );
}

#[test]
fn a_policy_without_limits_still_lets_nobody_choose_a_runtime_class() {
    assert!(
        refusals(
            json!({}),
            json!({ "privileged": true, "capabilities": ["X"], "seccompProfile": "Y" })
        )
        .is_empty()
    );
    assert_eq!(
        refusals(json!({}), json!({ "runtimeClass": "kata" })).len(),
        1
    );
    let closed = json!({ "constraints": { "security": {} } });
    assert_eq!(
        refusals(
            closed,
            json!({ "privileged": true, "capabilities": ["X"], "seccompProfile": "Y" })
        )
        .len(),
        3
    );
    let default = json!({ "constraints": { "security": { "defaultCpuRuntimeClass": "kata" } } });
    assert_eq!(
        refusals(default, json!({ "runtimeClass": "kata" })).len(),
        1,
        "a pin needs the list, the default too"
    );
}

#[test]
fn mapping_mode_has_no_names_of_the_cluster() {
    let document = json!({ "constraints": { "security": { "runtimeClassMappings": [
        { "runtimeClass": "RUNTIME_CLASS_CPU_DEFAULT", "kubernetesRuntimeClassName": "kata" }] } } });
    let refused = |asked| !refusals(document.clone(), asked).is_empty();
    assert!(!refused(json!({})));
    assert!(!refused(
        json!({ "runtimeClass": "RUNTIME_CLASS_CPU_DEFAULT" })
    ));
    assert!(refused(json!({ "runtimeClass": "kata" })));
    assert!(refused(
        json!({ "runtimeClass": "RUNTIME_CLASS_CPU_NESTED_VIRT" })
    ));
    assert!(
        refused(json!({ "containers": [{ "gpuCount": 1 }] })),
        "no automatic choice for GPUs"
    );
}

#[test]
fn exact_sums_and_words() {
    let document =
        json!({ "constraints": { "resources": { "cpuCeiling": "300m", "maxGpuCount": 0 } } });
    let three = json!({ "containers": [{ "cpuRequest": "100m" }, { "cpuRequest": "0.1" }, { "cpuRequest": "100m" }] });
    assert!(refusals(document.clone(), three).is_empty());
    let verdict = judge(
        &policy(document),
        &sandbox(json!({ "containers": [{ "cpuRequest": "301m", "gpuCount": 2 }] })),
    );
    let words: Vec<_> = verdict
        .refusals()
        .map(|refusal| told(refusal.change.as_ref().unwrap(), "").words)
        .collect();
    assert_eq!(
        words,
        [
            "set constraints.resources.max_gpu_count to \"2\"",
            "set constraints.resources.cpu_ceiling to 301m",
        ]
    );
}

#[test]
fn what_no_policy_allows_has_no_change() {
    for asked in [
        json!({ "lifetimeSeconds": 2_592_001 }),
        json!({ "egress": [{ "httpsHostname": "*" }] }),
        json!({ "egress": [{ "any": true, "tenant": "TENANT_SCOPE_SAME_USER" }] }),
        json!({ "ingress": [{ "tenant": "TENANT_SCOPE_SANDBOX_NETWORK" }] }),
    ] {
        let verdict = judge(&Policy::default(), &sandbox(asked.clone()));
        let refusals: Vec<_> = verdict.refusals().collect();
        assert_eq!(refusals.len(), 1, "{asked}");
        assert_eq!(refusals[0].change, None, "{asked}");
    }
    let open = judge(
        &policy(json!({ "constraints": { "resources": { "maxCpu": "1" } } })),
        &sandbox(json!({})),
    );
    assert_eq!(
        open.judgements[0].outcome,
        Outcome::Unknown,
        "the platform's default is not public"
    );
}

#[test]
fn what_of_the_network_covers_what() {
    let envelope =
        |rules: Value| json!({ "constraints": { "network": { "allowedEgress": rules } } });
    let selector = json!({ "selector": { "podLabels": { "a": "1" } } });
    for (allowed, asked, inside) in [
        (json!([{ "any": true }]), selector.clone(), false),
        (json!([]), selector, true),
        (
            json!([{ "any": true }]),
            json!({ "tenant": "TENANT_SCOPE_SAME_ORG" }),
            true,
        ),
        (
            json!([{ "cidr": { "cidr": "0.0.0.0/0" } }]),
            json!({ "any": true }),
            false,
        ),
        (
            json!([{ "cidr": { "cidr": "0.0.0.0/0" } }]),
            json!({ "httpsHostname": "a.example" }),
            false,
        ),
        (
            json!([{ "httpsHostname": "*.example.com" }]),
            json!({ "httpsHostname": "a.example.com" }),
            true,
        ),
        (
            json!([{ "httpsHostname": "*.example.com" }]),
            json!({ "httpsHostname": "a.b.example.com" }),
            false,
        ),
        (
            json!([{ "httpsHostname": "*", "httpsHostnameExcept": ["a.example"] }]),
            json!({ "httpsHostname": "a.example" }),
            false,
        ),
        (
            json!([{ "any": true, "ports": [{ "port": 443 }] }]),
            json!({ "any": true }),
            false,
        ),
        (
            json!([{ "any": true }]),
            json!({ "any": true, "ports": [{ "protocol": "SCTP", "port": 1, "endPort": 65535 }] }),
            true,
        ),
    ] {
        let refused = refusals(
            envelope(allowed.clone()),
            json!({ "egress": [asked.clone()] }),
        );
        assert_eq!(refused.is_empty(), inside, "{asked} in {allowed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_changes_that_are_named_let_the_sandbox_pass(one in strategies::policy(), asked in strategies::sandbox()) {
        let passable = judge(&one, &asked).refusals().all(|refusal| refusal.change.is_some());
        let Some(changes) = allowing(&one, &asked) else {
            prop_assert!(!passable);
            return Ok(());
        };
        let changed = changes.iter().fold(one.clone(), |policy, change| change.apply(&policy));
        prop_assert!(judge(&changed, &asked).is_allowed());
        // None of them was for nothing.
        for left_out in &changes {
            let others = changes.iter().filter(|change| change.path != left_out.path);
            let less = others.fold(one.clone(), |policy, change| change.apply(&policy));
            prop_assert!(!judge(&less, &asked).is_allowed(), "{left_out:?}");
        }
    }

    #[test]
    fn a_change_touches_only_its_field(one in strategies::policy(), asked in strategies::sandbox()) {
        for refusal in judge(&one, &asked).refusals() {
            let Some(change) = &refusal.change else { continue };
            let changed = change.apply(&one);
            let undone = changed.with(change.path, one.get(change.path).cloned());
            let mut expected = one.clone();
            if one.get(change.path).is_none() {
                // Setting a field makes its message.
                expected = one.with(change.path, Some(json!(0))).with(change.path, None);
            }
            prop_assert!(undone.says_the_same(&expected));
        }
    }
}

#[test]
fn presets_do_what_they_say() {
    let presets = presets();
    let allows = |name: &str, asked: Value| {
        let preset = presets.iter().find(|preset| preset.name == name).unwrap();
        judge(&preset.policy, &sandbox(asked)).is_allowed()
    };
    for preset in &presets {
        assert!(
            judge(&preset.policy, &Sandbox::default()).is_allowed(),
            "{}",
            preset.name
        );
    }
    let gpu = json!({ "containers": [{ "gpuCount": 8 }] });
    assert!(allows("Training", gpu.clone()) && !allows("Team default", gpu));
    let index = json!({ "egress": [{ "httpsHostname": "files.pypi.example" }] });
    assert!(allows("Untrusted code", index.clone()) && !allows("Closed network", index));
}
