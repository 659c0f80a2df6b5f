//! The table of v1's fields (contract-v1 2). Parts that are the same in v1beta2 come from that table.

use crate::api::v1beta2::fields::{
    DEPLOYMENT_SPEC, INSTALL_ERROR, MAINTENANCE_POLICY, OVERRIDES as BETA_OVERRIDES,
    PROFILE_BINDING, field, message,
};
use crate::document::Access::{Create, Output, Update};
use crate::document::{Kind, Message};
use crate::model::{ConnectionStatus, InstallStatus, ReleaseChannel};

/// A runner, the bare resource. Its fields stand in the order in which a file lists them.
pub(crate) static RUNNER: Message = message(
    "runner",
    &[
        field(
            "etag",
            Kind::Text,
            Update,
            "Revision of the policy as read before the edit. Every policy write makes it stale.",
        ),
        field(
            "identity",
            Kind::Message(&IDENTITY),
            Update,
            "Who and where the runner is.",
        ),
        field("displayName", Kind::Text, Update, "A name for people."),
        field(
            "spec",
            Kind::Message(&SPEC),
            Update,
            "How the runner is installed, updated and reached. Each part is replaced on its own.",
        ),
        field(
            "policy",
            Kind::Any,
            Update,
            "What sandboxes on this runner may do. Replaced as a whole; {} sets no limits of your own.",
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
            "dataPlaneStatus",
            Kind::Any,
            Output,
            "State of the direct endpoint.",
        ),
        field(
            "activeConfigVersion",
            Kind::Text,
            Output,
            "Config version that runs now.",
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
        field("createTime", Kind::Time, Output, "When it was created."),
        field("updateTime", Kind::Time, Output, "When it last changed."),
        field("lastHeartbeatTime", Kind::Time, Output, "Newest heartbeat."),
        field(
            "profileBindings",
            Kind::Messages(&PROFILE_BINDING),
            Output,
            "Profiles of v1beta2; cannot be set here.",
        ),
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
            "runnerGroupId",
            Kind::Text,
            Update,
            "Groups runners of a zone for scheduling; default when empty.",
        ),
        field(
            "zone",
            Kind::Text,
            Create,
            "Zone of the cluster, in lower case. Fixed.",
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
            Output,
            "Name of the CKS cluster, as the server resolves it.",
        ),
    ],
);

pub(crate) static SPEC: Message = message(
    "spec",
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
            "enforceResourceLimits",
            Kind::Flag,
            Update,
            "Sandboxes must state a CPU and a memory limit.",
        ),
        field(
            "volumes",
            Kind::Message(&VOLUMES),
            Update,
            "Registered volumes. Replaced as a whole.",
        ),
        field(
            "tenantMetrics",
            Kind::Message(&TENANT_METRICS),
            Update,
            "Usage collector of each sandbox. Replaced as a whole.",
        ),
        field(
            "imagePull",
            Kind::Message(&IMAGE_PULL),
            Update,
            "When sandbox images are pulled. Replaced as a whole.",
        ),
        field(
            "dataPlane",
            Kind::Message(&DATA_PLANE),
            Update,
            "The runner's direct endpoint: exactly one of its members. Replaced as a whole; none without it.",
        ),
        field(
            "allowPrivilegedProfileAnnotations",
            Kind::Flag,
            Output,
            "A flag of v1beta2; cannot be set here.",
        ),
    ],
);

/// Those of v1beta2 without its last, the scheduler, which v1 does not have (contract-v1 2.3).
static OVERRIDES: Message = message(
    "overrides",
    match BETA_OVERRIDES.fields {
        [fields @ .., _] => fields,
        [] => &[],
    },
);

static VOLUMES: Message = message(
    "volumes",
    &[
        field(
            "enabled",
            Kind::Flag,
            Update,
            "Sandboxes may use registered volumes, if the runner is allowed to create volume claims.",
        ),
        field(
            "csiDriverAllowlist",
            Kind::Texts,
            Update,
            "CSI drivers; the platform's default, csi.vastdata.com, when empty.",
        ),
    ],
);

