//! The table of fields (contract sections 1 and 5). The model has this shape, so this is also the model's table.

use crate::document::Access::{Create, Output, Update};
use crate::document::{Access, Field, Kind, Message};
use crate::model::{
    ConnectionStatus, InstallErrorReason, InstallStatus, ManagementMode, ReleaseChannel,
};

pub(crate) const fn field(
    json: &'static str,
    kind: Kind,
    access: Access,
    doc: &'static str,
) -> Field {
    Field {
        json,
        kind,
        access,
        doc,
    }
}

pub(crate) const fn message(name: &'static str, fields: &'static [Field]) -> Message {
    Message::new(name, fields)
}

/// Body of a create call.
pub static CREATE_RUNNER: Message = message(
    "create request",
    &[
        field("runnerId", Kind::Text, Create, "ID of the new runner."),
        field(
            "runner",
            Kind::Message(&RUNNER),
            Create,
            "Its input fields.",
        ),
    ],
);

/// Body of an update call. The mask has two JSON forms and is read by [`crate::mask`].
pub static UPDATE_RUNNER: Message = message(
    "update request",
    &[
        field(
            "runner",
            Kind::Message(&RUNNER),
            Update,
            "The new values of the masked fields.",
        ),
        field("updateMask", Kind::Any, Update, "Which fields to replace."),
    ],
);

/// A runner. Its fields stand in the order in which a spec file lists them.
pub static RUNNER: Message = message(
    "runner",
    &[
        field("id", Kind::Text, Output, "UUID, given by the server."),
        field(
            "displayName",
            Kind::Text,
            Create,
            "A name for people. Set once, at creation.",
        ),
        field(
            "identity",
            Kind::Message(&IDENTITY),
            Update,
            "Who and where the runner is.",
        ),
        field(
            "managementMode",
            Kind::Choice(ManagementMode::CONSTANTS),
            Output,
            "Who manages the runner.",
        ),
        field(
            "managedSpec",
            Kind::Message(&MANAGED_SPEC),
            Update,
            "Channel, maintenance and overrides. Written as a whole only when one of its two flags changes.",
        ),
        field(
            "profileBindings",
            Kind::Messages(&PROFILE_BINDING),
            Update,
            "The profiles that the runner offers, exactly one of them the default. The list is replaced as a whole.",
        ),
        field(
            "installStatus",
            Kind::Choice(InstallStatus::CONSTANTS),
            Output,
            "Status of the install.",
        ),
        field(
            "installError",
            Kind::Message(&INSTALL_ERROR),
            Output,
            "Why the install failed; only while its status is failed.",
        ),
        field(
            "connectionStatus",
            Kind::Choice(ConnectionStatus::CONSTANTS),
            Output,
            "Whether heartbeats arrive; can lag by up to 30 seconds.",
        ),
        field(
            "activeConfigVersion",
            Kind::Text,
            Output,
            "Config version that runs now.",
        ),
        field(
            "activeProfileSpecVersion",
            Kind::Text,
            Output,
            "Profile set version that runs now.",
        ),
        field(
            "activeRevision",
            Kind::Integer,
            Output,
            "Revision that runs.",
        ),
        field(
            "targetRevision",
            Kind::Integer,
            Output,
            "Revision that should run.",
        ),
        field(
            "updateAvailable",
            Kind::Flag,
            Output,
            "A newer version is available on the runner's channel.",
        ),
        field(
            "rolloutInProgress",
            Kind::Flag,
            Output,
            "The target revision is being rolled out.",
        ),
        field(
            "deploymentSpec",
            Kind::Message(&DEPLOYMENT_SPEC),
            Output,
            "Settings of the runner's pod as the server resolved them.",
        ),
        field("createdAt", Kind::Time, Output, "When it was created."),
        field("updatedAt", Kind::Time, Output, "When it last changed."),
        field("lastHeartbeatAt", Kind::Time, Output, "Newest heartbeat."),
    ],
);

static IDENTITY: Message = message(
    "identity",
    &[
        field(
            "runnerId",
            Kind::Text,
            Create,
            "ID of the runner: 1 to 63 of a-z, 0-9 and -, starting and ending with a letter or digit. Fixed.",
        ),
        field(
            "zone",
            Kind::Text,
            Update,
            "Zone of the cluster; upper and lower case are the same.",
        ),
        field(
            "clusterId",
            Kind::Text,
            Create,
            "UUID of the CKS cluster. Fixed.",
        ),
        field(
            "clusterName",
            Kind::Text,
            Create,
            "Name of the CKS cluster. Fixed.",
        ),
        field(
            "runnerGroupId",
            Kind::Text,
            Update,
            "Groups runners of a zone for scheduling; optional.",
        ),
    ],
);

