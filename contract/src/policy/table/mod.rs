//! Every field of a policy, with what it means (contract-v1 3.2 to 3.7, 9.3).

mod network;

use crate::document::{Access, Field, Kind, Message};

pub(super) use network::{DNS_MODES, EGRESS_RULE, INGRESS_RULE, PROTOCOLS, TENANT_SCOPES};

/// Of volumes.
pub(super) const MEDIA: &[&str] = &["STORAGE_MEDIUM_DISK", "STORAGE_MEDIUM_MEMORY"];

/// Classes that a mapping names (contract-v1 3.6).
pub(super) const RUNTIME_CLASSES: &[&str] = &[
    "RUNTIME_CLASS_CPU_DEFAULT",
    "RUNTIME_CLASS_CPU_NESTED_VIRT",
    "RUNTIME_CLASS_CPU_SNAPSHOT_RESTORE",
    "RUNTIME_CLASS_GPU_DEFAULT",
];

const fn field(json: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field {
        json,
        kind,
        access: Access::Update,
        doc,
    }
}

const fn message(name: &'static str, fields: &'static [Field]) -> Message {
    Message::new(name, fields)
}

/// A policy. Replaced as a whole.
pub static POLICY: Message = message(
    "policy",
    &[
        field("displayName", Kind::Text, "Name of the policy, for people."),
        field(
            "base",
            Kind::Opaque,
            "A fragment of a pod, with metadata and spec, that every sandbox starts from: scheduler, node selector, tolerations, priority class, service account, pull secrets, annotations. A sandbox's own values win, but lists and annotations given here stay. Keys are those of Kubernetes.",
        ),
        field(
            "constraints",
            Kind::Message(&CONSTRAINTS),
            "Limits that a sandbox must meet once the base is applied. A violation is refused, never corrected. An absent group restricts nothing of its kind.",
        ),
        field(
            "controlPlaneAccess",
            Kind::Message(&ACCESS),
            "Where callers may use this runner's sandboxes from.",
        ),
    ],
);

static ACCESS: Message = message(
    "control_plane_access",
    &[field(
        "sourceIpAllowlist",
        Kind::Message(&ALLOWLIST),
        "If absent, from any address; {}, from no public address at all.",
    )],
);

static ALLOWLIST: Message = message(
    "source_ip_allowlist",
    &[field(
        "cidrs",
        Kind::Texts,
        "Up to 256 canonical network prefixes, none covered by another. People and jobs whose public address is in none of them cannot start or use sandboxes here.",
    )],
);

static CONSTRAINTS: Message = message(
    "constraints",
    &[
        field("resources", Kind::Message(&RESOURCES), "CPU, memory, GPUs."),
        field("image", Kind::Message(&IMAGE), "Which images may run."),
        field(
            "instance",
            Kind::Message(&INSTANCE),
            "Which machines may be requested.",
        ),
        field(
            "network",
            Kind::Message(&network::NETWORK),
            "What may be reached, and from where.",
        ),
        field(
            "security",
            Kind::Message(&SECURITY),
            "Privileges and runtime classes. Empty lists here allow nothing.",
        ),
        field(
            "lifecycle",
            Kind::Message(&LIFECYCLE),
            "How long a sandbox lives.",
        ),
        field("metadata", Kind::Message(&METADATA), "Annotations."),
        field("volumes", Kind::Message(&VOLUMES), "Volumes of a sandbox."),
    ],
);

