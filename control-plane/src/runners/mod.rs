//! What can be done to a runner, whatever the dialect that asks for it: create, change, apply, delete
//! (contract 2). Each is one write, or none.

mod create;
mod templates;
mod update;

pub(crate) use create::{Replay, create, create_once};
pub(crate) use update::{change, update};

use std::sync::Arc;

use contract::model::{Code, Runner, Status};

use crate::change::Change;
use crate::plane::Plane;
use crate::refusal::{Outcome, not_found, precondition};
use crate::simulation::lifecycle::{roll_out, touch};
use crate::simulation::record::Record;
use crate::simulation::timing::Instant;
use crate::store::{Write, runners, volumes};

/// Tears a runner down. It is DELETING until it is gone; asking again changes nothing.
pub(crate) async fn delete(plane: &Arc<Plane>, key: &str) -> Outcome<()> {
    let mut write = plane.store.write().await?;
    let now = plane.now();
    let mut record = managed(plane, &mut write, key, now).await?;
    if !record.is_deleting() {
        if volumes::blocks(&mut write, &record.runner.id).await? {
            let message = "runner has registered volumes; remove them first";
            let status = Status::new(Code::FailedPrecondition, message);
            return Err(status.with_reason("CWSANDBOX_VOLUME_IN_USE").into());
        }
        record.life.delete(&plane.timing, now);
        touch(&mut record, now);
        runners::update(&mut write, &record).await?;
        plane.commit(write, vec![written(&record)]).await?;
    }
    Ok(())
}

/// Applies the newest version of the runner's channel now, whatever its windows say. While it is being rolled
/// out, asking again changes nothing (I-15).
pub(crate) async fn apply_update(plane: &Arc<Plane>, key: &str) -> Outcome<Record> {
    let mut write = plane.store.write().await?;
    let now = plane.now();
    let mut record = writable(plane, &mut write, key, now).await?;
    if !record.life.is_rolling_out() {
        let message = "no update is available for this runner";
        let version = record
            .update()
            .ok_or_else(|| precondition("UPDATE", message))?;
        version.clone_into(&mut record.life.version);
        roll_out(&mut record.life, &plane.timing, now);
        touch(&mut record, now);
        runners::update(&mut write, &record).await?;
        plane.commit(write, vec![written(&record)]).await?;
    }
    Ok(record)
}

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
async fn managed(plane: &Plane, write: &mut Write, id: &str, now: Instant) -> Outcome<Record> {
    let record = plane.find(write, id, now).await?;
    let record = record.ok_or_else(|| not_found("runner", id))?;
    if record.is_managed() {
        Ok(record)
    } else {
        Err(precondition("MANAGEMENT_MODE", "runner is not managed"))
    }
}

/// The runner, if it takes changes.
async fn writable(plane: &Plane, write: &mut Write, id: &str, now: Instant) -> Outcome<Record> {
    let record = managed(plane, write, id, now).await?;
    if record.is_deleting() {
        Err(precondition("INSTALL_STATUS", "runner is being deleted"))
    } else {
        Ok(record)
    }
}

fn written(record: &Record) -> Change {
    Change::Written {
        runner_id: record.runner.identity.runner_id.clone(),
    }
}
