//! The request that carries an update (contract 3.6).

use serde_json::{Value, json};

use super::{PARTS, runner_path};
use crate::api::Dialect;
use crate::api::call::{Call, Method};
use crate::document::{RUNNER, prune};
use crate::mask::{FieldMask, NoUpdate, Update, loses_nothing, smallest_of};
use crate::model::Runner;
use crate::part::Part;

/// The update that turns `loaded` into `wanted`; none if they mean the same.
pub(crate) fn update(loaded: &Runner, wanted: &Runner) -> Result<Option<Update>, NoUpdate> {
    let mut fixed = fixed_differences(loaded, wanted);
    let others = Dialect::V1beta2.others();
    fixed.extend(
        others
            .filter(|part| part.differs(loaded, wanted, &[]))
            .map(Part::place),
    );
    if !fixed.is_empty() {
        return Err(NoUpdate::Immutable(fixed));
    }
    let whole = loaded;
    let (loaded, wanted) = (
        &Dialect::V1beta2.without_others(loaded),
        &Dialect::V1beta2.without_others(wanted),
    );
    let mask = smallest_of(&PARTS, loaded, wanted);
    loses_nothing(&mask, loaded)?;
    let at_stake = Dialect::V1beta2.others().filter(|part| {
        let held = mask.replaces(part.place());
        held && part.differs(whole, &Runner::default(), &[])
    });
    let at_stake: Vec<_> = at_stake.map(Part::place).collect();
    if !at_stake.is_empty() {
        return Err(NoUpdate::Resets(at_stake));
    }
    let path = runner_path(loaded.runner_id());
    Ok((!mask.is_empty()).then(|| Update {
        calls: vec![Call::new(Method::Patch, path).sending(body(&mask, wanted))],
        mask,
    }))
}

fn fixed_differences(loaded: &Runner, wanted: &Runner) -> Vec<&'static str> {
    let (a, b) = (&loaded.identity, &wanted.identity);
    [
        ("identity.runner_id", a.runner_id == b.runner_id),
        ("identity.cluster_id", a.cluster_id == b.cluster_id),
        ("identity.cluster_name", a.cluster_name == b.cluster_name),
        ("identity", a.unknown == b.unknown),
        ("display_name", loaded.display_name == wanted.display_name),
    ]
    .into_iter()
    .filter_map(|(path, same)| (!same).then_some(path))
    .collect()
}

fn body(mask: &FieldMask, wanted: &Runner) -> Value {
    let mut runner = json!({});
    for part in mask.paths() {
        *slot(&mut runner, part) = part.get(wanted);
    }
    // What is unset is left out, but a cleared part says null, so that a reader sees it.
    let mut pruned = prune(runner, &RUNNER);
    for part in mask.paths() {
        slot(&mut pruned, part);
    }
    json!({ "runner": pruned, "updateMask": spelled(mask) })
}

/// Where a part stands in a document; null where it was absent.
fn slot(document: &mut Value, part: Part) -> &mut Value {
    part.keys().fold(document, |at, key| &mut at[&key])
}

/// The mask as it is sent: comma-separated JSON spellings.
fn spelled(mask: &FieldMask) -> String {
    let paths = mask.paths();
    let spelled = paths.map(|part| part.keys().collect::<Vec<_>>().join("."));
    spelled.collect::<Vec<_>>().join(",")
}