pub(crate) static MANAGED_SPEC: Message = message(
    "managed_spec",
    &[
        field(
            "releaseChannel",
            Kind::Choice(ReleaseChannel::CONSTANTS),
            Update,
            "Which versions the runner gets; stable when unset.",
        ),
        field(
            "maintenancePolicy",
            Kind::Message(&MAINTENANCE_POLICY),
            Update,
            "When automatic updates may start. Replaced as a whole.",
        ),
        field(
            "overrides",
            Kind::Message(&OVERRIDES),
            Update,
            "Settings of the runner's own pod. Replaced as a whole.",
        ),
        field(
            "allowPrivilegedProfileAnnotations",
            Kind::Flag,
            Update,
            "Lets bound profiles carry pod annotations that are otherwise blocked; contact CoreWeave support first.",
        ),
        field(
            "enforceResourceLimits",
            Kind::Flag,
            Update,
            "Sandboxes and bound profiles must declare a CPU and a memory limit.",
        ),
    ],
);

pub(crate) static MAINTENANCE_POLICY: Message = message(
    "maintenance_policy",
    &[
        field(
            "windows",
            Kind::Messages(&MAINTENANCE_WINDOW),
            Update,
            "Recurring windows; none means any time.",
        ),
        field(
            "exclusions",
            Kind::Messages(&MAINTENANCE_EXCLUSION),
            Update,
            "One-off periods without updates; they override windows.",
        ),
    ],
);

static MAINTENANCE_WINDOW: Message = message(
    "window",
    &[
        field(
            "cron",
            Kind::Text,
            Update,
            "Start of the window: five cron fields, in UTC.",
        ),
        field(
            "durationSeconds",
            Kind::Integer,
            Update,
            "Length in seconds: 60 to 604800.",
        ),
    ],
);

static MAINTENANCE_EXCLUSION: Message = message(
    "exclusion",
    &[
        field(
            "startTime",
            Kind::Time,
            Update,
            "Start of the exclusion, RFC 3339.",
        ),
        field(
            "endTime",
            Kind::Time,
            Update,
            "End of the exclusion, itself not excluded, RFC 3339.",
        ),
        field("reason", Kind::Text, Update, "The reason, for people."),
    ],
);

pub(crate) static OVERRIDES: Message = message(
    "overrides",
    &[
        field(
            "nodeSelector",
            Kind::TextMap,
            Update,
            "Labels that a node must have.",
        ),
        field(
            "tolerations",
            Kind::Messages(&TOLERATION),
            Update,
            "Taints that the pod tolerates.",
        ),
        field(
            "resources",
            Kind::Message(&RESOURCES),
            Update,
            "Requests and limits of the pod.",
        ),
        field("annotations", Kind::TextMap, Update, "Pod annotations."),
        field("labels", Kind::TextMap, Update, "Pod labels."),
        field(
            "env",
            Kind::TextMap,
            Update,
            "Environment of the pod; values may be secrets.",
        ),
        field("args", Kind::Texts, Update, "Arguments, in order."),
        field(
            "scaling",
            Kind::Message(&SCALING),
            Update,
            "Replicas of the pod.",
        ),
        field(
            "cpuRuntimeClass",
            Kind::Text,
            Update,
            "Runtime class for CPU pods.",
        ),
        field(
            "gpuRuntimeClass",
            Kind::Text,
            Update,
            "Runtime class for GPU pods.",
        ),
        field(
            "schedulerName",
            Kind::Text,
            Update,
            "Scheduler of the pod. Unverified: the API may ignore it.",
        ),
    ],
);

static TOLERATION: Message = message(
    "toleration",
    &[
        field("key", Kind::Text, Update, "Key of the taint."),
        field("operator", Kind::Text, Update, "Equal or Exists."),
        field(
            "value",
            Kind::Text,
            Update,
            "Value of the taint; none with Exists.",
        ),
        field(
            "effect",
            Kind::Text,
            Update,
            "NoSchedule, PreferNoSchedule, NoExecute, or empty for all.",
        ),
    ],
);

