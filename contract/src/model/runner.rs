//! The runner and its parts (contract section 1).
//!
//! Absent, null and zero values are one "unset" on input (contract 0.3); on output scalars, lists and
//! maps are written as zero values and absent messages as null (I-01). Every object keeps the fields it
//! does not know in `unknown` and writes them back (contract 3.6).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::Path;
use crate::part::Part;

use super::{
    ConnectionStatus, InstallErrorReason, InstallStatus, ManagementMode, ReleaseChannel, Timestamp,
    Unknown, unset,
};

/// Keys and values of Kubernetes maps: labels, annotations, environment, node selectors.
pub type TextMap = BTreeMap<String, String>;

/// A managed (or self-managed) runner.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Runner {
    /// UUID, given by the server. Never used as a key in routes: v1 has none (design D11).
    #[serde(deserialize_with = "unset")]
    pub id: String,
    /// Free text, set at creation.
    #[serde(deserialize_with = "unset")]
    pub display_name: String,
    /// Who and where it is.
    #[serde(deserialize_with = "unset")]
    pub identity: Identity,
    /// Who manages it.
    pub management_mode: ManagementMode,
    /// Channel, maintenance and overrides; absent on self-managed runners.
    pub managed_spec: Option<ManagedSpec>,
    /// The profiles it offers.
    #[serde(deserialize_with = "unset")]
    pub profile_bindings: Vec<ProfileBinding>,
    /// What sandboxes on it may be and do (contract-v1 3), as received: absent, `{}` and a value are three different things.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub policy: Option<Value>,
    /// Revision of the policy (contract-v1 4.3), as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub etag: Option<Value>,
    /// State of its direct endpoint (contract-v1 2.1), as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub data_plane_status: Option<Value>,
    /// Where the install stands.
    pub install_status: InstallStatus,
    /// Why the install failed, while it is failed.
    pub install_error: Option<InstallError>,
    /// Whether heartbeats arrive.
    pub connection_status: ConnectionStatus,
    /// Config version that runs now.
    #[serde(deserialize_with = "unset")]
    pub active_config_version: String,
    /// Profile set version that runs now.
    #[serde(deserialize_with = "unset")]
    pub active_profile_spec_version: String,
    /// Revision that runs.
    #[serde(deserialize_with = "unset")]
    pub active_revision: i32,
    /// Revision that is wanted.
    #[serde(deserialize_with = "unset")]
    pub target_revision: i32,
    /// A newer version is available on its channel.
    #[serde(deserialize_with = "unset")]
    pub update_available: bool,
    /// The target revision is being rolled out.
    #[serde(deserialize_with = "unset")]
    pub rollout_in_progress: bool,
    /// What the server resolved for the runner's own pod.
    pub deployment_spec: Option<DeploymentSpec>,
    /// When it was created.
    #[serde(deserialize_with = "super::timestamp::set")]
    pub created_at: Option<Timestamp>,
    /// When it last changed; stands in for the etag that v1beta2 lacks (design D6).
    #[serde(deserialize_with = "super::timestamp::set")]
    pub updated_at: Option<Timestamp>,
    /// Newest heartbeat; absent before the first.
    #[serde(deserialize_with = "super::timestamp::set")]
    pub last_heartbeat_at: Option<Timestamp>,
    /// Fields that this build could not read because of an unexpected type. The console's own: never sent.
    #[serde(skip)]
    pub unreadable: Vec<Path>,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

impl Runner {
    /// The runner ID: the key of routes, stores and commands.
    pub fn runner_id(&self) -> &str {
        &self.identity.runner_id
    }

    /// By what a later state is told from this one.
    pub fn version(&self) -> Version {
        let etag = self.etag.as_ref().and_then(Value::as_str);
        let etags = etag.map(|etag| (Part::Policy, etag.to_owned()));
        Version {
            updated_at: self.updated_at.clone(),
            etags: etags.into_iter().collect(),
        }
    }

    /// Whether one revision is replacing another. A first install also has a target above the active
    /// revision, but nothing runs yet that could be replaced (contract 7.1, 7.3).
    pub fn is_rolling_out(&self) -> bool {
        self.rollout_in_progress && self.install_status == InstallStatus::Ready
    }

    /// Whether this console may change it at all: self-managed runners are read-only (contract 1.1).
    pub fn is_managed(&self) -> bool {
        self.management_mode != ManagementMode::SelfManaged
    }
}

/// What a server says of how new a runner is (design D6).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Version {
    /// When anything of it last changed.
    pub updated_at: Option<Timestamp>,
    /// Revisions of the parts that the server guards: a write must name the revision that it started from.
    pub etags: BTreeMap<Part, String>,
}

