//! Presence, names, there and back, and documents of any shape.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::policy;
use super::strategies::{self, anything};
use crate::document::{camel_keys, snake_keys};
use crate::edit::policy::told;
use crate::policy::draft::draft;
use crate::policy::summary::{rule_words, summary};
use crate::policy::warnings::warnings;
use crate::policy::{Names, POLICY, Policy, Presence, Sandbox, compare, judge, violations};

/// The rows of contract-v1 3.1, each beside its neighbour that means something else.
fn rows() -> Vec<(&'static str, Value, Presence)> {
    vec![
        ("constraints", json!({}), Presence::Absent),
        ("constraints", json!({ "constraints": {} }), Presence::Empty),
        ("base", json!({ "base": {} }), Presence::Empty),
        (
            "constraints.resources",
            json!({ "constraints": { "resources": {} } }),
            Presence::Empty,
        ),
        (
            "constraints.resources.max_gpu_count",
            json!({ "constraints": { "resources": { "maxGpuCount": "0" } } }),
            Presence::Set,
        ),
        (
            "constraints.security",
            json!({ "constraints": { "security": {} } }),
            Presence::Empty,
        ),
        (
            "control_plane_access",
            json!({ "controlPlaneAccess": {} }),
            Presence::Empty,
        ),
        (
            "control_plane_access.source_ip_allowlist",
            json!({ "controlPlaneAccess": { "sourceIpAllowlist": {} } }),
            Presence::Empty,
        ),
        (
            "control_plane_access.source_ip_allowlist",
            json!({ "controlPlaneAccess": { "sourceIpAllowlist": { "cidrs": ["10.0.0.0/8"] } } }),
            Presence::Set,
        ),
    ]
}

/// Every road that a document takes.
fn roads(policy: &Policy) -> Vec<(&'static str, Policy)> {
    let text = serde_json::to_string(policy).unwrap();
    let file = snake_keys(policy.document(), &POLICY);
    let yaml = serde_yaml::to_string(&file).unwrap();
    vec![
        ("JSON", serde_json::from_str(&text).unwrap()),
        ("shown", policy.shown()),
        ("sent", super::policy(policy.sent(Names::Current))),
        (
            "sent to an old server",
            super::policy(policy.sent(Names::Former)),
        ),
        ("file", super::policy(camel_keys(file, &POLICY))),
        ("YAML", super::policy(serde_yaml::from_str(&yaml).unwrap())),
        ("normal", super::policy(policy.normal())),
        ("canonical", policy.canonical()),
        (
            "another field set",
            policy
                .with("displayName", Some(json!("other")))
                .with("displayName", None),
        ),
    ]
}

#[test]
fn absent_empty_and_value_stay_apart_on_every_road() {
    for (path, document, presence) in rows() {
        let one = policy(document);
        assert_eq!(one.presence(path), presence, "{path}");
        for (road, came) in roads(&one) {
            assert_eq!(came.presence(path), presence, "{path} by {road}");
            for (_, other, _) in rows() {
                let other = policy(other);
                assert_eq!(
                    came.says_the_same(&other),
                    one == other,
                    "{road}: {came:?} and {other:?}"
                );
            }
        }
    }
    let null = policy(json!({ "base": null, "constraints": { "resources": null } }));
    assert_eq!(null.presence("base"), Presence::Absent);
    assert_eq!(null.presence("constraints.resources"), Presence::Absent);
    assert_eq!(null.presence("constraints"), Presence::Set);
}

#[test]
fn what_is_the_same_is_the_same() {
    let one = json!({ "constraints": {
        "resources": { "maxGpuCount": "1", "requireLimits": false },
        "lifecycle": { "defaultLifetimeSeconds": 0 },
        "image": { "allowedImages": ["b", "a", "b"] },
        "network": { "dnsEgress": "DNS_EGRESS_MODE_UNSPECIFIED", "denyDns": true } } });
    let same = json!({ "constraints": {
        "resources": { "max_gpu_count": 1 }, "lifecycle": {}, "image": { "allowed_images": ["a", "b"] },
        "network": { "denyHttpsHostnameRules": true } } });
    assert!(policy(one).says_the_same(&policy(same)));
    let order = |first: &str, second: &str| {
        policy(json!({ "constraints": { "network": { "allowedEgress":
        [{ "tenant": first }, { "tenant": second }] } } }))
    };
    assert!(
        !order("a", "b").says_the_same(&order("b", "a")),
        "rules are in order"
    );
}

