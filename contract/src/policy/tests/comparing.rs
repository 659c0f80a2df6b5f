//! What a change does to callers.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::policy;
use super::strategies;
use crate::policy::compare::{EffectKind, compare};
use crate::policy::{Policy, Presence, Sandbox, judge};

fn told(old: Value, new: Value) -> Vec<(EffectKind, String, String)> {
    let effects = compare(&policy(old), &policy(new));
    effects
        .into_iter()
        .map(|effect| (effect.kind, effect.path, effect.words))
        .collect()
}

fn constraints(group: &str, fields: Value) -> Value {
    json!({ "constraints": { group: fields } })
}

#[test]
fn each_way_of_restricting_is_told() {
    use EffectKind::{Allows, Changes, Refuses};
    type Case = (
        &'static str,
        Value,
        Value,
        &'static [(EffectKind, &'static str)],
    );
    let cases: &[Case] = &[
        (
            "resources",
            json!({ "maxCpu": "8" }),
            json!({ "maxCpu": "4" }),
            &[(Refuses, "more than 4 CPU for a container")],
        ),
        (
            "resources",
            json!({}),
            json!({ "maxGpuCount": "0" }),
            &[(Refuses, "more than 0 GPUs for a container")],
        ),
        (
            "resources",
            json!({ "minMemory": "1Gi" }),
            json!({}),
            &[(Allows, "less than 1Gi memory for a container")],
        ),
        (
            "resources",
            json!({ "defaultCpu": "1" }),
            json!({}),
            &[(
                Changes,
                "CPU of a container that states none: the platform's default (was 1)",
            )],
        ),
        (
            "image",
            json!({ "allowedRegistries": ["a/"] }),
            json!({ "allowedRegistries": ["a/b/"] }),
            &[(Refuses, "images from a/")],
        ),
        (
            "image",
            json!({ "allowedRegistries": ["a/"] }),
            json!({}),
            &[(Allows, "images from any but a/")],
        ),
        (
            "security",
            json!({ "allowedCapabilities": ["X"] }),
            json!({ "allowedCapabilities": ["Y"] }),
            &[(Refuses, "the capability X"), (Allows, "the capability Y")],
        ),
        (
            "metadata",
            json!({ "deniedAnnotationPrefixes": ["a/"] }),
            json!({ "deniedAnnotationPrefixes": ["a/b"] }),
            &[(Allows, "annotations that begin with a/")],
        ),
        (
            "metadata",
            json!({ "maxAnnotationCount": 0 }),
            json!({ "maxAnnotationCount": 3 }),
            &[(Refuses, "more than 3 annotations")],
        ),
        (
            "network",
            json!({ "dnsEgress": "DNS_EGRESS_MODE_DENY" }),
            json!({}),
            &[(Allows, "sandboxes that do not block port 53 themselves")],
        ),
        (
            "network",
            json!({}),
            json!({ "allowedEgress": [{ "any": true }] }),
            &[(Refuses, "egress other than any address")],
        ),
        (
            "network",
            json!({ "allowedEgress": [{ "any": true }, { "httpsHostname": "*" }] }),
            json!({ "allowedEgress": [{ "any": true }] }),
            &[(Refuses, "egress any host by name, in whole or in part")],
        ),
    ];
    for (group, old, new, effects) in cases {
        let all = told(
            constraints(group, old.clone()),
            constraints(group, new.clone()),
        );
        let said: Vec<_> = all
            .iter()
            .map(|(kind, _, words)| (*kind, words.as_str()))
            .collect();
        assert_eq!(said, *effects, "{group}: {old} to {new}");
    }
    let list = |value: Value| json!({ "controlPlaneAccess": { "sourceIpAllowlist": value } });
    let closed = told(json!({}), list(json!({})));
    assert_eq!(closed[0].2, "every caller with a public address");
    let halves = list(json!({ "cidrs": ["10.0.0.0/9", "10.128.0.0/9"] }));
    assert!(
        told(list(json!({ "cidrs": ["10.0.0.0/8"] })), halves).is_empty(),
        "the same addresses"
    );
}

/// A step that makes a policy wider, by what the documentation says of the field.
fn widen(one: &Policy, step: usize, rule: &Value) -> Policy {
    let r = "constraints.resources";
    let there = |path: &str| one.presence(path) == Presence::Set;
    let longer = |path: &str, item: Value| {
        let mut items = one
            .get(path)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        items.push(item);
        one.with(path, Some(items.into()))
    };
    let egress = "constraints.network.allowed_egress";
    match step {
        0 if there("constraints.resources.max_cpu") => {
            one.with(&format!("{r}.max_cpu"), Some(json!("64")))
        }
        1 => one.with(&format!("{r}.max_memory"), None),
        2 => one
            .with(&format!("{r}.min_cpu"), None)
            .with(&format!("{r}.min_memory"), Some(json!("0"))),
        3 => one.with(&format!("{r}.max_gpu_count"), None),
        4 if there("constraints.resources.cpu_ceiling") => one
            .with(&format!("{r}.cpu_ceiling"), Some(json!("640")))
            .with(&format!("{r}.memory_ceiling"), None),
        5 => one.with(&format!("{r}.require_limits"), Some(json!(false))),
        6 if there(egress) => longer(egress, rule.clone()),
        7 => one.with(egress, Some(json!([]))),
        8 => one
            .with("constraints.network.deny_https_hostname_rules", None)
            .with("constraints.network.dns_egress", None),
        9 if there("constraints.image.allowed_registries") => {
            longer("constraints.image.allowed_registries", json!("t.example/"))
        }
        10 => one
            .with("constraints.image", None)
            .with("constraints.instance", None),
        11 => one
            .with("constraints.metadata.denied_annotation_prefixes", None)
            .with("constraints.metadata.max_annotation_count", Some(json!(0))),
        12 => one.with("constraints.volumes", None),
        13 if there("constraints.security") => {
            one.with("constraints.security.allow_privileged", Some(json!(true)))
        }
        14 if there("constraints.security") => longer(
            "constraints.security.allowed_capabilities",
            json!("SYS_TIME"),
        ),
        15 if there("constraints.security")
            && !there("constraints.security.runtime_class_mappings") =>
        {
            longer(
                "constraints.security.allowed_runtime_classes",
                json!("kata"),
            )
        }
        16..=18 => {
            let (list, item) = LISTS[step - 16];
            if there(list) {
                longer(list, json!(item))
            } else {
                one.clone()
            }
        }
        _ => one.clone(),
    }
}

