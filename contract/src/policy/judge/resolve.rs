//! Step 1: platform defaults, then the base, then the sandbox itself (contract-v1 3.1, 9.1).

use serde_json::Value;

use crate::model::TextMap;
use crate::policy::amount::Amount;
use crate::policy::read::At;
use crate::policy::{Container, Policy, Sandbox, Volume};

/// The sandbox with what the policy adds. Single values of the sandbox win; containers, volumes and annotations
/// of the base are always in, its annotations even over the sandbox's own.
pub(super) fn resolve(policy: &Policy, sandbox: &Sandbox) -> Sandbox {
    let mut resolved = sandbox.clone();
    let base = policy.at().message("base");
    let annotations = base.message("metadata").text_map("annotations");
    resolved.annotations.extend(annotations.unwrap_or_default());
    let spec = base.message("spec");
    resolved
        .containers
        .extend(spec.list("containers").iter().map(container));
    resolved
        .volumes
        .extend(spec.list("volumes").iter().map(volume));

    let resources = policy.group("resources");
    for container in &mut resolved.containers {
        let cpu = resources.text("defaultCpu");
        fill(&mut container.cpu_request, &mut container.cpu_limit, cpu);
        let memory = resources.text("defaultMemory");
        fill(
            &mut container.memory_request,
            &mut container.memory_limit,
            memory,
        );
    }

    let lifecycle = policy.group("lifecycle");
    if resolved.lifetime_seconds.unwrap_or_default() == 0 {
        let default = lifecycle.long("defaultLifetimeSeconds");
        resolved.lifetime_seconds = default.filter(|seconds| *seconds != 0);
    }
    if resolved.runtime_class.is_none() {
        resolved.runtime_class = default_class(policy, sandbox.has_gpu());
    }
    let network = policy.group("network");
    if resolved.deny_egress {
        resolved.egress.clear();
    } else if resolved.egress.is_empty() {
        resolved.egress = network.list("defaultEgress").to_vec();
    }
    if resolved.ingress.is_empty() {
        resolved.ingress = network.list("defaultIngress").to_vec();
    }
    resolved
}

/// A container that states neither gets the default as both; one that states a limit alone requests as much, as in
/// Kubernetes.
fn fill(request: &mut Option<String>, limit: &mut Option<String>, default: Option<&str>) {
    if request.is_none() && limit.is_none() {
        let positive = |text: &&str| Amount::read(text).is_some_and(|amount| amount.0 > 0);
        let default = default.filter(positive).map(str::to_owned);
        request.clone_from(&default);
        *limit = default;
    } else if request.is_none() {
        request.clone_from(limit);
    }
}

/// The runtime class of a sandbox that names none: by mapping where there are mappings, else by default.
pub(super) fn default_class(policy: &Policy, gpu: bool) -> Option<String> {
    let security = policy.group("security");
    let mappings = security.list("runtimeClassMappings");
    if mappings.is_empty() {
        let field = if gpu {
            "defaultGpuRuntimeClass"
        } else {
            "defaultCpuRuntimeClass"
        };
        return security.text(field).map(str::to_owned);
    }
    let class = if gpu {
        "RUNTIME_CLASS_GPU_DEFAULT"
    } else {
        "RUNTIME_CLASS_CPU_DEFAULT"
    };
    mappings
        .iter()
        .any(|mapping| At::of(mapping).choice("runtimeClass") == Some(class))
        .then(|| class.to_owned())
}

/// A container of the base. Its resources are Kubernetes' own words.
fn container(value: &Value) -> Container {
    let at = At::of(value);
    let resources = at.message("resources");
    let amount = |kind: &str, what: &str| match resources.message(kind).0?.get(what)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let gpus = amount("limits", "nvidia.com/gpu").or_else(|| amount("requests", "nvidia.com/gpu"));
    Container {
        name: at
            .text("name")
            .unwrap_or("container of the base")
            .to_owned(),
        image: at.text("image").map(str::to_owned),
        cpu_request: amount("requests", "cpu"),
        cpu_limit: amount("limits", "cpu"),
        memory_request: amount("requests", "memory"),
        memory_limit: amount("limits", "memory"),
        gpu_count: gpus.and_then(|text| text.parse().ok()).unwrap_or_default(),
    }
}

/// A volume of the base; only an empty directory has a medium and a size.
fn volume(value: &Value) -> Volume {
    let at = At::of(value);
    let directory = at.message("emptyDir");
    let medium = match directory.text("medium") {
        Some("Memory") => Some("STORAGE_MEDIUM_MEMORY"),
        _ if directory.is_present() => Some("STORAGE_MEDIUM_DISK"),
        _ => None,
    };
    Volume {
        name: at.text("name").unwrap_or("volume of the base").to_owned(),
        medium: medium.map(str::to_owned),
        size: directory.text("sizeLimit").map(str::to_owned),
    }
}

/// The annotations that the base brings.
pub(super) fn brought(policy: &Policy) -> TextMap {
    let metadata = policy.at().message("base").message("metadata");
    metadata.text_map("annotations").unwrap_or_default()
}
