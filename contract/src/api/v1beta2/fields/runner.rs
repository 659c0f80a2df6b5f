//! A runner, and the bodies of the calls that write it.

use super::both::{
    ACTIVE_CONFIG_VERSION, ACTIVE_REVISION, CLUSTER_ID, CONNECTION_STATUS, DEPLOYMENT, FAILURE,
    INSTALL_STATUS, ROLLOUT_IN_PROGRESS, RUNNER_ID, TARGET_REVISION, UPDATE_AVAILABLE,
};
use super::{MANAGED_SPEC, field, message};
use crate::document::Access::{Create, Output, Update};
use crate::document::{Kind, Message};
use crate::model::{InstallErrorReason, ManagementMode};

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
        INSTALL_STATUS,
        FAILURE,
        CONNECTION_STATUS,
        ACTIVE_CONFIG_VERSION,
        field(
            "activeProfileSpecVersion",
            Kind::Text,
            Output,
            "Profile set version that runs now.",
        ),
        ACTIVE_REVISION,
        TARGET_REVISION,
        UPDATE_AVAILABLE,
        ROLLOUT_IN_PROGRESS,
        DEPLOYMENT,
        field("createdAt", Kind::Time, Output, "When it was created."),
        field("updatedAt", Kind::Time, Output, "When it last changed."),
        field("lastHeartbeatAt", Kind::Time, Output, "Newest heartbeat."),
    ],
);

pub(super) static IDENTITY: Message = message(
    "identity",
    &[
        RUNNER_ID,
        field(
            "zone",
            Kind::Text,
            Update,
            "Zone of the cluster; upper and lower case are the same.",
        ),
        CLUSTER_ID,
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
