//! A policy in words, group by group.

use serde_json::Value;

use super::judge::{LONGEST_LIFE, listed};
use super::read::At;
use super::rule::{Direction, Ports, Protocol};
use super::{Policy, hostname};

/// What a policy without limits of its own means (contract-v1 9.1).
pub const NO_LIMITS: &str = "No limits of your own: the platform's safeguards stay, and callers cannot choose a runtime class.";

/// What it means for a runner to have no policy (contract-v1 3.1, J-23).
pub const NEVER_CONFIGURED: &str =
    "No policy has been set; a runner that connects without one gets the platform's default.";

/// A policy in a few sentences, in the order of the document.
pub fn summary(policy: Option<&Policy>) -> Vec<String> {
    let Some(policy) = policy else {
        return vec![NEVER_CONFIGURED.to_owned()];
    };
    let mut said = Vec::new();
    resources(policy.group("resources"), &mut said);
    lists(policy, &mut said);
    network(policy.group("network"), &mut said);
    security(policy.group("security"), &mut said);
    rest(policy, &mut said);
    if policy
        .at()
        .message("base")
        .0
        .is_some_and(|base| !base.is_empty())
    {
        said.push("Every sandbox starts from a base".to_owned());
    }
    let access = policy
        .at()
        .message("controlPlaneAccess")
        .message("sourceIpAllowlist");
    if access.is_present() {
        let cidrs = access.texts("cidrs");
        said.push(if cidrs.is_empty() {
            "No caller with a public address is let in".to_owned()
        } else {
            format!("Callers are let in from {}", listed(&cidrs))
        });
    }
    if said.is_empty() {
        said.push(NO_LIMITS.to_owned());
    }
    said
}

fn pair(group: At<'_>, cpu: &str, memory: &str) -> Option<String> {
    let cpu = group.text(cpu).map(|cpu| format!("{cpu} CPU"));
    let memory = group
        .text(memory)
        .map(|memory| format!("{memory} of memory"));
    let both: Vec<_> = cpu.into_iter().chain(memory).collect();
    (!both.is_empty()).then(|| listed(&both))
}

fn resources(group: At<'_>, said: &mut Vec<String>) {
    let default = pair(group, "defaultCpu", "defaultMemory");
    let most = pair(group, "maxCpu", "maxMemory");
    let least = pair(group, "minCpu", "minMemory");
    let parts = [
        default.map(|default| format!("{default} by default")),
        least.map(|least| format!("at least {least}")),
        most.map(|most| format!("at most {most}")),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        said.push(format!("A container gets {}", parts.join(", ")));
    }
    if let Some(ceiling) = pair(group, "cpuCeiling", "memoryCeiling") {
        said.push(format!(
            "All containers of a sandbox together get at most {ceiling}"
        ));
    }
    match group.long("maxGpuCount") {
        None => {}
        Some(0) => said.push("No GPU".to_owned()),
        Some(1) => said.push("At most 1 GPU per container".to_owned()),
        Some(most) => said.push(format!("At most {most} GPUs per container")),
    }
    if group.flag("requireLimits") {
        said.push("Every container must have requests and limits".to_owned());
    }
}

fn lists(policy: &Policy, said: &mut Vec<String>) {
    let image = policy.group("image");
    for (group, list, words) in [
        (image, "allowedRegistries", "Images from"),
        (image, "allowedImages", "Only these images:"),
        (
            policy.group("instance"),
            "allowedInstanceTypes",
            "Machines:",
        ),
    ] {
        let items = group.texts(list);
        if !items.is_empty() {
            said.push(format!("{words} {}", listed(&items)));
        }
    }
}

fn network(group: At<'_>, said: &mut Vec<String>) {
    for direction in [Direction::Egress, Direction::Ingress] {
        let word = match direction {
            Direction::Egress => "A sandbox can reach",
            Direction::Ingress => "A sandbox can be reached by",
        };
        let rules = |list| group.list(list).iter().map(rule_words).collect::<Vec<_>>();
        let (allowed, default) = (rules(direction.allowed()), rules(direction.default()));
        if !allowed.is_empty() {
            said.push(format!("{word} at most {}", listed(&allowed)));
        }
        if !default.is_empty() {
            said.push(format!("{word} {} by default", listed(&default)));
        }
    }
    if group.flag("denyHttpsHostnameRules") {
        said.push("No host may be named in a rule".to_owned());
    }
    if group.choice("dnsEgress") == Some("DNS_EGRESS_MODE_DENY") {
        said.push("Every sandbox must block port 53".to_owned());
    }
}