pub(super) static RESOURCES: Message = message(
    "resources",
    &[
        field(
            "cpuRequest",
            Kind::Text,
            Update,
            "CPU request, such as 500m.",
        ),
        field(
            "memoryRequest",
            Kind::Text,
            Update,
            "Memory request, such as 2Gi.",
        ),
        field("cpuLimit", Kind::Text, Update, "CPU limit."),
        field("memoryLimit", Kind::Text, Update, "Memory limit."),
    ],
);

static SCALING: Message = message(
    "scaling",
    &[
        field(
            "replicas",
            Kind::Integer,
            Update,
            "Replicas while autoscaling is off.",
        ),
        field(
            "autoscalingEnabled",
            Kind::Flag,
            Update,
            "Whether the number of replicas follows the load.",
        ),
        field("minReplicas", Kind::Integer, Update, "Minimum number of replicas."),
        field(
            "maxReplicas",
            Kind::Integer,
            Update,
            "Maximum number of replicas; 0 means no limit.",
        ),
    ],
);

pub(crate) static PROFILE_BINDING: Message = message(
    "profile binding",
    &[
        field(
            "profileTemplateId",
            Kind::Text,
            Update,
            "UUID of the profile template; once per runner.",
        ),
        field(
            "profileName",
            Kind::Text,
            Update,
            "Name on this runner; the profile's own when empty.",
        ),
        field(
            "isDefault",
            Kind::Flag,
            Update,
            "Exactly one binding of a runner is the default.",
        ),
        field(
            "overridesJson",
            Kind::EmbeddedJson,
            Update,
            "Partial profile spec for this runner only: a JSON object in a string.",
        ),
    ],
);

pub(crate) static INSTALL_ERROR: Message = message(
    "install_error",
    &[
        field(
            "reason",
            Kind::Choice(InstallErrorReason::CONSTANTS),
            Output,
            "Kind of failure.",
        ),
        field("message", Kind::Text, Output, "What happened."),
        field(
            "diagnosticDetail",
            Kind::Text,
            Output,
            "Log text for a support ticket.",
        ),
        field("remediationHints", Kind::Texts, Output, "What to do."),
        field("occurredAt", Kind::Time, Output, "When it happened."),
    ],
);

pub(crate) static DEPLOYMENT_SPEC: Message = message(
    "deployment_spec",
    &[
        field("image", Kind::Text, Output, "Container image."),
        field(
            "imagePullPolicy",
            Kind::Text,
            Output,
            "When the image is pulled.",
        ),
        field(
            "serviceAccount",
            Kind::Text,
            Output,
            "Kubernetes service account.",
        ),
        field(
            "gatewayServer",
            Kind::Text,
            Output,
            "Host and port that the runner connects to.",
        ),
        field("args", Kind::Texts, Output, "Arguments."),
        field(
            "env",
            Kind::TextMap,
            Output,
            "Environment; values may be secrets.",
        ),
        field("annotations", Kind::TextMap, Output, "Pod annotations."),
        field("labels", Kind::TextMap, Output, "Pod labels."),
        field(
            "nodeSelector",
            Kind::TextMap,
            Output,
            "Labels that a node must have.",
        ),
        field(
            "tolerations",
            Kind::Messages(&TOLERATION),
            Output,
            "Taints that the pod tolerates.",
        ),
        field(
            "resources",
            Kind::Message(&RESOURCES),
            Output,
            "Requests and limits of the runner's container.",
        ),
        field(
            "initResources",
            Kind::Message(&RESOURCES),
            Output,
            "Requests and limits of its init container.",
        ),
        field("scaling", Kind::Message(&SCALING), Output, "Replicas."),
        field(
            "cpuRuntimeClass",
            Kind::Text,
            Output,
            "Runtime class for CPU pods.",
        ),
        field(
            "gpuRuntimeClass",
            Kind::Text,
            Output,
            "Runtime class for GPU pods.",
        ),
    ],
);

/// Body of a profile create call.
pub static CREATE_PROFILE_TEMPLATE: Message = message(
    "create request",
    &[field(
        "profileTemplate",
        Kind::Message(&PROFILE_TEMPLATE),
        Create,
        "The profile's input fields.",
    )],
);

/// Body of a profile update call.
pub static UPDATE_PROFILE_TEMPLATE: Message = message(
    "update request",
    &[
        field(
            "profileTemplate",
            Kind::Message(&PROFILE_TEMPLATE),
            Update,
            "The new values of the masked fields.",
        ),
        field("updateMask", Kind::Any, Update, "Which fields to replace."),
    ],
);