/// Lists of what is allowed, which an item makes wider, each with one.
const LISTS: [(&str, &str); 3] = [
    ("constraints.instance.allowed_instance_types", "other"),
    ("constraints.volumes.allowed_media", "VOLUME_MEDIUM_OTHER"),
    ("constraints.image.allowed_images", "other.example/image:1"),
];

/// Prefixes of a list of those who may come, and an address in each part that they make.
const PREFIXES: &[&str] = &[
    "192.0.2.0/30",
    "192.0.2.4/30",
    "192.0.2.0/29",
    "0.0.0.0/0",
    "2001:db8::/127",
    "::/0",
];
const ADDRESSES: [&str; 5] = [
    "192.0.2.1",
    "192.0.2.5",
    "198.51.100.1",
    "2001:db8::1",
    "2001:db8::2",
];

fn refused(one: &Policy, asked: &Sandbox) -> Vec<&'static str> {
    judge(one, asked)
        .refusals()
        .map(|refusal| refusal.constraint.split('.').nth(1).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn what_is_wider_refuses_nothing_that_was_allowed(
        one in strategies::policy(),
        steps in prop::collection::vec((0..19_usize, strategies::rule(true)), 1..5),
        asked in strategies::sandbox(),
    ) {
        let wider = steps.iter().fold(one.clone(), |policy, (step, rule)| widen(&policy, *step, rule));
        let (before, after) = (judge(&one, &asked), judge(&wider, &asked));
        for refusal in after.refusals() {
            prop_assert!(
                before.refusals().any(|old| old.constraint == refusal.constraint),
                "{} is new: {}", refusal.constraint, refusal.why
            );
        }
        let effects = compare(&one, &wider);
        prop_assert!(effects.iter().all(|effect| effect.kind == EffectKind::Allows), "{:?}", effects);
    }

    #[test]
    fn whoever_is_newly_refused_or_allowed_was_told(
        one in strategies::policy(),
        other in strategies::policy(),
        swapped in prop::sample::subsequence(vec!["resources", "image", "instance", "network", "security", "lifecycle", "metadata", "volumes"], 1..=3),
        asked in strategies::sandbox(),
    ) {
        // Some groups of another policy, so that the rest is the same.
        let new = swapped.iter().fold(one.clone(), |policy, group| {
            let path = format!("constraints.{group}");
            policy.with(&path, other.get(&path).cloned())
        });
        let effects = compare(&one, &new);
        let [was, is] = [&one, &new].map(|policy| refused(policy, &asked));
        for (from, to, kind) in [(&was, &is, EffectKind::Refuses), (&is, &was, EffectKind::Allows)] {
            for group in to.iter().filter(|group| !from.contains(group)) {
                let said = effects.iter().any(|effect| {
                    effect.group == *group && (effect.kind == kind || effect.kind == EffectKind::Changes)
                });
                prop_assert!(said, "{:?} in {} is not told: {:?}", kind, group, effects);
            }
        }
    }

    #[test]
    fn whose_address_is_newly_out_or_in_was_told(
        was in prop::option::of(prop::collection::vec(prop::sample::select(PREFIXES), 0..3)),
        is in prop::option::of(prop::collection::vec(prop::sample::select(PREFIXES), 0..3)),
    ) {
        let with = |list: &Option<Vec<&str>>| Policy::default().with(
            "control_plane_access.source_ip_allowlist",
            list.as_ref().map(|cidrs| json!({ "cidrs": cidrs })),
        );
        let may_come = |list: &Option<Vec<&str>>, address: &str| list.as_ref().is_none_or(|cidrs| {
            cidrs.iter().any(|cidr| cidr.parse::<ipnet::IpNet>().unwrap().contains(&address.parse::<std::net::IpAddr>().unwrap()))
        });
        let effects = compare(&with(&was), &with(&is));
        for address in ADDRESSES {
            let told = |kind| effects.iter().any(|effect| effect.group == "control_plane_access" && effect.kind == kind);
            match (may_come(&was, address), may_come(&is, address)) {
                (true, false) => prop_assert!(told(EffectKind::Refuses), "{} from {:?} to {:?}", address, was, is),
                (false, true) => prop_assert!(told(EffectKind::Allows), "{} from {:?} to {:?}", address, was, is),
                _ => {}
            }
        }
    }

    #[test]
    fn nothing_changed_is_nothing_told(one in strategies::policy()) {
        prop_assert_eq!(compare(&one, &one), []);
        prop_assert_eq!(compare(&one, &one.with("displayName", Some(json!("other")))), []);
        let there = compare(&one, &Policy::default());
        let back = compare(&Policy::default(), &one);
        let count = |effects: &[crate::policy::compare::Effect], kind| effects.iter().filter(|e| e.kind == kind).count();
        prop_assert_eq!(count(&there, EffectKind::Refuses), count(&back, EffectKind::Allows), "the way back is the other way");
    }
}
