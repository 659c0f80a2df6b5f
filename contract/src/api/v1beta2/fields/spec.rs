//! How a runner is updated, and what its own pod is like.

use super::both::{MAINTENANCE, RELEASE_CHANNEL};
use super::{field, message};
use crate::document::Access::Update;
use crate::document::{Kind, Message};

pub(crate) static MANAGED_SPEC: Message = message(
    "managed_spec",
    &[
        RELEASE_CHANNEL,
        MAINTENANCE,
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

pub(super) static MAINTENANCE_WINDOW: Message = message(
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

pub(super) static MAINTENANCE_EXCLUSION: Message = message(
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

pub(super) static TOLERATION: Message = message(
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

pub(crate) static RESOURCES: Message = message(
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

pub(super) static SCALING: Message = message(
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
        field(
            "minReplicas",
            Kind::Integer,
            Update,
            "Minimum number of replicas.",
        ),
        field(
            "maxReplicas",
            Kind::Integer,
            Update,
            "Maximum number of replicas; 0 means no limit.",
        ),
    ],
);
