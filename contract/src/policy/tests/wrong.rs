//! What is wrong with a policy, rule by rule, and what is only seldom meant.

use serde_json::{Value, json};

use super::policy;
use crate::policy::violations;
use crate::policy::warnings::{admits, closes_to_everyone, warnings};

fn said(document: Value) -> Vec<String> {
    violations(&policy(document))
        .into_iter()
        .map(|violation| violation.description)
        .collect()
}

fn group(name: &str, fields: Value) -> Value {
    json!({ "constraints": { name: fields } })
}

#[track_caller]
fn one(document: Value, expected: &str) {
    assert_eq!(said(document.clone()), [expected], "{document}");
}

#[test]
fn resources() {
    let at = "constraints.resources";
    one(
        group("resources", json!({ "maxCpu": "lots" })),
        &format!("{at}.max_cpu: \"lots\" is not a quantity such as 500m or 2Gi"),
    );
    one(
        group("resources", json!({ "maxCpu": 4 })),
        &format!("{at}.max_cpu: expected text, found a number: put it in quotes"),
    );
    one(
        group("resources", json!({ "minCpu": "2", "defaultCpu": "1" })),
        &format!("{at}.default_cpu: must not be less than min_cpu"),
    );
    one(
        group(
            "resources",
            json!({ "minMemory": "2Gi", "maxMemory": "1Gi" }),
        ),
        &format!("{at}.max_memory: must not be less than min_memory"),
    );
    one(
        group("resources", json!({ "defaultCpu": "2", "maxCpu": "1" })),
        &format!("{at}.default_cpu: must not be more than max_cpu"),
    );
    one(
        group("resources", json!({ "maxGpuCount": "-1" })),
        &format!("{at}.max_gpu_count: must not be negative"),
    );
    one(
        group("resources", json!({ "maxGpuCount": "many" })),
        &format!("{at}.max_gpu_count: expected a whole number"),
    );
    one(
        group("resources", json!({ "cpuCeiling": "x" })),
        &format!("{at}.cpu_ceiling: \"x\" is not a quantity such as 500m or 2Gi"),
    );
    assert_eq!(
        said(group(
            "resources",
            json!({ "maxGpuCount": 9_000_000_000_i64, "minCpu": "1", "defaultCpu": "1", "maxCpu": "1" })
        )),
        [""; 0]
    );
}

#[test]
fn the_small_groups() {
    one(
        group("lifecycle", json!({ "defaultLifetimeSeconds": 2_592_001 })),
        "constraints.lifecycle.default_lifetime_seconds: must be at most 2592000",
    );
    one(
        group("metadata", json!({ "maxAnnotationCount": -1 })),
        "constraints.metadata.max_annotation_count: must not be negative",
    );
    one(
        group("volumes", json!({ "allowedMedia": ["TAPE"] })),
        "constraints.volumes.allowed_media[0]: expected one of STORAGE_MEDIUM_DISK, STORAGE_MEDIUM_MEMORY",
    );
    one(
        group("volumes", json!({ "maxSize": "big" })),
        "constraints.volumes.max_size: \"big\" is not a quantity such as 500m or 2Gi",
    );
    one(
        group("image", json!({ "allowedImages": "x" })),
        "constraints.image.allowed_images: expected a list, found text",
    );
    one(
        json!({ "constraints": [] }),
        "constraints: expected an object, found a list",
    );
}

#[test]
fn the_base() {
    one(
        json!({ "base": null }),
        "base: expected a JSON object, got null",
    );
    one(
        json!({ "base": [] }),
        "base: expected an object, found a list",
    );
    for key in [
        "affinity",
        "securityContext",
        "runtimeClassName",
        "initContainers",
    ] {
        one(
            json!({ "base": { "spec": { key: {} } } }),
            &format!("base.spec.{key}: a policy's base may not set it"),
        );
    }
    one(
        json!({ "base": { "spec": { "containers": [{ "name": "a", "securityContext": {} }] } } }),
        "base.spec.containers[0].securityContext: a policy's base may not set it",
    );
    assert_eq!(
        said(
            json!({ "base": { "spec": { "schedulerName": "s", "tolerations": [] }, "metadata": {} } })
        ),
        [""; 0]
    );
}

