//! What a caller asks for: the parts of a sandbox that a policy checks (contract-v1 3.4 to 3.7).

use serde_json::Value;

use super::read::At;
use super::table::{EGRESS_RULE, INGRESS_RULE};
use crate::document::{Access, Field, Kind, Message, Problem, check};
use crate::model::TextMap;

const fn field(json: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field {
        json,
        kind,
        access: Access::Create,
        doc,
    }
}

/// The document that describes a sandbox. The form is the console's own; the words are those of policies.
pub static SANDBOX: Message = Message::new(
    "sandbox",
    &[
        field(
            "containers",
            Kind::Messages(&CONTAINER),
            "What runs in it; if left out, one container that states nothing.",
        ),
        field("instanceType", Kind::Text, "The machine that it asks for."),
        field(
            "lifetimeSeconds",
            Kind::Long,
            "How long it should live; 0 means the policy's default.",
        ),
        field("annotations", Kind::TextMap, "Pod annotations."),
        field("volumes", Kind::Messages(&VOLUME), "Volumes."),
        field(
            "runtimeClass",
            Kind::Text,
            "The runtime class that it names: Kubernetes' name, or RUNTIME_CLASS_… if the policy maps classes.",
        ),
        field("privileged", Kind::Flag, "A container is privileged."),
        field(
            "capabilities",
            Kind::Texts,
            "Capabilities that a container adds.",
        ),
        field(
            "seccompProfile",
            Kind::Text,
            "The seccomp profile that it names.",
        ),
        field(
            "egress",
            Kind::Messages(&EGRESS_RULE),
            "What it may reach; if empty, the policy's default.",
        ),
        field(
            "denyEgress",
            Kind::Flag,
            "It asks to reach nothing, instead of the policy's default.",
        ),
        field(
            "ingress",
            Kind::Messages(&INGRESS_RULE),
            "Who may reach its ports with custom visibility; if empty, the policy's default.",
        ),
        field("denyDns", Kind::Flag, "It blocks port 53."),
    ],
);

/// The same for who writes it as JSON: completion spells it so.
pub static SANDBOX_IN_JSON: Message = Message::new("sandbox", SANDBOX.fields).in_json();

static CONTAINER: Message = Message::new(
    "container",
    &[
        field("name", Kind::Text, "Name, for people."),
        field("image", Kind::Text, "Image by reference."),
        field("cpuRequest", Kind::Text, "CPU request, such as 500m."),
        field("cpuLimit", Kind::Text, "CPU limit."),
        field("memoryRequest", Kind::Text, "Memory request, such as 2Gi."),
        field("memoryLimit", Kind::Text, "Memory limit."),
        field("gpuCount", Kind::Long, "GPUs."),
    ],
);

static VOLUME: Message = Message::new(
    "volume",
    &[
        field("name", Kind::Text, "Name, for people."),
        field(
            "medium",
            Kind::Choice(super::table::MEDIA),
            "STORAGE_MEDIUM_DISK or STORAGE_MEDIUM_MEMORY.",
        ),
        field("size", Kind::Text, "Size, such as 20Gi."),
    ],
);

/// A sandbox, as asked for or as resolved against a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Sandbox {
    /// What runs in it.
    pub containers: Vec<Container>,
    /// Machine that is asked for.
    pub instance_type: Option<String>,
    /// Seconds to live; nothing or zero is a default.
    pub lifetime_seconds: Option<i64>,
    /// Pod annotations.
    pub annotations: TextMap,
    /// Volumes.
    pub volumes: Vec<Volume>,
    /// Runtime class: the one that is named; once resolved, the one that it gets.
    pub runtime_class: Option<String>,
    /// A container is privileged.
    pub privileged: bool,
    /// Capabilities that a container adds.
    pub capabilities: Vec<String>,
    /// Seccomp profile that is named.
    pub seccomp_profile: Option<String>,
    /// Egress rules, in the form of policies.
    pub egress: Vec<Value>,
    /// It asks to reach nothing.
    pub deny_egress: bool,
    /// Ingress rules, in the form of policies.
    pub ingress: Vec<Value>,
    /// It blocks port 53.
    pub deny_dns: bool,
}

/// A container.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Container {
    /// Name, for people.
    pub name: String,
    /// Image by reference; nothing where none is said.
    pub image: Option<String>,
    /// CPU request.
    pub cpu_request: Option<String>,
    /// CPU limit.
    pub cpu_limit: Option<String>,
    /// Memory request.
    pub memory_request: Option<String>,
    /// Memory limit.
    pub memory_limit: Option<String>,
    /// GPUs.
    pub gpu_count: i64,
}

/// A volume.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Volume {
    /// Name, for people.
    pub name: String,
    /// `STORAGE_MEDIUM_DISK` or `STORAGE_MEDIUM_MEMORY`.
    pub medium: Option<String>,
    /// Size.
    pub size: Option<String>,
}

/// One container that states nothing.
impl Default for Sandbox {
    fn default() -> Self {
        Self::of(At(None))
    }
}

impl Sandbox {
    /// Reads a description of a sandbox, in either spelling.
    ///
    /// # Errors
    /// Everything that is wrong with its shape.
    pub fn read(document: &Value) -> Result<Self, Vec<Problem>> {
        let problems = check(document, &SANDBOX);
        if problems.is_empty() {
            Ok(Self::of(At::of(document)))
        } else {
            Err(problems)
        }
    }

    /// Whether a container asks for a GPU.
    pub fn has_gpu(&self) -> bool {
        self.containers
            .iter()
            .any(|container| container.gpu_count > 0)
    }

    fn of(at: At<'_>) -> Self {
        let owned = |json: &str| at.text(json).map(str::to_owned);
        let mut containers: Vec<_> = at.list("containers").iter().map(Container::of).collect();
        if containers.is_empty() {
            containers.push(Container::default());
        }
        Self {
            containers,
            instance_type: owned("instanceType"),
            lifetime_seconds: at.long("lifetimeSeconds"),
            annotations: at.text_map("annotations").unwrap_or_default(),
            volumes: at.list("volumes").iter().map(Volume::of).collect(),
            runtime_class: owned("runtimeClass"),
            privileged: at.flag("privileged"),
            capabilities: at
                .texts("capabilities")
                .into_iter()
                .map(str::to_owned)
                .collect(),
            seccomp_profile: owned("seccompProfile"),
            egress: at.list("egress").to_vec(),
            deny_egress: at.flag("denyEgress"),
            ingress: at.list("ingress").to_vec(),
            deny_dns: at.flag("denyDns"),
        }
    }
}

impl Container {
    fn of(value: &Value) -> Self {
        let at = At::of(value);
        let owned = |json: &str| at.text(json).map(str::to_owned);
        Self {
            name: owned("name").unwrap_or_default(),
            image: owned("image"),
            cpu_request: owned("cpuRequest"),
            cpu_limit: owned("cpuLimit"),
            memory_request: owned("memoryRequest"),
            memory_limit: owned("memoryLimit"),
            gpu_count: at.long("gpuCount").unwrap_or_default(),
        }
    }
}

impl Volume {
    fn of(value: &Value) -> Self {
        let at = At::of(value);
        Self {
            name: at.text("name").unwrap_or_default().to_owned(),
            medium: at.choice("medium").map(str::to_owned),
            size: at.text("size").map(str::to_owned),
        }
    }
}
