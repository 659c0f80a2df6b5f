//! Those that a runner has in v1, too.

use super::{DEPLOYMENT_SPEC, INSTALL_ERROR, MAINTENANCE_POLICY, field};
use crate::document::Access::{Create, Output, Update};
use crate::document::{Field, Kind};
use crate::model::{ConnectionStatus, InstallStatus, ReleaseChannel};

pub(crate) const RUNNER_ID: Field = field(
    "runnerId",
    Kind::Text,
    Create,
    "ID of the runner: 1 to 63 of a-z, 0-9 and -, starting and ending with a letter or digit. Fixed.",
);
pub(crate) const CLUSTER_ID: Field = field(
    "clusterId",
    Kind::Text,
    Create,
    "UUID of the CKS cluster. Fixed.",
);
pub(crate) const INSTALL_STATUS: Field = field(
    "installStatus",
    Kind::Choice(InstallStatus::CONSTANTS),
    Output,
    "Status of the install.",
);
pub(crate) const FAILURE: Field = field(
    "installError",
    Kind::Message(&INSTALL_ERROR),
    Output,
    "Why the install failed; only while its status is failed.",
);
pub(crate) const CONNECTION_STATUS: Field = field(
    "connectionStatus",
    Kind::Choice(ConnectionStatus::CONSTANTS),
    Output,
    "Whether heartbeats arrive; can lag by up to 30 seconds.",
);
pub(crate) const ACTIVE_CONFIG_VERSION: Field = field(
    "activeConfigVersion",
    Kind::Text,
    Output,
    "Config version that runs now.",
);
pub(crate) const ACTIVE_REVISION: Field = field(
    "activeRevision",
    Kind::Integer,
    Output,
    "Revision that runs.",
);
pub(crate) const TARGET_REVISION: Field = field(
    "targetRevision",
    Kind::Integer,
    Output,
    "Revision that should run.",
);
pub(crate) const UPDATE_AVAILABLE: Field = field(
    "updateAvailable",
    Kind::Flag,
    Output,
    "A newer version is available on the runner's channel.",
);
pub(crate) const ROLLOUT_IN_PROGRESS: Field = field(
    "rolloutInProgress",
    Kind::Flag,
    Output,
    "The target revision is being rolled out.",
);
pub(crate) const DEPLOYMENT: Field = field(
    "deploymentSpec",
    Kind::Message(&DEPLOYMENT_SPEC),
    Output,
    "Settings of the runner's pod as the server resolved them.",
);
pub(crate) const RELEASE_CHANNEL: Field = field(
    "releaseChannel",
    Kind::Choice(ReleaseChannel::CONSTANTS),
    Update,
    "Which versions the runner gets; stable when unset.",
);
pub(crate) const MAINTENANCE: Field = field(
    "maintenancePolicy",
    Kind::Message(&MAINTENANCE_POLICY),
    Update,
    "When automatic updates may start. Replaced as a whole.",
);