static TENANT_METRICS: Message = message(
    "tenant_metrics",
    &[
        field(
            "enabled",
            Kind::Flag,
            Update,
            "A usage collector runs alongside each sandbox.",
        ),
        field(
            "image",
            Kind::Text,
            Update,
            "Its image; the deployment's default when empty.",
        ),
    ],
);

const PULLS: &[&str] = &[
    "SANDBOX_IMAGE_PULL_POLICY_IF_NOT_PRESENT",
    "SANDBOX_IMAGE_PULL_POLICY_ALWAYS",
];

static IMAGE_PULL: Message = message(
    "image_pull",
    &[field(
        "policy",
        Kind::Choice(PULLS),
        Update,
        "ALWAYS checks pull credentials at each start; IF_NOT_PRESENT is the default.",
    )],
);

static DATA_PLANE: Message = message(
    "data_plane",
    &[
        field(
            "disabled",
            Kind::Message(&DISABLED),
            Update,
            "No direct endpoint: sandboxes are reached through the gateway.",
        ),
        field(
            "clusterIp",
            Kind::Message(&CLUSTER_IP),
            Update,
            "A service that can be reached only from within the cluster.",
        ),
        field(
            "loadBalancer",
            Kind::Message(&LOAD_BALANCER),
            Update,
            "A service behind a load balancer.",
        ),
        field(
            "custom",
            Kind::Message(&CUSTOM),
            Update,
            "An address that you advertise yourself.",
        ),
    ],
);

static DISABLED: Message = message("disabled", &[]);

static CLUSTER_IP: Message = message(
    "cluster_ip",
    &[field(
        "annotations",
        Kind::TextMap,
        Update,
        "Annotations of the service.",
    )],
);

const SCOPES: &[&str] = &[
    "RUNNER_DATA_PLANE_SERVICE_SCOPE_PUBLIC",
    "RUNNER_DATA_PLANE_SERVICE_SCOPE_PRIVATE",
];
const TRAFFIC: &[&str] = &[
    "RUNNER_DATA_PLANE_EXTERNAL_TRAFFIC_POLICY_CLUSTER",
    "RUNNER_DATA_PLANE_EXTERNAL_TRAFFIC_POLICY_LOCAL",
];

static LOAD_BALANCER: Message = message(
    "load_balancer",
    &[
        field(
            "scope",
            Kind::Choice(SCOPES),
            Update,
            "Whether it can be reached from outside.",
        ),
        field(
            "loadBalancerClass",
            Kind::Text,
            Update,
            "Class of the load balancer.",
        ),
        field(
            "annotations",
            Kind::TextMap,
            Update,
            "Annotations of the service.",
        ),
        field(
            "sourceRanges",
            Kind::Texts,
            Update,
            "Networks that may connect, as CIDR.",
        ),
        field(
            "externalTrafficPolicy",
            Kind::Choice(TRAFFIC),
            Update,
            "Which nodes receive traffic from outside.",
        ),
        field(
            "hostname",
            Kind::Text,
            Update,
            "Host name in the certificate; may be assigned when empty.",
        ),
    ],
);

static CUSTOM: Message = message(
    "custom",
    &[
        field(
            "advertisedUri",
            Kind::Text,
            Update,
            "Absolute, stable URI given to clients.",
        ),
        field(
            "serviceAnnotations",
            Kind::TextMap,
            Update,
            "Annotations of the service.",
        ),
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v1_has_every_override_but_the_scheduler() {
        let left_out: Vec<_> = BETA_OVERRIDES
            .fields
            .iter()
            .map(|field| field.json)
            .filter(|json| OVERRIDES.field(json).is_none())
            .collect();
        assert_eq!(left_out, ["schedulerName"]);
    }
}