#[test]
fn the_allow_list() {
    let list =
        |cidrs: Value| json!({ "controlPlaneAccess": { "sourceIpAllowlist": { "cidrs": cidrs } } });
    let at = "control_plane_access.source_ip_allowlist.cidrs";
    one(
        list(json!(["10.0.0.1"])),
        &format!("{at}[0]: invalid source IP prefix \"10.0.0.1\""),
    );
    one(
        list(json!(["10.0.0.1/8"])),
        &format!("{at}[0]: Use the canonical network prefix \"10.0.0.0/8\"."),
    );
    one(
        list(json!(["2001:DB8::/32"])),
        &format!("{at}[0]: Use the canonical network prefix \"2001:db8::/32\"."),
    );
    one(
        list(json!(["::ffff:10.0.0.0/104"])),
        &format!("{at}[0]: Use an ordinary IPv4 CIDR instead of an IPv4-mapped IPv6 prefix."),
    );
    one(
        list(json!(["10.1.0.0/16", "10.0.0.0/8"])),
        &format!(
            "{at}[0]: source IP prefix 10.1.0.0/16 is already covered by 10.0.0.0/8; remove the redundant prefix"
        ),
    );
    assert_eq!(
        said(list(json!(["10.0.0.0/8", "2001:db8::/32", "10.0.0.0/8"]))),
        [""; 0],
        "a set; two families"
    );
    let many = |count: u32| {
        json!(
            (0..count)
                .map(|n| format!("10.{}.{}.0/24", n / 256, n % 256))
                .collect::<Vec<_>>()
        )
    };
    one(list(many(257)), &format!("{at}: at most 256"));
    assert_eq!(said(list(many(256))), [""; 0]);
}

#[test]
fn network_rules() {
    let egress = |rule: Value| group("network", json!({ "allowedEgress": [rule] }));
    let ingress = |rule: Value| group("network", json!({ "allowedIngress": [rule] }));
    let at = "constraints.network.allowed_egress[0]";
    let none = format!("{at}: each egress rule must select exactly one destination");
    one(egress(json!({})), &none);
    one(
        egress(json!({ "any": true, "tenant": "TENANT_SCOPE_SAME_ORG" })),
        &none,
    );
    one(
        ingress(json!({})),
        "constraints.network.allowed_ingress[0]: each ingress rule must select exactly one source",
    );
    one(
        egress(json!({ "any": false })),
        &format!("{at}.any: must be true"),
    );
    one(
        egress(json!({ "tenant": "EVERYBODY" })),
        &format!(
            "{at}.tenant: expected one of TENANT_SCOPE_SAME_USER, TENANT_SCOPE_SAME_ORG, TENANT_SCOPE_SANDBOX_NETWORK"
        ),
    );
    one(
        egress(json!({ "cidr": {} })),
        &format!("{at}.cidr.cidr: invalid prefix \"\""),
    );
    one(
        egress(json!({ "cidr": { "cidr": "10.0.0.0/8", "except": ["11.0.0.0/8"] } })),
        &format!("{at}.cidr.except[0]: must lie inside 10.0.0.0/8"),
    );
    one(
        egress(json!({ "selector": {} })),
        &format!("{at}.selector.pod_labels: at least one label is required"),
    );
    let ports = |ports: Value| egress(json!({ "any": true, "ports": ports }));
    one(
        ports(json!([{ "protocol": "ICMP", "port": 1 }])),
        &format!("{at}.ports[0].protocol: expected one of TCP, UDP, SCTP"),
    );
    one(
        ports(json!([{ "port": 65536 }])),
        &format!("{at}.ports[0].port: must be 1 to 65535"),
    );
    one(
        ports(json!([{}])),
        &format!("{at}.ports[0].port: must be 1 to 65535"),
    );
    one(
        ports(json!([{ "port": 5, "endPort": 4 }])),
        &format!("{at}.ports[0].end_port: end_port must be greater than or equal to port"),
    );
    one(
        ports(json!([{ "port": 5, "endPort": 65536 }])),
        &format!("{at}.ports[0].end_port: must be 0, or port to 65535"),
    );
    one(
        group("network", json!({ "dnsEgress": "MAYBE" })),
        "constraints.network.dns_egress: expected one of DNS_EGRESS_MODE_ALLOW, DNS_EGRESS_MODE_DENY",
    );
    assert_eq!(
        said(group(
            "network",
            json!({ "dnsEgress": "DNS_EGRESS_MODE_UNSPECIFIED" })
        )),
        [""; 0]
    );
}