/// A profile template.
pub static PROFILE_TEMPLATE: Message = message(
    "profile template",
    &[
        field("id", Kind::Text, Output, "UUID, given by the server."),
        field(
            "organizationId",
            Kind::Text,
            Output,
            "Organization that owns it.",
        ),
        field(
            "displayName",
            Kind::Text,
            Create,
            "Unique in the organization. Fixed: to rename it, create a new profile.",
        ),
        field("description", Kind::Text, Update, "Description, for people."),
        field("labels", Kind::TextMap, Update, "Labels, for people and scripts."),
        field(
            "spec",
            Kind::Message(&PROFILE_SPEC),
            Update,
            "The guardrails; {} inherits everything. Replaced as a whole.",
        ),
        field("createdAt", Kind::Time, Output, "When it was created."),
        field("updatedAt", Kind::Time, Output, "When it last changed."),
    ],
);

// Those that a profile has in the API and in a file alike.
pub(super) const CONTAINER_IMAGE: Field = field(
    "containerImage",
    Kind::Text,
    Update,
    "Image for sandboxes that name none.",
);
pub(super) const RUNTIME_CLASS: Field = field(
    "runtimeClass",
    Kind::Text,
    Update,
    "Runtime class; empty means plain containers.",
);
pub(super) const RESOURCE_DEFAULTS: Field = field(
    "resourceDefaults",
    Kind::Message(&RESOURCES),
    Update,
    "Requests and limits for sandboxes that declare none.",
);
pub(super) const INSTANCE_TYPES: Field = field(
    "instanceTypes",
    Kind::Texts,
    Update,
    "Allowed instance types.",
);
pub(super) const NODE_SELECTOR: Field = field(
    "nodeSelector",
    Kind::TextMap,
    Update,
    "Labels that a node must have.",
);
pub(super) const TAGS: Field = field("tags", Kind::Texts, Update, "Tags for access control.");

pub(super) static PROFILE_SPEC: Message = message(
    "spec",
    &[
        CONTAINER_IMAGE,
        RUNTIME_CLASS,
        RESOURCE_DEFAULTS,
        INSTANCE_TYPES,
        NODE_SELECTOR,
        TAGS,
        field(
            "namespaceConfigJson",
            Kind::EmbeddedJson,
            Update,
            "Where sandboxes live: a JSON object in a string.",
        ),
        field(
            "networkConfigJson",
            Kind::EmbeddedJson,
            Update,
            "What sandboxes may reach: a JSON object in a string.",
        ),
        field(
            "podTemplateJson",
            Kind::EmbeddedJson,
            Update,
            "Fragment of the sandbox pod: a JSON object in a string.",
        ),
    ],
);

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::model::{
        DeploymentSpec, InstallError, MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow,
        ManagedSpec, Overrides, ProfileBinding, ProfileSpec, ProfileTemplate, Resources, Runner,
        Scaling, Toleration,
    };

    /// The keys that a type writes are the keys of its table, to the last one.
    fn agree(message: &Message, value: impl serde::Serialize) {
        let Ok(Value::Object(object)) = serde_json::to_value(value) else {
            panic!("an object")
        };
        let mut written: Vec<_> = object.keys().map(String::as_str).collect();
        let mut listed: Vec<_> = message.fields.iter().map(|field| field.json).collect();
        written.sort_unstable();
        listed.sort_unstable();
        assert_eq!(written, listed, "{}", message.name);
    }

    #[test]
    fn table_and_types_agree() {
        agree(&RUNNER, Runner::default());
        agree(&IDENTITY, Runner::default().identity);
        agree(&MANAGED_SPEC, ManagedSpec::default());
        agree(&MAINTENANCE_POLICY, MaintenancePolicy::default());
        agree(&MAINTENANCE_WINDOW, MaintenanceWindow::default());
        agree(&MAINTENANCE_EXCLUSION, MaintenanceExclusion::default());
        agree(&OVERRIDES, Overrides::default());
        agree(&TOLERATION, Toleration::default());
        agree(&RESOURCES, Resources::default());
        agree(&SCALING, Scaling::default());
        agree(&PROFILE_BINDING, ProfileBinding::default());
        agree(&INSTALL_ERROR, InstallError::default());
        agree(&DEPLOYMENT_SPEC, DeploymentSpec::default());
        agree(&PROFILE_TEMPLATE, ProfileTemplate::default());
        agree(&PROFILE_SPEC, ProfileSpec::default());
    }
}
