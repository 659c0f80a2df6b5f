//! Policies to start from (contract-v1 9.4). They do not exist on the server; each is shown as the document that it
//! stands for and can be changed.

use serde_json::{Value, json};

use super::Policy;

/// A policy to begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// Its name, for people.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// The policy.
    pub policy: Policy,
}

/// The presets, from the widest to the narrowest.
pub fn presets() -> Vec<Preset> {
    let preset = |name, about, document| Preset {
        name,
        about,
        policy: Policy::of(document).unwrap_or_default(),
    };
    vec![
        preset(
            "No limits of your own",
            "The platform's safeguards stay, and callers cannot choose a runtime class.",
            json!({}),
        ),
        preset(
            "Team default",
            "Everyday work: moderate sizes, no GPU, a lifetime of one hour.",
            team(),
        ),
        preset(
            "Training",
            "Large machines and GPUs, and the internet without the metadata service.",
            training(),
        ),
        preset(
            "Untrusted code",
            "Written by a model or a stranger: small, in a virtual machine, few hosts.",
            untrusted(),
        ),
        preset(
            "Closed network",
            "Like untrusted code, but it can reach only the user's own sandboxes.",
            closed(),
        ),
    ]
}

/// What a runner gets that connects without a policy (contract-v1 J-23): seen in a deployment guide, the hosted
/// one is not public.
pub fn platform_default() -> Policy {
    let anywhere = json!([{ "cidr": {
        "cidr": "0.0.0.0/0",
        "except": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"],
    } }]);
    let document = json!({
        "displayName": "default",
        "constraints": { "network": { "allowedEgress": anywhere, "defaultEgress": anywhere } },
    });
    Policy::of(document).unwrap_or_default()
}

fn team() -> Value {
    json!({
        "displayName": "Team default",
        "constraints": {
            "resources": {
                "defaultCpu": "1", "defaultMemory": "2Gi", "maxCpu": "8", "maxMemory": "32Gi",
                "maxGpuCount": "0", "requireLimits": true,
            },
            "lifecycle": { "defaultLifetimeSeconds": 3600 },
            "volumes": { "maxSize": "100Gi" },
        },
    })
}

fn training() -> Value {
    let egress = json!([
        { "cidr": { "cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"] } },
        { "tenant": "TENANT_SCOPE_SAME_ORG" },
    ]);
    json!({
        "displayName": "Training",
        "constraints": {
            "resources": {
                "defaultCpu": "1", "defaultMemory": "2Gi", "maxCpu": "32", "maxMemory": "256Gi", "maxGpuCount": "8",
            },
            "network": { "allowedEgress": egress, "defaultEgress": egress },
            "lifecycle": { "defaultLifetimeSeconds": 3600 },
        },
    })
}

fn untrusted() -> Value {
    json!({
        "displayName": "Untrusted code",
        "constraints": {
            "resources": {
                "defaultCpu": "500m", "defaultMemory": "1Gi", "maxCpu": "2", "maxMemory": "8Gi",
                "cpuCeiling": "4", "memoryCeiling": "16Gi", "maxGpuCount": "0", "requireLimits": true,
            },
            "image": { "allowedRegistries": ["registry.example/sandboxes/"] },
            "network": {
                "allowedEgress": [{ "httpsHostname": "*.pypi.example" }, { "tenant": "TENANT_SCOPE_SAME_USER" }],
                "defaultEgress": [{ "tenant": "TENANT_SCOPE_SAME_USER" }],
                "allowedIngress": [{ "tenant": "TENANT_SCOPE_SAME_USER" }],
            },
            "security": {
                "allowedSeccompProfiles": ["RuntimeDefault"],
                "runtimeClassMappings": [
                    { "runtimeClass": "RUNTIME_CLASS_CPU_DEFAULT", "kubernetesRuntimeClassName": "kata-qemu" },
                ],
            },
            "lifecycle": { "defaultLifetimeSeconds": 1800 },
            "metadata": { "deniedAnnotationPrefixes": ["internal.example/"], "maxAnnotationCount": 20 },
            "volumes": { "allowedMedia": ["STORAGE_MEDIUM_DISK"], "maxSize": "20Gi" },
        },
    })
}

fn closed() -> Value {
    let mut closed = untrusted();
    closed["displayName"] = json!("Closed network");
    let network = &mut closed["constraints"]["network"];
    network["allowedEgress"] = json!([{ "tenant": "TENANT_SCOPE_SAME_USER" }]);
    network["denyHttpsHostnameRules"] = json!(true);
    closed
}
