//! The wire types of v1beta2: the only place that spells the API's names (design D11).
//!
//! JSON is camelCase, spec files are `snake_case`; [`crate::document`] translates between them and knows every
//! field, who sets it and what it means.

mod cluster;
mod enums;
mod profile;
mod rfc3339;
mod runner;
mod status;
mod timestamp;

pub use cluster::{Cluster, ClusterList, Principal, WhoAmI};
pub use enums::{
    ClusterStatus, ConnectionStatus, InstallErrorReason, InstallStatus, ManagementMode,
    ReleaseChannel,
};
pub use profile::{
    CreateProfileTemplate, ProfileSpec, ProfileTemplate, ProfileTemplatePage, RUNTIME_CLASSES,
};
pub use runner::{
    CreateRunner, DeploymentSpec, Identity, InstallError, MaintenanceExclusion, MaintenancePolicy,
    MaintenanceWindow, ManagedSpec, Overrides, ProfileBinding, Resources, Runner, RunnerPage,
    Scaling, TextMap, Toleration, Version,
};
pub use status::{Code, FieldViolation, Status};
pub use timestamp::Timestamp;

/// Fields that this build does not know, as received (design D3).
pub type Unknown = serde_json::Map<String, serde_json::Value>;

/// Reads null as the type's zero value: absent, null and zero are one "unset" (contract 0.3).
pub(crate) fn unset<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    Ok(<Option<T> as serde::Deserialize>::deserialize(deserializer)?.unwrap_or_default())
}