fn security(group: At<'_>, said: &mut Vec<String>) {
    if !group.is_present() {
        return;
    }
    if group.flag("allowPrivileged") {
        said.push("Containers may be privileged".to_owned());
    }
    for (list, words) in [
        ("allowedCapabilities", "Containers may add"),
        (
            "allowedSeccompProfiles",
            "Seccomp profiles that may be named:",
        ),
        (
            "allowedRuntimeClasses",
            "Runtime classes that may be named:",
        ),
    ] {
        let items = group.texts(list);
        if !items.is_empty() {
            said.push(format!("{words} {}", listed(&items)));
        }
    }
    let mapped = group
        .list("runtimeClassMappings")
        .iter()
        .filter_map(|mapping| {
            let mapping = At::of(mapping);
            let class = mapping.choice("runtimeClass")?;
            let class = class.strip_prefix("RUNTIME_CLASS_").unwrap_or(class);
            let target = mapping
                .text("kubernetesRuntimeClassName")
                .unwrap_or("the node's default");
            Some(format!("{class} as {target}"))
        });
    let mapped: Vec<_> = mapped.collect();
    if !mapped.is_empty() {
        said.push(format!("Runtime classes: {}", listed(&mapped)));
    }
    for (field, words) in [
        ("defaultCpuRuntimeClass", "Runtime class"),
        ("defaultGpuRuntimeClass", "Runtime class with a GPU"),
    ] {
        if let Some(class) = group.text(field) {
            said.push(format!("{words} {class} unless another is named"));
        }
    }
}

fn rest(policy: &Policy, said: &mut Vec<String>) {
    let life = policy.group("lifecycle").long("defaultLifetimeSeconds");
    if let Some(seconds) = life.filter(|seconds| *seconds > 0) {
        said.push(format!(
            "A sandbox lives {} by default; it may ask for up to {}",
            duration(seconds),
            duration(LONGEST_LIFE)
        ));
    }
    let metadata = policy.group("metadata");
    let denied = metadata.texts("deniedAnnotationPrefixes");
    if !denied.is_empty() {
        said.push(format!(
            "No annotation that begins with {}",
            listed(&denied)
        ));
    }
    if let Some(most) = metadata.long("maxAnnotationCount").filter(|most| *most > 0) {
        said.push(format!("At most {most} annotations"));
    }
    let volumes = policy.group("volumes");
    match volumes.texts("allowedMedia").as_slice() {
        ["STORAGE_MEDIUM_DISK"] => said.push("Volumes on disk only".to_owned()),
        ["STORAGE_MEDIUM_MEMORY"] => said.push("Volumes in memory only".to_owned()),
        _ => {}
    }
    if let Some(size) = volumes.text("maxSize") {
        said.push(format!("Volumes up to {size}"));
    }
}

fn duration(seconds: i64) -> String {
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute")];
    match units.iter().find(|(size, _)| seconds % size == 0) {
        Some((size, unit)) if seconds == *size => format!("1 {unit}"),
        Some((size, unit)) => format!("{} {unit}s", seconds / size),
        None => format!("{seconds} seconds"),
    }
}

/// A network rule in words: `203.0.113.0/24 on TCP 443`.
pub fn rule_words(rule: &Value) -> String {
    let at = At::of(rule);
    let but = |left_out: Vec<&str>| match left_out.as_slice() {
        [] => String::new(),
        left_out => format!(" except {}", listed(left_out)),
    };
    let peer = if at.flag("any") {
        "any address".to_owned()
    } else if let Some(scope) = at.choice("tenant") {
        match scope {
            "TENANT_SCOPE_SAME_USER" => "sandboxes of the same user".to_owned(),
            "TENANT_SCOPE_SAME_ORG" => "sandboxes of the organization".to_owned(),
            "TENANT_SCOPE_SANDBOX_NETWORK" => "its sandbox network".to_owned(),
            other => other.to_owned(),
        }
    } else if let Some(name) = at.text("httpsHostname") {
        let name = if name == hostname::EVERY {
            "any host by name"
        } else {
            name
        };
        format!("{name}{}", but(at.texts("httpsHostnameExcept")))
    } else if let Some(cidr) = at.message("cidr").text("cidr") {
        format!("{cidr}{}", but(at.message("cidr").texts("except")))
    } else if let Some(labels) = at.message("selector").text_map("podLabels") {
        let labels: Vec<_> = labels
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        format!("pods with {}", listed(&labels))
    } else {
        "an unknown peer".to_owned()
    };
    let ports = at
        .list("ports")
        .iter()
        .filter_map(Ports::read)
        .map(|ports| {
            let protocol = match ports.protocol {
                Protocol::Tcp => "TCP",
                Protocol::Udp => "UDP",
                Protocol::Sctp => "SCTP",
                Protocol::Other => "",
            };
            let last = if ports.to == ports.from {
                String::new()
            } else {
                format!(" to {}", ports.to)
            };
            format!("{protocol} {}{last}", ports.from)
        });
    let ports: Vec<_> = ports.collect();
    if ports.is_empty() {
        peer
    } else {
        format!("{peer} on {}", listed(&ports))
    }
}
