//! Changing a runner under a mask (contract 2.4 and 3).

use std::sync::Arc;

use contract::mask::FieldMask;
use contract::model::{ManagedSpec, ProfileBinding, Runner};
use contract::rules;

use super::templates::BoundTemplates;
use super::{normalized, writable, written};
use crate::plane::Plane;
use crate::refusal::{Outcome, invalid, refuse};
use crate::simulation::data_plane::DataPlane;
use crate::simulation::lifecycle::{plan_update, provision, roll_out, touch};
use crate::simulation::record::{Phase, Record};
use crate::simulation::timing::Instant;
use crate::store::runners;

/// Gives a runner what `asked` has in the parts of the mask: all of them or none.
pub(crate) async fn update(
    plane: &Arc<Plane>,
    key: &str,
    mask: &FieldMask,
    asked: &Runner,
) -> Outcome<Record> {
    let edit = |record: &mut Record| {
        if !asked.id.is_empty() && asked.id != record.runner.id {
            return Err(invalid(
                "runner.id",
                "runner.id: is not the runner of the path",
            ));
        }
        record.runner = mask.apply(&record.runner, asked);
        Ok(())
    };
    change(plane, key, edit).await
}

/// Changes a runner, wholly or not at all.
pub(crate) async fn change(
    plane: &Arc<Plane>,
    key: &str,
    edit: impl FnOnce(&mut Record) -> Outcome<()>,
) -> Outcome<Record> {
    let mut write = plane.store.write().await?;
    let now = plane.now();
    let mut record = writable(plane, &mut write, key, now).await?;
    let before = record.runner.clone();
    edit(&mut record)?;
    record.runner = normalized(record.runner);
    // Of both: a template that is bound by now is no unknown one.
    let bindings = [&before, &record.runner].map(|runner| runner.profile_bindings.as_slice());
    let templates = BoundTemplates::load(&mut write, &bindings.concat()).await?;
    let mut wrong = rules::runner(&record.runner, &templates);
    // What an older build stored does not hold back a change of something else, nor do the profiles that a runner
    // of v1 never had.
    let stored = rules::runner(&before, &templates);
    wrong.retain(|violation| !stored.contains(violation));
    refuse(&wrong)?;

    react(plane, &mut record, &before, now);
    runners::update(&mut write, &record).await?;
    runners::update_bindings(&mut write, &record).await?;
    plane.commit(write, vec![written(&record)]).await?;
    Ok(record)
}

/// What a saved change sets in motion (contract 7.3, I-24, I-26).
fn react(plane: &Plane, record: &mut Record, before: &Runner, now: Instant) {
    // Overrides that say nothing are none (contract 0.3).
    let spec = |runner: &Runner| {
        let mut spec = runner.managed_spec.clone().unwrap_or_default();
        spec.overrides.get_or_insert_default();
        spec
    };
    let (old, new): (ManagedSpec, ManagedSpec) = (spec(before), spec(&record.runner));
    if sorted(&record.runner.profile_bindings) != sorted(&before.profile_bindings) {
        record.life.profile_set = record.life.profile_set.saturating_add(1);
    }
    if old.data_plane != new.data_plane {
        record.life.data_plane = new
            .data_plane
            .as_ref()
            .map(|_| DataPlane::begin(now, &plane.timing));
    }
    if old.overrides != new.overrides {
        roll_out(&mut record.life, &plane.timing, now);
    }
    if old != new {
        match record.life.phase {
            Phase::Failed { .. } => provision(&mut record.life, &plane.timing, now),
            _ => plan_update(record, &plane.timing, now),
        }
    }
    touch(record, now);
}

/// The order of bindings carries no meaning (contract 3.4).
fn sorted(bindings: &[ProfileBinding]) -> Vec<&ProfileBinding> {
    let mut sorted: Vec<_> = bindings.iter().collect();
    sorted.sort_by_key(|binding| &binding.profile_template_id);
    sorted
}
