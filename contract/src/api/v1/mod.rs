//! v1: `spec`, `policy`, an etag and a request ID (contract-v1).

mod calls;
mod fields;
mod file;
mod model;
mod places;
mod reading;
#[cfg(test)]
mod tests;
mod update;

pub(super) use calls::{apply_update, change, create, delete, get, list};
pub(super) use fields::RUNNER;
pub use file::cwic_policy;
pub(super) use file::{cwic_create, cwic_edit, file, read_file};
pub(super) use model::{EDITED, MODEL};
pub(super) use places::{document, in_file, spelled, violation};
pub(super) use reading::{page, runner};
pub(super) use update::{mask, update};

use crate::part::Part;

/// Where runners are listed and created (contract-v1 1).
pub(super) const RUNNERS: &str = "/v1/sandbox/managedRunners";

/// Verb that applies the available update; its colon is not part of the ID.
pub(super) const APPLY: &str = ":applyAvailableUpdate";

/// What a mask can name (contract-v1 4.1).
pub(super) const PARTS: [Part; 11] = [
    Part::DisplayName,
    Part::RunnerGroupId,
    Part::Policy,
    Part::ReleaseChannel,
    Part::MaintenancePolicy,
    Part::Overrides,
    Part::EnforceResourceLimits,
    Part::Volumes,
    Part::TenantMetrics,
    Part::ImagePull,
    Part::DataPlane,
];
