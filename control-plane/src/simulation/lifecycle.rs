//! What happens to a runner automatically (contract 7): one step at a time, each at the instant at which it was due.
//! So the result does not depend on how often someone looks, and continues after a restart.

use contract::maintenance::Calendar;
use contract::model::{DeploymentSpec, InstallError};
use contract::quantity;

use super::cluster::SimulatedCluster;
use super::data_plane::DataPlane;
use super::deployment::resolve;
use super::placement::placement;
use super::record::{Life, Phase, Record};
use super::timing::{Instant, Timing, instant, timestamp};

/// A pod with a lower memory limit, in bytes, is killed soon after it has started.
const ENOUGH_MEMORY: f64 = 268_435_456.0;

/// What a step means for those who watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing that a reader can see.
    Unseen,
    /// The runner looks different now.
    Seen,
    /// The runner is gone.
    Gone,
}

/// Does everything that is due by `now`. Nothing if nothing is.
pub(crate) fn advance(
    record: &mut Record,
    cluster: &SimulatedCluster,
    timing: &Timing,
    now: Instant,
) -> Option<Step> {
    let mut result = None;
    while let Some(at) = record.life.due().filter(|at| *at <= now) {
        match step(record, cluster, timing, at, now) {
            Step::Gone => return Some(Step::Gone),
            Step::Seen => result = Some(Step::Seen),
            Step::Unseen => result = result.or(Some(Step::Unseen)),
        }
    }
    result
}

/// The one thing that is due at `at`.
fn step(
    record: &mut Record,
    cluster: &SimulatedCluster,
    timing: &Timing,
    at: Instant,
    now: Instant,
) -> Step {
    let life = &mut record.life;
    match &life.phase {
        Phase::Pending { until } if *until <= at => {
            life.phase = Phase::Provisioning {
                until: at + timing.provisioning,
            };
        }
        Phase::Provisioning { until } if *until <= at => {
            finish(record, cluster, timing, at);
        }
        Phase::Deleting { until } if *until <= at => return Step::Gone,
        Phase::Failed { retry_at, .. } if *retry_at <= at => {
            if install_error(record, cluster, at).is_some() {
                // Of the looks that were missed only the last could find something else.
                let looks = ((now - at) / timing.retry).max(1);
                if let Phase::Failed { retry_at, .. } = &mut record.life.phase {
                    *retry_at = at + looks * timing.retry;
                }
                return Step::Unseen;
            }
            provision(&mut record.life, timing, at);
        }
        _ if life.rollout_until.is_some_and(|until| until <= at) => {
            finish(record, cluster, timing, at);
        }
        _ if life.update_check.is_some_and(|check| check <= at) => {
            return check_update(record, timing, at, now);
        }
        _ if life.data_plane.is_some_and(|endpoint| endpoint.is_due(at)) => {
            life.data_plane = life.data_plane.map(DataPlane::looked_at);
            return Step::Seen;
        }
        _ => {
            life.heartbeats.announce(at);
            if life.heartbeats.is_connected(at) {
                record.connect();
            }
            return Step::Seen;
        }
    }
    touch(record, at);
    Step::Seen
}

/// The end of an install or of a rollout: the pod runs, or there is no place for it.
fn finish(record: &mut Record, cluster: &SimulatedCluster, timing: &Timing, at: Instant) {
    let spec = spec(record);
    let life = &mut record.life;
    life.rollout_until = None;
    match place(cluster, &spec, at) {
        Ok(()) => {
            life.phase = Phase::Ready;
            life.active_revision = life.target_revision;
            life.heartbeats.start(at, timing);
            if is_too_small(&spec) {
                life.heartbeats.stop(at + timing.out_of_memory, timing);
            }
            plan_update(record, timing, at);
        }
        Err(error) => {
            let error = *error;
            life.update_check = None;
            life.heartbeats.stop(at, timing);
            life.phase = Phase::Failed {
                error,
                retry_at: at + timing.retry,
            };
        }
    }
}

/// Why the install would fail at that instant, if it would.
pub(crate) fn install_error(
    record: &Record,
    cluster: &SimulatedCluster,
    at: Instant,
) -> Option<InstallError> {
    place(cluster, &spec(record), at).err().map(|error| *error)
}

fn place(
    cluster: &SimulatedCluster,
    spec: &DeploymentSpec,
    at: Instant,
) -> Result<(), Box<InstallError>> {
    placement(&cluster.at(at), &cluster.site, spec, timestamp(at))
}

/// Sends a runner back to PROVISIONING; its error is gone with that (contract 7.1).
pub(crate) fn provision(life: &mut Life, timing: &Timing, at: Instant) {
    life.rollout_until = None;
    life.update_check = None;
    life.phase = Phase::Provisioning {
        until: at + timing.provisioning,
    };
}

/// Wants a new revision and, on a READY runner, begins to roll it out.
pub(crate) fn roll_out(life: &mut Life, timing: &Timing, at: Instant) {
    life.target_revision = life.target_revision.saturating_add(1);
    if life.phase == Phase::Ready {
        life.rollout_until = Some(at + timing.rollout);
        life.update_check = None;
    }
}

/// Plans when an automatic update may start: not at once, and only when the calendar is open.
pub(crate) fn plan_update(record: &mut Record, timing: &Timing, at: Instant) {
    let waits = record.life.phase == Phase::Ready
        && !record.life.is_rolling_out()
        && record.update().is_some();
    record.life.update_check = waits
        .then(|| next_opening(record, at + timing.update_check))
        .flatten();
}

fn check_update(record: &mut Record, timing: &Timing, at: Instant, now: Instant) -> Step {
    let Some(version) = record.update() else {
        record.life.update_check = None;
        return Step::Unseen;
    };
    if !calendar(record).is_some_and(|calendar| calendar.is_open(timestamp(at))) {
        record.life.update_check = next_opening(record, now + timing.update_check);
        return Step::Unseen;
    }
    version.clone_into(&mut record.life.version);
    roll_out(&mut record.life, timing, at);
    touch(record, at);
    Step::Seen
}

/// The first instant from `from` on at which the maintenance policy allows an update.
fn next_opening(record: &Record, from: Instant) -> Option<Instant> {
    let calendar = calendar(record)?;
    if calendar.is_open(timestamp(from)) {
        return Some(from);
    }
    let opening = calendar.openings(timestamp(from), 1).into_iter().next()?;
    Some(instant(opening.start).max(from))
}

/// Stored policies were validated; one that is no calendar all the same never opens.
fn calendar(record: &Record) -> Option<Calendar> {
    let spec = record.runner.managed_spec.as_ref();
    Calendar::new(spec.and_then(|spec| spec.maintenance_policy.as_ref())).ok()
}

fn spec(record: &Record) -> DeploymentSpec {
    let spec = record.runner.managed_spec.as_ref();
    resolve(
        &record.life.version,
        spec.and_then(|spec| spec.overrides.as_ref()),
    )
}

fn is_too_small(spec: &DeploymentSpec) -> bool {
    let limit = spec.resources.as_ref().map(|r| r.memory_limit.as_str());
    limit
        .and_then(quantity::parse)
        .is_some_and(|bytes| bytes < ENOUGH_MEMORY)
}

/// Moves `updatedAt`, always forward, so that it can stand in for an etag (design D6).
pub(crate) fn touch(record: &mut Record, at: Instant) {
    let before = record.runner.updated_at.as_ref();
    let before = before.and_then(contract::model::Timestamp::instant);
    let earliest = before.map_or(at, |before| instant(before) + 1);
    record.runner.updated_at = Some(timestamp(at.max(earliest)).into());
}
