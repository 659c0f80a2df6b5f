//! Arbitrary policies and sandboxes over small spaces, so that they meet, and arbitrary JSON.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::policy::{Policy, Sandbox};

/// Labels, prefixes and names that rules are made of.
const HOSTS: &[&str] = &[
    "a.x.example",
    "b.x.example",
    "*.x.example",
    "*.a.x.example",
    "b.a.x.example",
    "x.example",
    "a.y.example",
    "*.y.example",
];

fn object(pairs: Vec<(&'static str, Option<Value>)>) -> Value {
    let there = |(key, value): (&str, Option<Value>)| Some((key.to_owned(), value?));
    Value::Object(pairs.into_iter().filter_map(there).collect())
}

fn maybe(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Option<Value>> {
    prop::option::of(value).boxed()
}

/// A prefix inside 192.0.2.0/28 or inside `2001:db8::/124`.
pub(super) fn net() -> impl Strategy<Value = String> {
    (any::<bool>(), 0..16_u32, 0..=4_u32).prop_map(|(v6, address, free)| {
        let address = address >> free << free;
        if v6 {
            let net: ipnet::Ipv6Net = format!("2001:db8::{address:x}/{}", 128 - free)
                .parse()
                .unwrap();
            net.to_string()
        } else {
            format!("192.0.2.{address}/{}", 32 - free)
        }
    })
}

fn cidr() -> impl Strategy<Value = Value> {
    (net(), prop::collection::vec(net(), 0..3)).prop_map(|(net, except)| {
        let outer: ipnet::IpNet = net.parse().unwrap();
        let inside = |text: &String| {
            let inner: ipnet::IpNet = text.parse().unwrap();
            inner != outer && outer.contains(&inner)
        };
        let except: Vec<_> = except.into_iter().filter(inside).collect();
        json!({ "cidr": net, "except": except })
    })
}

fn ports() -> impl Strategy<Value = Value> {
    let port =
        (select(vec!["TCP", "UDP"]), 1..6_u16, 0..3_u16).prop_map(|(protocol, port, more)| {
            let end = if more == 0 { 0 } else { port + more };
            json!({ "protocol": protocol, "port": port, "endPort": end })
        });
    prop::collection::vec(port, 0..3).prop_map(Value::from)
}

fn labels(name: &'static str) -> impl Strategy<Value = Value> {
    subsequence(vec!["a", "b", "c"], 1..=3).prop_map(move |keys| {
        keys.into_iter()
            .map(|key| (format!("{name}{key}"), json!("1")))
            .collect::<Map<_, _>>()
            .into()
    })
}

/// A valid egress rule; with names left out only for an envelope.
pub(super) fn rule(envelope: bool) -> impl Strategy<Value = Value> {
    let selector = (labels("p"), maybe(labels("n"))).prop_map(|(pods, namespaces)| {
        object(vec![
            ("podLabels", Some(pods)),
            ("namespaceLabels", namespaces),
        ])
    });
    let hostname = (select(HOSTS), subsequence(HOSTS, 0..3), any::<bool>()).prop_map(
        move |(name, except, every)| {
            let name = if envelope && every { "*" } else { name };
            let inside = |out: &&str| *out != name && crate::policy::hostname::covers(name, out);
            let except: Vec<_> = except
                .into_iter()
                .filter(|out| envelope && inside(out))
                .collect();
            json!({ "httpsHostname": name, "httpsHostnameExcept": except })
        },
    );
    let peer = prop_oneof![
        1 => Just(json!({ "any": true })),
        6 => cidr().prop_map(|cidr| json!({ "cidr": cidr })),
        2 => select(vec!["TENANT_SCOPE_SAME_USER", "TENANT_SCOPE_SAME_ORG"]).prop_map(|t| json!({ "tenant": t })),
        2 => selector.prop_map(|selector| json!({ "selector": selector })),
        3 => hostname,
    ];
    (peer, ports()).prop_map(|(mut rule, ports)| {
        if rule.get("httpsHostname").is_none() {
            rule["ports"] = ports;
        }
        rule
    })
}

fn ingress_rule() -> impl Strategy<Value = Value> {
    rule(false).prop_filter("a source", |rule| {
        rule.get("selector").is_none() && rule.get("httpsHostname").is_none()
    })
}

fn rules(rule: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Option<Value>> {
    maybe(prop::collection::vec(rule, 0..4).prop_map(Value::from))
}

fn some_of(all: &'static [&'static str]) -> BoxedStrategy<Option<Value>> {
    maybe(subsequence(all, 0..=all.len()).prop_map(|items| json!(items)))
}

fn flag() -> BoxedStrategy<Option<Value>> {
    maybe(any::<bool>().prop_map(Value::from))
}

fn cpu() -> BoxedStrategy<Option<Value>> {
    maybe(select(vec!["100m", "500m", "1", "2", "8"]).prop_map(Value::from))
}

fn memory() -> BoxedStrategy<Option<Value>> {
    maybe(select(vec!["64Mi", "1Gi", "2G", "8Gi"]).prop_map(Value::from))
}

fn count(most: i64) -> BoxedStrategy<Option<Value>> {
    maybe(
        (0..=most, any::<bool>())
            .prop_map(|(n, text)| if text { json!(n.to_string()) } else { json!(n) }),
    )
}

pub(super) const IMAGES: &[&str] = &["r.example/a/x", "r.example/b/y", "s.example/z"];
const CLASSES: &[&str] = &["kata", "gvisor"];
const KEYS: &[&str] = &["a.example/x", "a.example/y", "b.example/x", "plain"];

fn security() -> impl Strategy<Value = Value> {
    let mapping = subsequence(
        vec![
            "RUNTIME_CLASS_CPU_DEFAULT",
            "RUNTIME_CLASS_CPU_NESTED_VIRT",
            "RUNTIME_CLASS_GPU_DEFAULT",
        ],
        1..=3,
    )
    .prop_map(|classes| {
        let one = |class| json!({ "runtimeClass": class, "kubernetesRuntimeClassName": "kata" });
        classes.into_iter().map(one).collect::<Value>()
    });
    let mode = prop_oneof![
        some_of(CLASSES).prop_map(|names| ("allowedRuntimeClasses", names)),
        maybe(mapping).prop_map(|mappings| ("runtimeClassMappings", mappings)),
    ];
    (
        flag(),
        some_of(&["NET_ADMIN", "SYS_TIME"]),
        some_of(&["RuntimeDefault", "Unconfined"]),
        mode,
    )
        .prop_map(|(privileged, capabilities, seccomp, mode)| {
            object(vec![
                ("allowPrivileged", privileged),
                ("allowedCapabilities", capabilities),
                ("allowedSeccompProfiles", seccomp),
                mode,
            ])
        })
}

fn resources() -> impl Strategy<Value = Value> {
    let cpus = (cpu(), cpu(), cpu(), cpu());
    let memories = (memory(), memory(), memory(), memory());
    (cpus, memories, count(3), flag()).prop_map(|(cpu, memory, gpus, limits)| {
        object(vec![
            ("defaultCpu", cpu.0),
            ("minCpu", cpu.1),
            ("maxCpu", cpu.2),
            ("cpuCeiling", cpu.3),
            ("defaultMemory", memory.0),
            ("minMemory", memory.1),
            ("maxMemory", memory.2),
            ("memoryCeiling", memory.3),
            ("maxGpuCount", gpus),
            ("requireLimits", limits),
        ])
    })
}

fn network() -> impl Strategy<Value = Value> {
    let default = rule(false).prop_filter("no hosts", |rule| rule.get("httpsHostname").is_none());
    let dns =
        maybe(select(vec!["DNS_EGRESS_MODE_ALLOW", "DNS_EGRESS_MODE_DENY"]).prop_map(Value::from));
    (
        rules(rule(true)),
        rules(default),
        rules(ingress_rule()),
        rules(ingress_rule()),
        flag(),
        dns,
    )
        .prop_map(|(allowed, default, ingress, ingress_default, hosts, dns)| {
            object(vec![
                ("allowedEgress", allowed),
                ("defaultEgress", default),
                ("allowedIngress", ingress),
                ("defaultIngress", ingress_default),
                ("denyHttpsHostnameRules", hosts),
                ("dnsEgress", dns),
            ])
        })
}

fn base() -> impl Strategy<Value = Value> {
    (subsequence(KEYS, 0..3), cpu(), memory(), any::<bool>()).prop_map(|(keys, cpu, memory, sidecar)| {
        let annotations: Map<_, _> = keys.into_iter().map(|key| (key.to_owned(), json!("base"))).collect();
        let requests = object(vec![("cpu", cpu), ("memory", memory)]);
        let container = json!({ "name": "sidecar", "image": "r.example/a/x", "resources": { "requests": requests } });
        let containers: Vec<_> = sidecar.then_some(container).into_iter().collect();
        json!({ "metadata": { "annotations": annotations }, "spec": { "containers": containers, "dnsName": "kept" } })
    })
}

/// A policy of known fields, any group present, empty or absent.
pub(super) fn policy() -> impl Strategy<Value = Policy> {
    let media = some_of(&["STORAGE_MEDIUM_DISK", "STORAGE_MEDIUM_MEMORY"]);
    let small = (
        maybe(
            (
                some_of(&["r.example/", "r.example/a/", "s.example/"]),
                some_of(IMAGES),
            )
                .prop_map(|(r, i)| object(vec![("allowedRegistries", r), ("allowedImages", i)])),
        ),
        maybe(
            some_of(&["m1", "m2"]).prop_map(|types| object(vec![("allowedInstanceTypes", types)])),
        ),
        maybe(count(7200).prop_map(|life| object(vec![("defaultLifetimeSeconds", life)]))),
        maybe(
            (some_of(&["a.", "a.example/x", "b.example/"]), count(3)).prop_map(|(p, c)| {
                object(vec![
                    ("deniedAnnotationPrefixes", p),
                    ("maxAnnotationCount", c),
                ])
            }),
        ),
        maybe(
            (media, memory())
                .prop_map(|(media, size)| object(vec![("allowedMedia", media), ("maxSize", size)])),
        ),
    );
    let sources = prop::collection::vec(net(), 0..3).prop_map(|cidrs| json!({ "cidrs": cidrs }));
    let access = maybe(maybe(sources).prop_map(|list| object(vec![("sourceIpAllowlist", list)])));
    (
        maybe(resources()),
        maybe(network()),
        maybe(security()),
        small,
        maybe(base()),
        access,
    )
        .prop_map(|(resources, network, security, small, base, access)| {
            let constraints = object(vec![
                ("resources", resources),
                ("image", small.0),
                ("instance", small.1),
                ("network", network),
                ("security", security),
                ("lifecycle", small.2),
                ("metadata", small.3),
                ("volumes", small.4),
            ]);
            let document = object(vec![
                ("displayName", Some(json!("arbitrary"))),
                ("base", base),
                ("constraints", Some(constraints)),
                ("controlPlaneAccess", access),
                (
                    "futureField",
                    Some(json!({ "dnsName": "kept", "deep": [null] })),
                ),
            ]);
            Policy::of(document).unwrap()
        })
}

/// A sandbox that a caller could ask for.
pub(super) fn sandbox() -> impl Strategy<Value = Sandbox> {
    let amounts = (
        cpu(),
        cpu(),
        memory(),
        memory(),
        count(2),
        maybe(select(IMAGES).prop_map(Value::from)),
    );
    let container = amounts.prop_map(|(cpu, cpu_limit, memory, memory_limit, gpus, image)| {
        object(vec![
            ("cpuRequest", cpu),
            ("cpuLimit", cpu_limit),
            ("memoryRequest", memory),
            ("memoryLimit", memory_limit),
            ("gpuCount", gpus),
            ("image", image),
        ])
    });
    let containers = maybe(prop::collection::vec(container, 0..3).prop_map(Value::from));
    let medium =
        maybe(select(vec!["STORAGE_MEDIUM_DISK", "STORAGE_MEDIUM_MEMORY"]).prop_map(Value::from));
    let volume = (medium, memory())
        .prop_map(|(medium, size)| object(vec![("medium", medium), ("size", size)]));
    let volumes = maybe(prop::collection::vec(volume, 0..3).prop_map(Value::from));
    let annotations = subsequence(KEYS, 0..=4).prop_map(|keys| {
        Value::Object(
            keys.into_iter()
                .map(|key| (key.to_owned(), json!("own")))
                .collect(),
        )
    });
    let class = select(vec![
        "kata",
        "gvisor",
        "RUNTIME_CLASS_CPU_DEFAULT",
        "RUNTIME_CLASS_CPU_NESTED_VIRT",
    ]);
    let rest = (
        maybe(class.prop_map(Value::from)),
        flag(),
        some_of(&["NET_ADMIN", "SYS_TIME"]),
        maybe(select(vec!["RuntimeDefault", "Unconfined"]).prop_map(Value::from)),
        rules(rule(false)),
        flag(),
        rules(ingress_rule()),
        flag(),
    );
    let machine = maybe(select(vec!["m1", "m2", "m3"]).prop_map(Value::from));
    (
        containers,
        volumes,
        maybe(annotations),
        machine,
        count(3_000_000),
        rest,
    )
        .prop_map(|(containers, volumes, annotations, machine, life, rest)| {
            let document = object(vec![
                ("containers", containers),
                ("volumes", volumes),
                ("annotations", annotations),
                ("instanceType", machine),
                ("lifetimeSeconds", life),
                ("runtimeClass", rest.0),
                ("privileged", rest.1),
                ("capabilities", rest.2),
                ("seccompProfile", rest.3),
                ("egress", rest.4),
                ("denyEgress", rest.5),
                ("ingress", rest.6),
                ("denyDns", rest.7),
            ]);
            Sandbox::read(&document).unwrap()
        })
}

/// JSON of any shape, with the keys of policies in it more often than not, in every spelling.
pub(super) fn anything() -> impl Strategy<Value = Value> {
    let keys = select(vec![
        "displayName",
        "base",
        "constraints",
        "control_plane_access",
        "sourceIpAllowlist",
        "cidrs",
        "resources",
        "maxCpu",
        "max_gpu_count",
        "network",
        "allowedEgress",
        "default_egress",
        "cidr",
        "except",
        "any",
        "tenant",
        "httpsHostname",
        "dnsName",
        "dns_name",
        "denyDns",
        "deny_https_hostname_rules",
        "selector",
        "podLabels",
        "ports",
        "port",
        "endPort",
        "security",
        "runtimeClassMappings",
        "runtimeClass",
        "nodeDefault",
        "spec",
        "containers",
        "metadata",
        "annotations",
        "volumes",
        "maxSize",
        "allowedRegistries",
        "emptyDir",
        "resources",
    ]);
    let key = prop_oneof![6 => keys.prop_map(str::to_owned), 1 => ".{0,4}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        net().prop_map(Value::from),
        select(vec![
            "1",
            "2Gi",
            "-1",
            "99999999999999999999",
            "*",
            "*.x.example",
            "::ffff:10.0.0.0/104",
            "0.0.0.0/0"
        ])
        .prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            4 => prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}