/// Who and where a runner is (contract 1.2).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Identity {
    /// Chosen by the caller, unique in the organization, fixed.
    #[serde(deserialize_with = "unset")]
    pub runner_id: String,
    /// Zone of the cluster; compared without case.
    #[serde(deserialize_with = "unset")]
    pub zone: String,
    /// CKS UUID, fixed.
    #[serde(deserialize_with = "unset")]
    pub cluster_id: String,
    /// CKS name, fixed.
    #[serde(deserialize_with = "unset")]
    pub cluster_name: String,
    /// Scheduling affinity among runners of a zone; may be empty.
    #[serde(deserialize_with = "unset")]
    pub runner_group_id: String,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// What CoreWeave manages about a runner (contract 1.3).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ManagedSpec {
    /// Which versions it gets.
    pub release_channel: ReleaseChannel,
    /// When automatic updates may start; absent means any time.
    pub maintenance_policy: Option<MaintenancePolicy>,
    /// Settings of the runner's own pod; absent means platform defaults.
    pub overrides: Option<Overrides>,
    /// Registered volumes (contract-v1 2.3); v1 only, as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub volumes: Option<Value>,
    /// Usage collector of sandboxes (contract-v1 2.3); v1 only, as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub tenant_metrics: Option<Value>,
    /// When images are pulled (contract-v1 2.3); v1 only, as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub image_pull: Option<Value>,
    /// The runner's direct endpoint (contract-v1 2.3); v1 only, as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub data_plane: Option<Value>,
    /// Lets bound profiles carry otherwise blocked pod annotations. Has no mask path of its own.
    #[serde(deserialize_with = "unset")]
    pub allow_privileged_profile_annotations: bool,
    /// Sandboxes and profiles must declare CPU and memory limits. Has no mask path of its own.
    #[serde(deserialize_with = "unset")]
    pub enforce_resource_limits: bool,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// When automatic updates may start (contract 1.4).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct MaintenancePolicy {
    /// Recurring windows; none means any time.
    #[serde(deserialize_with = "unset")]
    pub windows: Vec<MaintenanceWindow>,
    /// One-off periods without updates; they beat windows.
    #[serde(deserialize_with = "unset")]
    pub exclusions: Vec<MaintenanceExclusion>,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// A recurring maintenance window.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct MaintenanceWindow {
    /// Five-field cron of its start, in UTC.
    #[serde(deserialize_with = "unset")]
    pub cron: String,
    /// Length in seconds, 60 to 604800.
    #[serde(deserialize_with = "unset")]
    pub duration_seconds: i32,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// A one-off period without automatic updates.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct MaintenanceExclusion {
    /// First instant of the period.
    #[serde(deserialize_with = "super::timestamp::set")]
    pub start_time: Option<Timestamp>,
    /// First instant after the period.
    #[serde(deserialize_with = "super::timestamp::set")]
    pub end_time: Option<Timestamp>,
    /// Why; for people.
    #[serde(deserialize_with = "unset")]
    pub reason: String,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// Settings of the runner's own pod (contract 1.5). Replaced as a whole by every update.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Overrides {
    /// Labels a node must have.
    #[serde(deserialize_with = "unset")]
    pub node_selector: TextMap,
    /// Taints the pod tolerates.
    #[serde(deserialize_with = "unset")]
    pub tolerations: Vec<Toleration>,
    /// Requests and limits of the pod.
    pub resources: Option<Resources>,
    /// Pod annotations.
    #[serde(deserialize_with = "unset")]
    pub annotations: TextMap,
    /// Pod labels.
    #[serde(deserialize_with = "unset")]
    pub labels: TextMap,
    /// Environment; values may be secrets and are masked on screen.
    #[serde(deserialize_with = "unset")]
    pub env: TextMap,
    /// Arguments, in order.
    #[serde(deserialize_with = "unset")]
    pub args: Vec<String>,
    /// Replicas.
    pub scaling: Option<Scaling>,
    /// Runtime class for CPU pods; two readings of its scope exist (contract 1.5).
    #[serde(deserialize_with = "unset")]
    pub cpu_runtime_class: String,
    /// Runtime class for GPU pods; two readings of its scope exist (contract 1.5).
    #[serde(deserialize_with = "unset")]
    pub gpu_runtime_class: String,
    /// Scheduler of the pod; unverified for v1beta2 (I-30).
    #[serde(deserialize_with = "unset")]
    pub scheduler_name: String,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// A Kubernetes toleration.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Toleration {
    /// Key of the taint; empty with `Exists` tolerates every key.
    #[serde(deserialize_with = "unset")]
    pub key: String,
    /// `Equal` (also when empty) or `Exists`.
    #[serde(deserialize_with = "unset")]
    pub operator: String,
    /// Value of the taint; none with `Exists`.
    #[serde(deserialize_with = "unset")]
    pub value: String,
    /// `NoSchedule`, `PreferNoSchedule`, `NoExecute`; empty means each.
    #[serde(deserialize_with = "unset")]
    pub effect: String,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// Requests and limits as Kubernetes quantities.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Resources {
    /// CPU request.
    #[serde(deserialize_with = "unset")]
    pub cpu_request: String,
    /// Memory request.
    #[serde(deserialize_with = "unset")]
    pub memory_request: String,
    /// CPU limit.
    #[serde(deserialize_with = "unset")]
    pub cpu_limit: String,
    /// Memory limit.
    #[serde(deserialize_with = "unset")]
    pub memory_limit: String,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// Replicas of the runner's pod.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Scaling {
    /// Replicas while autoscaling is off.
    #[serde(deserialize_with = "unset")]
    pub replicas: i32,
    /// Whether the number follows load.
    #[serde(deserialize_with = "unset")]
    pub autoscaling_enabled: bool,
    /// Fewest replicas.
    #[serde(deserialize_with = "unset")]
    pub min_replicas: i32,
    /// Most replicas; 0 means no bound.
    #[serde(deserialize_with = "unset")]
    pub max_replicas: i32,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// A profile template offered by a runner (contract 1.6).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ProfileBinding {
    /// UUID of the template; key of the list.
    #[serde(deserialize_with = "unset")]
    pub profile_template_id: String,
    /// Name on this runner; empty means the template's display name.
    #[serde(deserialize_with = "unset")]
    pub profile_name: String,
    /// Exactly one binding of a runner is the default.
    #[serde(deserialize_with = "unset")]
    pub is_default: bool,
    /// JSON object in a string: a partial profile spec for this runner only.
    #[serde(deserialize_with = "unset")]
    pub overrides_json: String,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// Why an install failed (contract 1.7).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct InstallError {
    /// Kind of failure.
    pub reason: InstallErrorReason,
    /// What happened, for people.
    #[serde(deserialize_with = "unset")]
    pub message: String,
    /// Internal log text, for a support ticket.
    #[serde(deserialize_with = "unset")]
    pub diagnostic_detail: String,
    /// What to do, shown first.
    #[serde(deserialize_with = "unset")]
    pub remediation_hints: Vec<String>,
    /// When it happened.
    #[serde(deserialize_with = "super::timestamp::set")]
    pub occurred_at: Option<Timestamp>,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// What the server resolved for the runner's pod (contract 1.8). Read-only; `env` may hold secrets.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct DeploymentSpec {
    /// Container image.
    #[serde(deserialize_with = "unset")]
    pub image: String,
    /// When the image is pulled.
    #[serde(deserialize_with = "unset")]
    pub image_pull_policy: String,
    /// Kubernetes service account.
    #[serde(deserialize_with = "unset")]
    pub service_account: String,
    /// Host and port that the runner connects to.
    #[serde(deserialize_with = "unset")]
    pub gateway_server: String,
    /// Arguments, in order.
    #[serde(deserialize_with = "unset")]
    pub args: Vec<String>,
    /// Environment; values may be secrets.
    #[serde(deserialize_with = "unset")]
    pub env: TextMap,
    /// Pod annotations.
    #[serde(deserialize_with = "unset")]
    pub annotations: TextMap,
    /// Pod labels.
    #[serde(deserialize_with = "unset")]
    pub labels: TextMap,
    /// Labels a node must have.
    #[serde(deserialize_with = "unset")]
    pub node_selector: TextMap,
    /// Taints the pod tolerates.
    #[serde(deserialize_with = "unset")]
    pub tolerations: Vec<Toleration>,
    /// Requests and limits of the runner's container.
    pub resources: Option<Resources>,
    /// Requests and limits of its init container.
    pub init_resources: Option<Resources>,
    /// Replicas.
    pub scaling: Option<Scaling>,
    /// Runtime class for CPU pods.
    #[serde(deserialize_with = "unset")]
    pub cpu_runtime_class: String,
    /// Runtime class for GPU pods.
    #[serde(deserialize_with = "unset")]
    pub gpu_runtime_class: String,
    /// Fields of newer servers, kept.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub unknown: Unknown,
}

/// Body of a create call (contract 2.1).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CreateRunner {
    /// ID of the runner to be.
    #[serde(deserialize_with = "unset")]
    pub runner_id: String,
    /// Its input fields.
    #[serde(deserialize_with = "unset")]
    pub runner: Runner,
}

/// A page of runners (contract 2.3).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RunnerPage {
    /// Runners in order of their runner IDs. Some servers say `managedRunners` (I-05).
    #[serde(alias = "managedRunners", deserialize_with = "unset")]
    pub runners: Vec<Runner>,
    /// Empty on the last page; it alone says whether more exists.
    #[serde(deserialize_with = "unset")]
    pub next_page_token: String,
}
