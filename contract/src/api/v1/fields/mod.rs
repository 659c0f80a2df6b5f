//! The table of v1's fields (contract-v1 2). Parts that are the same in v1beta2 come from that table.

mod only_v1;

use crate::api::v1beta2::fields::both::{
    ACTIVE_CONFIG_VERSION, ACTIVE_REVISION, CLUSTER_ID, CONNECTION_STATUS, DEPLOYMENT, FAILURE,
    INSTALL_STATUS, MAINTENANCE, RELEASE_CHANNEL, ROLLOUT_IN_PROGRESS, RUNNER_ID, TARGET_REVISION,
    UPDATE_AVAILABLE,
};
use crate::api::v1beta2::fields::{OVERRIDES as BETA_OVERRIDES, PROFILE_BINDING, field, message};
use crate::document::Access::{Create, Output, Update};
use crate::document::{Kind, Message};
use only_v1::{DATA_PLANE, IMAGE_PULL, TENANT_METRICS, VOLUMES};

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
        INSTALL_STATUS,
        FAILURE,
        CONNECTION_STATUS,
        field(
            "dataPlaneStatus",
            Kind::Any,
            Output,
            "State of the direct endpoint.",
        ),
        ACTIVE_CONFIG_VERSION,
        ACTIVE_REVISION,
        TARGET_REVISION,
        UPDATE_AVAILABLE,
        ROLLOUT_IN_PROGRESS,
        DEPLOYMENT,
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
        RUNNER_ID,
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
        CLUSTER_ID,
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
        RELEASE_CHANNEL,
        MAINTENANCE,
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
