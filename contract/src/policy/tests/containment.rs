//! Containment against a slow and obvious oracle: every address, port, host and pod of a small world.

use std::collections::BTreeSet;

use ipnet::IpNet;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::strategies::rule;
use crate::policy::envelope;
use crate::policy::rule::Rule;

/// One thing that a rule may grant, at one port of one protocol.
type Grant = (String, &'static str, u64);

const PROTOCOLS: [&str; 4] = ["TCP", "UDP", "SCTP", "other"];

/// Ports that rules name are below ten; a hundred stands for all others but 443.
const PORTS: [u64; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 443];

/// All grants of a rule.
fn grants(rule: &Value) -> BTreeSet<Grant> {
    let peers = peers(rule);
    let mut all = BTreeSet::new();
    for protocol in PROTOCOLS {
        for port in PORTS {
            if is_open(rule, protocol, port) {
                all.extend(peers.iter().map(|peer| (peer.clone(), protocol, port)));
            }
        }
    }
    all
}

fn is_open(rule: &Value, protocol: &str, port: u64) -> bool {
    if rule.get("httpsHostname").is_some() {
        return protocol == "TCP" && port == 443;
    }
    match rule["ports"].as_array().map(Vec::as_slice) {
        None | Some([]) => true,
        Some(ports) => ports.iter().any(|open| {
            let first = open["port"].as_u64().unwrap();
            let last = match open["endPort"].as_u64() {
                None | Some(0) => first,
                Some(last) => last,
            };
            open["protocol"] == protocol && (first..=last).contains(&port)
        }),
    }
}

fn peers(rule: &Value) -> BTreeSet<String> {
    let addresses = || {
        let v4 = (0..=16).map(|n| format!("192.0.2.{n}"));
        v4.chain((0..=16).map(|n| format!("2001:db8::{n:x}")))
    };
    if rule.get("any").is_some() {
        let more = ["any", "TENANT_SCOPE_SAME_USER", "TENANT_SCOPE_SAME_ORG"];
        return addresses().chain(more.map(str::to_owned)).collect();
    }
    if let Some(scope) = rule["tenant"].as_str() {
        return [scope.to_owned()].into();
    }
    if let Some(cidr) = rule.get("cidr") {
        let net = |text: &Value| -> IpNet { text.as_str().unwrap().parse().unwrap() };
        let inside = |address: &String| {
            let address: std::net::IpAddr = address.parse().unwrap();
            net(&cidr["cidr"]).contains(&address)
                && !cidr["except"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|out| net(out).contains(&address))
        };
        return addresses().filter(inside).collect();
    }
    if let Some(selector) = rule.get("selector") {
        return pods(selector);
    }
    let name = rule["httpsHostname"].as_str().unwrap();
    let except = rule["httpsHostnameExcept"].as_array();
    let out = |host: &str| {
        except
            .into_iter()
            .flatten()
            .any(|out| has(out.as_str().unwrap(), host))
    };
    // `other` stands for a label that no rule names.
    let labels = ["a", "b", "other"];
    let mut hosts: Vec<String> = vec!["x.example".into(), "y.example".into(), "w.example".into()];
    for _ in 0..3 {
        let deeper: Vec<_> = hosts
            .iter()
            .flat_map(|host| labels.map(|label| format!("{label}.{host}")))
            .collect();
        hosts.extend(deeper);
    }
    hosts
        .into_iter()
        .filter(|host| has(name, host) && !out(host))
        .collect()
}

/// Whether a host has a name, by comparing label by label.
fn has(name: &str, host: &str) -> bool {
    let (name, host): (Vec<_>, Vec<_>) = (name.split('.').collect(), host.split('.').collect());
    name == ["*"]
        || name.len() == host.len()
            && name
                .iter()
                .zip(&host)
                .all(|(part, label)| *part == "*" || part == label)
}

/// Pods of a namespace, by the labels that both have: all subsets of three.
fn pods(selector: &Value) -> BTreeSet<String> {
    let subsets = |letter: &str| -> Vec<BTreeSet<String>> {
        (0..8)
            .map(|bits| {
                let there = ["a", "b", "c"]
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| bits >> i & 1 == 1);
                there.map(|(_, key)| format!("{letter}{key}")).collect()
            })
            .collect()
    };
    let wanted =
        |map: &Value| -> BTreeSet<String> { map.as_object().unwrap().keys().cloned().collect() };
    let pods: Vec<_> = subsets("p")
        .into_iter()
        .filter(|pod| wanted(&selector["podLabels"]).is_subset(pod))
        .collect();
    let spaces: Vec<_> = match selector.get("namespaceLabels") {
        None => vec!["own".to_owned()],
        Some(labels) => {
            let all = subsets("n")
                .into_iter()
                .filter(|space| wanted(labels).is_subset(space));
            all.map(|space| format!("{space:?}")).collect()
        }
    };
    spaces
        .iter()
        .flat_map(|space| {
            pods.iter()
                .map(move |pod| format!("pod {pod:?} in {space}"))
        })
        .collect()
}

/// Rules never interact for hosts; what they grant of all else adds up.
fn oracle(allowed: &[Value], wanted: &Value) -> bool {
    let granted = grants(wanted);
    if wanted.get("httpsHostname").is_some() {
        return allowed.iter().any(|rule| granted.is_subset(&grants(rule)));
    }
    let all: BTreeSet<_> = allowed.iter().flat_map(grants).collect();
    granted.is_subset(&all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_rule_lies_inside_exactly_where_every_grant_does(
        allowed in prop::collection::vec(rule(true), 1..5),
        wanted in rule(false),
    ) {
        let rules = Rule::read_all(&allowed);
        prop_assert_eq!(rules.len(), allowed.len(), "all are valid");
        let ours = envelope::contains(&rules, &Rule::read(&wanted).unwrap());
        prop_assert_eq!(ours, oracle(&allowed, &wanted));
    }
}

/// A union that no single rule covers, and its ports cut in two: rare by chance.
#[test]
fn halves_make_a_whole() {
    let cidr =
        |net: &str, ports: Value| json!({ "cidr": { "cidr": net, "except": [] }, "ports": ports });
    let all = cidr(
        "192.0.2.0/28",
        json!([{ "protocol": "TCP", "port": 1, "endPort": 4 }]),
    );
    let mut halves = Vec::new();
    for net in ["192.0.2.0/29", "192.0.2.8/29"] {
        halves.push(cidr(
            net,
            json!([{ "protocol": "TCP", "port": 1, "endPort": 2 }]),
        ));
        halves.push(cidr(
            net,
            json!([{ "protocol": "TCP", "port": 3, "endPort": 4 }]),
        ));
    }
    let inside = |rules: &[Value]| {
        let ours = envelope::contains(&Rule::read_all(rules), &Rule::read(&all).unwrap());
        assert_eq!(ours, oracle(rules, &all));
        ours
    };
    assert!(inside(&halves));
    for left_out in 0..4 {
        let mut less = halves.clone();
        less.remove(left_out);
        assert!(!inside(&less), "without rule {left_out}");
    }
}
