//! The smallest allowed mask between two runners, and the request that carries it (contract 3.6).

use std::fmt;

use serde_json::{Map, Value, json};

use super::{FieldMask, MaskPath};
use crate::wire::schema::{RUNNER, prune};
use crate::wire::{ManagedSpec, ManagementMode, ReleaseChannel, Runner};

/// An update call: the mask, and the body exactly as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// What is replaced.
    pub mask: FieldMask,
    /// `{"runner": …, "updateMask": "…"}`, holding the masked parts whole and nothing else.
    pub body: Value,
}

/// Fields differ that no update can change, in the documented spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Immutable(pub Vec<&'static str>);

impl fmt::Display for Immutable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot be changed after creation: {}", self.0.join(", "))
    }
}

impl std::error::Error for Immutable {}

/// The request that turns `loaded` into `wanted`; none where they mean the same.
///
/// # Errors
/// The fixed fields that differ.
pub fn update(loaded: &Runner, wanted: &Runner) -> Result<Option<Update>, Immutable> {
    let fixed = fixed_differences(loaded, wanted);
    if !fixed.is_empty() {
        return Err(Immutable(fixed));
    }
    let mask = smallest(loaded, wanted);
    Ok((!mask.is_empty()).then(|| Update {
        body: body(&mask, wanted),
        mask,
    }))
}

/// The smallest mask whose application to `loaded` gives `wanted`. A flag, or a field of the managed spec
/// that we do not know, has no path of its own: then it is the whole `managed_spec`.
pub fn smallest(loaded: &Runner, wanted: &Runner) -> FieldMask {
    let (a, b) = (normal(loaded), normal(wanted));
    let spec = |runner: &Runner| runner.managed_spec.clone().unwrap_or_default();
    let (spec_a, spec_b) = (spec(&a), spec(&b));
    MaskPath::ALL
        .into_iter()
        .filter(|path| match path {
            MaskPath::Zone => a.identity.zone != b.identity.zone,
            MaskPath::RunnerGroupId => a.identity.runner_group_id != b.identity.runner_group_id,
            MaskPath::ManagedSpec => pathless(&spec_a) != pathless(&spec_b),
            MaskPath::ReleaseChannel => spec_a.release_channel != spec_b.release_channel,
            MaskPath::MaintenancePolicy => spec_a.maintenance_policy != spec_b.maintenance_policy,
            MaskPath::Overrides => spec_a.overrides != spec_b.overrides,
            MaskPath::ProfileBindings => a.profile_bindings != b.profile_bindings,
        })
        .collect()
}

/// What of a managed spec has no path of its own.
fn pathless(spec: &ManagedSpec) -> ManagedSpec {
    ManagedSpec {
        release_channel: ReleaseChannel::Unspecified,
        maintenance_policy: None,
        overrides: None,
        ..spec.clone()
    }
}

/// A runner in the one form that all runners of the same meaning share: zone in lower case, an unspecified
/// channel as stable, empty objects absent, bindings ordered by template (contract 0.3, 1.2, 1.4, 3.4).
#[must_use]
pub fn normal(runner: &Runner) -> Runner {
    let mut runner = runner.clone();
    runner.identity.zone.make_ascii_lowercase();
    runner
        .profile_bindings
        .sort_by(|a, b| a.profile_template_id.cmp(&b.profile_template_id));
    if runner.management_mode == ManagementMode::SelfManaged {
        return runner;
    }
    let spec = runner.managed_spec.get_or_insert_default();
    spec.release_channel = spec.release_channel.effective();
    spec.maintenance_policy = some_set(spec.maintenance_policy.take());
    if let Some(overrides) = &mut spec.overrides {
        overrides.resources = some_set(overrides.resources.take());
        overrides.scaling = some_set(overrides.scaling.take());
    }
    spec.overrides = some_set(spec.overrides.take());
    runner
}

fn some_set<T: Default + PartialEq>(value: Option<T>) -> Option<T> {
    value.filter(|value| *value != T::default())
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
    let whole = json!(wanted);
    let mut runner = Map::new();
    for path in mask.paths() {
        let (parent, child) = match path.json().split_once('.') {
            Some((parent, child)) => (parent, Some(child)),
            None => (path.json(), None),
        };
        match child {
            None => {
                runner.insert(parent.to_owned(), whole[parent].clone());
            }
            Some(child) => {
                let value = whole[parent].get(child).cloned().unwrap_or_default();
                runner.entry(parent).or_insert_with(|| json!({}))[child] = value;
            }
        }
    }
    // What is unset is left out, but a cleared path says null, so that a reader sees it.
    let mut pruned = prune(Value::Object(runner), &RUNNER);
    for path in mask.paths() {
        let mut slot = &mut pruned;
        for key in path.json().split('.') {
            slot = &mut slot[key]; // an absent key becomes null
        }
    }
    json!({ "runner": pruned, "updateMask": mask.to_json() })
}