#[test]
fn former_names_are_read_and_written_back_to_who_sent_them() {
    let old = policy(
        json!({ "base": { "dnsName": "x" }, "constraints": { "network": {
        "denyDns": true, "allowedEgress": [{ "dnsName": "*", "dnsNameExcept": ["a.example"] }] } } }),
    );
    assert_eq!(old.names(), Names::Former);
    let shown = old.shown();
    assert_eq!(
        shown.document(),
        json!({ "base": { "dnsName": "x" }, "constraints": { "network": {
        "denyHttpsHostnameRules": true,
        "allowedEgress": [{ "httpsHostname": "*", "httpsHostnameExcept": ["a.example"] }] } } })
    );
    assert_eq!(shown.names(), Names::Current);
    assert_eq!(shown.sent(Names::Former), old.document());
    assert_eq!(
        policy(json!({ "displayName": "dnsName" })).names(),
        Names::Current
    );
    let both = policy(
        json!({ "constraints": { "network": { "denyDns": true, "denyHttpsHostnameRules": true } } }),
    );
    assert_eq!(both.shown(), both, "nothing is lost");
}

proptest! {
    #[test]
    fn there_and_back_is_the_same(one in strategies::policy(), former in any::<bool>()) {
        let names = if former { Names::Former } else { Names::Current };
        let sent = policy(one.sent(names));
        prop_assert_eq!(&sent.shown(), &one);
        prop_assert_eq!(policy(sent.shown().sent(sent.names())), sent);
        for (road, came) in roads(&one) {
            prop_assert!(came.says_the_same(&one) || road == "another field set", "{}", road);
        }
    }

    #[test]
    fn any_object_is_kept_as_it_came(document in anything()) {
        if let Some(one) = Policy::of(document.clone()) {
            prop_assert_eq!(serde_json::to_value(&one).unwrap(), document.clone());
            prop_assert_eq!(serde_json::from_value::<Policy>(document).unwrap(), one);
        }
    }

    #[test]
    fn a_field_that_is_set_is_there_and_nothing_else_changes(one in strategies::policy(), number in 0..9_i64) {
        for (path, parent) in [
            ("constraints.resources.max_cpu", "constraints.resources"),
            ("control_plane_access.source_ip_allowlist", "control_plane_access"),
        ] {
            let set = one.with(path, Some(json!(number)));
            prop_assert_eq!(set.get(path), Some(&json!(number)));
            let gone = set.with(path, None);
            prop_assert_eq!(gone.presence(path), Presence::Absent);
            prop_assert_ne!(gone.presence(parent), Presence::Absent, "its message stays");
            if let Some(was) = one.get(path) {
                prop_assert_eq!(&gone.with(path, Some(was.clone())), &one);
            }
        }
    }

    #[test]
    fn no_document_is_too_odd(one in anything(), other in anything(), asked in anything()) {
        let _ = rule_words(&one);
        let sandbox = Sandbox::read(&asked).unwrap_or_default();
        let [one, other] = [one, other].map(|document| Policy::of(document).unwrap_or_default());
        let _ = (violations(&one), warnings(Some(&other), &one), summary(Some(&one)));
        let _ = compare::compare(&one, &other);
        for judgement in judge(&one, &sandbox).judgements {
            let _ = judgement.change.map(|change| (told(&change, "{}"), change.apply(&one)));
        }
        let _ = (one.shown(), one.sent(Names::Former), one.normal(), one.names());
    }

    #[test]
    fn no_profile_is_too_odd(network in anything(), pod in anything(), overrides in anything()) {
        let (mut binding, mut template) = (crate::model::ProfileBinding::default(), crate::model::ProfileTemplate::default());
        binding.overrides_json = overrides.to_string();
        // As it came, and with what is read of it in its place, where chance does not bring it.
        let placed = serde_json::json!({ "spec": { "nodeSelector": pod, "containers": network, "volumes": overrides } });
        for pod in [pod.to_string(), placed.to_string()] {
            template.spec = Some(crate::model::ProfileSpec {
                network_config_json: network.to_string(),
                pod_template_json: pod,
                node_selector: [("a".to_owned(), "b".to_owned())].into(),
                ..Default::default()
            });
            let _ = draft(&[(binding.clone(), template.clone())]);
        }
    }
}