#[test]
fn hostnames() {
    let envelope = |rule: Value| group("network", json!({ "allowedEgress": [rule] }));
    let at = "constraints.network.allowed_egress[0]";
    for good in ["*", "example.com", "*.example.com"] {
        assert_eq!(
            said(envelope(json!({ "httpsHostname": good }))),
            [""; 0],
            "{good}"
        );
    }
    for bad in [
        "*.*.com",
        "a*.example.com",
        "Example.com",
        "example",
        "a..b",
        "-a.example",
        "https://a.example",
    ] {
        one(
            envelope(json!({ "httpsHostname": bad })),
            &format!(
                "{at}.https_hostname: \"{bad}\" is not a host name such as example.com or *.example.com, in lower case"
            ),
        );
    }
    one(
        envelope(json!({ "httpsHostname": "*.a.example", "httpsHostnameExcept": ["x.b.example"] })),
        &format!("{at}.https_hostname_except[0]: is not covered by *.a.example"),
    );
    one(
        envelope(json!({ "httpsHostname": "a.example", "ports": [{ "port": 80 }] })),
        &format!("{at}.ports: a hostname has no ports, or exactly TCP 443"),
    );
    one(
        envelope(json!({ "any": true, "httpsHostnameExcept": ["x.b.example"] })),
        &format!("{at}.https_hostname_except: needs https_hostname"),
    );
    one(
        group(
            "network",
            json!({ "defaultEgress": [{ "httpsHostname": "a.example" }] }),
        ),
        "constraints.network.default_egress[0].https_hostname: default_egress must not contain HTTPS hostname destinations",
    );
    one(
        group(
            "network",
            json!({ "denyDns": true, "denyHttpsHostnameRules": true }),
        ),
        "constraints.network.deny_https_hostname_rules: deny_dns is the former name of the same setting; set one of them",
    );
    one(
        envelope(json!({ "dnsName": "*", "httpsHostname": "*" })),
        &format!(
            "{at}.https_hostname: dns_name is the former name of the same setting; set one of them"
        ),
    );
}

#[test]
fn runtime_classes() {
    let at = "constraints.security";
    let mapping = |mappings: Value| group("security", json!({ "runtimeClassMappings": mappings }));
    let kata = json!({ "runtimeClass": "RUNTIME_CLASS_CPU_DEFAULT", "kubernetesRuntimeClassName": "kata" });
    one(
        group(
            "security",
            json!({ "allowedRuntimeClasses": ["a"], "defaultCpuRuntimeClass": "b" }),
        ),
        &format!("{at}.default_cpu_runtime_class: must be one of allowed_runtime_classes"),
    );
    one(
        group(
            "security",
            json!({ "defaultGpuRuntimeClass": "b", "runtimeClassMappings": [kata] }),
        ),
        &format!("{at}.default_gpu_runtime_class: cannot be combined with runtime_class_mappings"),
    );
    one(
        group(
            "security",
            json!({ "allowedRuntimeClasses": ["b"], "runtimeClassMappings": [kata] }),
        ),
        &format!("{at}.allowed_runtime_classes: cannot be combined with runtime_class_mappings"),
    );
    let at = format!("{at}.runtime_class_mappings");
    one(
        mapping(json!([kata, kata])),
        &format!("{at}[1].runtime_class: RUNTIME_CLASS_CPU_DEFAULT is mapped twice"),
    );
    one(
        mapping(json!([{ "runtimeClass": "X", "kubernetesRuntimeClassName": "k" }])),
        &format!(
            "{at}[0].runtime_class: expected one of RUNTIME_CLASS_CPU_DEFAULT, RUNTIME_CLASS_CPU_NESTED_VIRT, RUNTIME_CLASS_CPU_SNAPSHOT_RESTORE, RUNTIME_CLASS_GPU_DEFAULT"
        ),
    );
    let target = |target: Value| {
        let mut one = target;
        let class = if one.get("nested").is_some() {
            "CPU_NESTED_VIRT"
        } else {
            "GPU_DEFAULT"
        };
        one.as_object_mut().unwrap().remove("nested");
        one["runtimeClass"] = json!(format!("RUNTIME_CLASS_{class}"));
        mapping(json!([one]))
    };
    let exactly = format!(
        "{at}[0]: each mapping must select exactly one of kubernetes_runtime_class_name or node_default"
    );
    one(target(json!({})), &exactly);
    one(
        target(json!({ "kubernetesRuntimeClassName": "k", "nodeDefault": true })),
        &exactly,
    );
    one(
        target(json!({ "nodeDefault": false })),
        &format!("{at}[0].node_default: must be true"),
    );
    one(
        target(json!({ "nested": 1, "nodeDefault": true })),
        &format!("{at}[0].node_default: is only for the two DEFAULT classes"),
    );
    one(
        target(json!({ "kubernetesRuntimeClassName": "Kata" })),
        &format!("{at}[0].kubernetes_runtime_class_name: must be a valid Kubernetes object name"),
    );
    assert_eq!(said(target(json!({ "nodeDefault": true }))), [""; 0]);
}