static RESOURCES: Message = message(
    "resources",
    &[
        field(
            "defaultCpu",
            Kind::Text,
            "CPU of a container that states none; also its limit if it states neither request nor limit.",
        ),
        field(
            "defaultMemory",
            Kind::Text,
            "Memory of a container that states none; also its limit if it states neither request nor limit.",
        ),
        field("minCpu", Kind::Text, "Minimum CPU of a container."),
        field("minMemory", Kind::Text, "Minimum memory of a container."),
        field(
            "maxCpu",
            Kind::Text,
            "Maximum CPU of a container. More is refused, not capped.",
        ),
        field(
            "maxMemory",
            Kind::Text,
            "Maximum memory of a container. More is refused, not capped.",
        ),
        field(
            "maxGpuCount",
            Kind::Long,
            "Maximum GPUs of a container. Absent means no limit; 0 forbids GPUs.",
        ),
        field(
            "cpuCeiling",
            Kind::Text,
            "Maximum CPU that all containers of a sandbox may request together, including those of the base.",
        ),
        field(
            "memoryCeiling",
            Kind::Text,
            "Maximum memory that all containers of a sandbox may request together, including its volumes in memory.",
        ),
        field(
            "requireLimits",
            Kind::Flag,
            "Each container must end up with requests and limits, after the defaults.",
        ),
    ],
);

static IMAGE: Message = message(
    "image",
    &[
        field(
            "allowedRegistries",
            Kind::Texts,
            "Image prefixes; empty allows any. End one with / to mean a whole registry or folder.",
        ),
        field(
            "allowedImages",
            Kind::Texts,
            "Images by reference, within the registries; empty allows any.",
        ),
    ],
);

static INSTANCE: Message = message(
    "instance",
    &[field(
        "allowedInstanceTypes",
        Kind::Texts,
        "Empty allows whatever the runner offers.",
    )],
);

static LIFECYCLE: Message = message(
    "lifecycle",
    &[field(
        "defaultLifetimeSeconds",
        Kind::Long,
        "Lifetime of a sandbox that asks for none: 0 to 2592000; 0 means the platform's default. This is a default, not a maximum.",
    )],
);

static METADATA: Message = message(
    "metadata",
    &[
        field(
            "deniedAnnotationPrefixes",
            Kind::Texts,
            "Annotations whose key begins with one of these are refused.",
        ),
        field(
            "maxAnnotationCount",
            Kind::Long,
            "Maximum number of annotations; 0 means no limit.",
        ),
    ],
);

static VOLUMES: Message = message(
    "volumes",
    &[
        field(
            "allowedMedia",
            Kind::Texts,
            "STORAGE_MEDIUM_DISK, STORAGE_MEDIUM_MEMORY; empty allows any.",
        ),
        field(
            "maxSize",
            Kind::Text,
            "Largest single volume, such as 20Gi.",
        ),
    ],
);

static SECURITY: Message = message(
    "security",
    &[
        field(
            "allowPrivileged",
            Kind::Flag,
            "Containers may be privileged.",
        ),
        field(
            "allowedCapabilities",
            Kind::Texts,
            "Capabilities that a container may add; empty allows none.",
        ),
        field(
            "allowedSeccompProfiles",
            Kind::Texts,
            "Seccomp profiles that may be named, such as RuntimeDefault; empty allows none.",
        ),
        field(
            "allowedRuntimeClasses",
            Kind::Texts,
            "Runtime classes that a caller may name; empty allows none, not even the default.",
        ),
        field(
            "defaultCpuRuntimeClass",
            Kind::Text,
            "Runtime class of CPU sandboxes that name none.",
        ),
        field(
            "defaultGpuRuntimeClass",
            Kind::Text,
            "Runtime class of GPU sandboxes that name none.",
        ),
        field(
            "runtimeClassMappings",
            Kind::Messages(&MAPPING),
            "Newer replacement for the three fields above: mapped classes can be chosen and are the automatic defaults; others are unavailable.",
        ),
    ],
);

static MAPPING: Message = message(
    "runtime class mapping",
    &[
        field(
            "runtimeClass",
            Kind::Choice(RUNTIME_CLASSES),
            "The class to map; each class at most once.",
        ),
        field(
            "kubernetesRuntimeClassName",
            Kind::Text,
            "The cluster's runtime class for it.",
        ),
        field(
            "nodeDefault",
            Kind::Flag,
            "If true, use the node's own default instead. Only for the two DEFAULT classes.",
        ),
    ],
);
