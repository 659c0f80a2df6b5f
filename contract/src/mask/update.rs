//! The smallest mask between two runners, and the calls that carry it (contract 3.6).

use std::fmt;

use serde_json::Value;

use super::FieldMask;
use crate::api::{Call, Dialect};
use crate::document::{Kind, prune_but_objects};
use crate::model::{ManagementMode, Runner};
use crate::part::Part;

/// An update: what it replaces, and the calls to make, in this order and exactly as sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// What is replaced.
    pub mask: FieldMask,
    /// One for each group of parts that the server guards on its own. Each holds its parts whole and nothing
    /// else.
    pub calls: Vec<Call>,
}

/// Why an edit cannot become an update. Fields are named in the documented spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoUpdate {
    /// Fields differ that no update can change.
    Immutable(Vec<&'static str>),
    /// What is replaced holds fields that could not be read, and would lose them.
    Unreadable(Vec<String>),
    /// A value that is replaced as a whole contains parts that this version of the API does not know and could reset
    /// (contract-v1 J-28).
    Resets(Vec<&'static str>),
    /// The server guards this part with an etag but did not return one (contract-v1 9.1).
    Unguarded(&'static str),
}

impl fmt::Display for NoUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Immutable(fields) => {
                write!(f, "cannot be changed after creation: {}", fields.join(", "))
            }
            Self::Unreadable(fields) => write!(
                f,
                "this console cannot read {}, and replacing what contains it would lose it",
                fields.join(", ")
            ),
            Self::Resets(parts) => write!(
                f,
                "this version of the API does not know {}; replacing what contains it could reset it",
                parts.join(", ")
            ),
            Self::Unguarded(part) => write!(
                f,
                "the server sent no etag with {part}, so a write could overwrite someone else's change"
            ),
        }
    }
}

impl std::error::Error for NoUpdate {}

/// Whether an update with this mask keeps everything in `loaded` that could not be read.
pub(crate) fn loses_nothing(mask: &FieldMask, loaded: &Runner) -> Result<(), NoUpdate> {
    let mut lost: Vec<String> = loaded.unreadable.iter().map(ToString::to_string).collect();
    lost.retain(|place| mask.replaces(place));
    if lost.is_empty() {
        Ok(())
    } else {
        Err(NoUpdate::Unreadable(lost))
    }
}

/// The smallest mask whose application to `loaded` gives `wanted`, of the parts that a text in this dialect can name. What
/// has no path of its own, as a field of the managed spec that we do not know, is the whole `managed_spec`.
pub fn smallest(dialect: Dialect, loaded: &Runner, wanted: &Runner) -> FieldMask {
    smallest_of(dialect.edited(), loaded, wanted)
}

/// The same with the parts of a dialect.
pub(crate) fn smallest_of(parts: &[Part], loaded: &Runner, wanted: &Runner) -> FieldMask {
    let (a, b) = (normal(loaded), normal(wanted));
    let differing = parts.iter().filter(|part| part.differs(&a, &b, parts));
    differing.copied().collect()
}

/// A runner in the one form that all runners of the same meaning share: zone in lower case, an unspecified
/// channel as stable, empty objects absent, bindings ordered by template (contract 0.3, 1.2, 1.4, 3.4). In what v1 alone
/// has an empty object is another thing than none.
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
    for part in Part::ONLY_V1 {
        if let Some(slot) = part.as_it_came(spec)
            && let Some(value) = slot.take()
        {
            *slot = Some(settled(part, value));
        }
    }
    runner
}

/// A part that v1 alone has, without what stands for nothing in it. Its lists are sets (contract-v1 0, 2.3).
fn settled(part: Part, value: Value) -> Value {
    match Dialect::V1.model().at(part.place()).map(|field| field.kind) {
        Some(Kind::Message(shape)) => sorted(prune_but_objects(value, shape)),
        _ => value,
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<_> = items.into_iter().map(sorted).collect();
            items.sort_by_cached_key(Value::to_string);
            items.dedup();
            Value::Array(items)
        }
        Value::Object(object) => object
            .into_iter()
            .map(|(key, value)| (key, sorted(value)))
            .collect(),
        value => value,
    }
}

fn some_set<T: Default + PartialEq>(value: Option<T>) -> Option<T> {
    value.filter(|value| *value != T::default())
}