#[test]
fn all_at_once_and_unknown_fields_pass() {
    let document = json!({ "newThing": 1, "display_name": 5, "constraints": {
        "resources": { "maxCpu": "x" }, "lifecycle": { "defaultLifetimeSeconds": -1, "newThing": {} } } });
    assert_eq!(
        said(document),
        [
            "display_name: expected text, found a number: put it in quotes",
            "constraints.resources.max_cpu: \"x\" is not a quantity such as 500m or 2Gi",
            "constraints.lifecycle.default_lifetime_seconds: must not be negative",
        ]
    );
}

#[test]
fn what_is_seldom_meant() {
    let fields = |before: Option<Value>, document: Value| -> Vec<String> {
        let before = before.map(policy);
        warnings(before.as_ref(), &policy(document))
            .into_iter()
            .map(|warning| warning.field)
            .collect()
    };
    for (name, text, seldom) in [
        ("maxMemory", "512m", true),
        ("maxMemory", "512Mi", false),
        ("maxCpu", "2Gi", true),
        ("maxCpu", "2", false),
    ] {
        let resources = group("resources", json!({ name: text }));
        let path = format!("constraints.resources.{}", crate::document::snake(name));
        let told = fields(None, resources);
        assert_eq!(told.contains(&path), seldom, "{name}: {text}: {told:?}");
    }
    let network = |fields: Value| group("network", fields);
    let everywhere = network(json!({ "allowedEgress": [{ "cidr": { "cidr": "0.0.0.0/0" } }] }));
    assert_eq!(
        fields(None, everywhere.clone()),
        ["constraints.network.allowed_egress"]
    );
    assert_eq!(
        fields(Some(everywhere), network(json!({}))),
        ["constraints.network.allowed_egress"],
        "emptied"
    );
    let any = network(json!({ "allowedEgress": [{ "any": true }] }));
    assert_eq!(
        fields(Some(network(json!({}))), any.clone()),
        ["constraints.network.allowed_egress"],
        "selectors are lost"
    );
    assert_eq!(fields(None, any), [""; 0]);
    assert_eq!(
        fields(
            None,
            network(json!({ "dnsEgress": "DNS_EGRESS_MODE_DENY" }))
        ),
        ["constraints.network.dns_egress"; 2]
    );
    let outside = network(
        json!({ "allowedEgress": [{ "tenant": "TENANT_SCOPE_SAME_USER" }], "defaultEgress": [{ "any": true }] }),
    );
    assert_eq!(
        fields(None, outside),
        ["constraints.network.allowed_egress"],
        "a default outside its envelope"
    );
    let ingress =
        network(json!({ "defaultIngress": [{ "tenant": "TENANT_SCOPE_SANDBOX_NETWORK" }] }));
    assert_eq!(
        fields(None, ingress),
        [
            "constraints.network.default_ingress",
            "constraints.network.allowed_ingress"
        ]
    );
    assert_eq!(
        fields(
            None,
            group("resources", json!({ "maxCpu": "4", "cpuCeiling": "2" }))
        ),
        ["constraints.resources.max_cpu"]
    );
    assert_eq!(
        fields(
            None,
            group(
                "image",
                json!({ "allowedRegistries": ["r.example", "s.example/"] })
            )
        ),
        ["constraints.image.allowed_registries"]
    );
    assert_eq!(
        fields(
            None,
            json!({ "controlPlaneAccess": { "sourceIpAllowlist": {} } })
        ),
        ["control_plane_access.source_ip_allowlist"]
    );
}

#[test]
fn who_is_let_in() {
    let list =
        |value: Value| policy(json!({ "controlPlaneAccess": { "sourceIpAllowlist": value } }));
    let address = |text: &str| text.parse().unwrap();
    assert!(admits(&policy(json!({})), address("203.0.113.1")));
    assert!(
        !admits(&list(json!({})), address("203.0.113.1")) && closes_to_everyone(&list(json!({})))
    );
    let some = list(json!({ "cidrs": ["203.0.113.0/24"] }));
    assert!(admits(&some, address("203.0.113.1")) && admits(&some, address("::ffff:203.0.113.1")));
    assert!(!admits(&some, address("203.0.114.1")) && !admits(&some, address("2001:db8::1")));
    assert!(!closes_to_everyone(&some));
}
