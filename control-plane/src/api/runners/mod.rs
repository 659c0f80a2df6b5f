//! Managed runners (contract 2).

pub(crate) mod actions;
pub(crate) mod create;
pub(crate) mod read;
pub(crate) mod update;

use contract::validate;
use contract::wire::Runner;

use super::error::{ApiResult, not_found, precondition};
use crate::change::Change;
use crate::plane::Plane;
use crate::simulation::record::Record;
use crate::simulation::timing::Instant;
use crate::store::Write;

/// The runner in the form in which it is stored: zone in lower case (I-21), a channel (I-12), no policy
/// that says nothing (contract 1.4).
fn normalized(mut runner: Runner) -> Runner {
    runner.identity.zone = runner.identity.zone.to_lowercase();
    let mut spec = runner.managed_spec.unwrap_or_default();
    spec.release_channel = spec.release_channel.effective();
    spec.maintenance_policy = spec
        .maintenance_policy
        .filter(|policy| !policy.windows.is_empty() || !policy.exclusions.is_empty());
    runner.managed_spec = Some(spec);
    runner
}

/// The runner, if this API looks after it.
async fn managed(plane: &Plane, write: &mut Write, id: &str, now: Instant) -> ApiResult<Record> {
    let record = plane.find(write, id, now).await?;
    let record = record.ok_or_else(|| not_found("runner", id))?;
    if record.is_managed() {
        Ok(record)
    } else {
        Err(precondition("MANAGEMENT_MODE", "runner is not managed"))
    }
}

/// The runner, if it takes changes.
async fn writable(plane: &Plane, write: &mut Write, id: &str, now: Instant) -> ApiResult<Record> {
    let record = managed(plane, write, id, now).await?;
    if record.is_deleting() {
        Err(precondition("INSTALL_STATUS", "runner is being deleted"))
    } else {
        Ok(record)
    }
}

fn refuse(violations: &[validate::Violation]) -> ApiResult<()> {
    validate::status(violations).map_or(Ok(()), |status| Err(status.into()))
}

fn written(record: &Record) -> Change {
    Change::Written {
        runner_id: record.runner.identity.runner_id.clone(),
    }
}
