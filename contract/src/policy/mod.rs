//! The policy of a runner (contract-v1 3): the one document that governs every sandbox on it.
//!
//! [`Policy`] keeps the document as it came, since absent, `{}` and a value are three things in it. Around it
//! stand pure functions: what is wrong with it ([`violations`]), what it does to a sandbox ([`judge`]), what a
//! change of it does to callers ([`compare`]), how one is begun ([`presets`], [`draft`]), what it says in words
//! ([`summary`]). What CoreWeave's documentation leaves open is our reading of it, and marked where it stands.

mod amount;
pub mod compare;
pub mod draft;
mod envelope;
mod hostname;
pub mod judge;
mod names;
mod normal;
pub mod overview;
mod prefix;
pub mod presets;
mod read;
mod rule;
mod sandbox;
pub mod summary;
mod table;
mod violations;
pub mod warnings;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document::{Path, Segment, camel};

pub use judge::{Judgement, Outcome, Verdict, judge};
pub use names::Names;
pub use sandbox::{Container, SANDBOX, SANDBOX_IN_JSON, Sandbox, Volume};
pub use table::POLICY;
pub use violations::violations;

use read::At;

/// A policy, as the document that it is: unknown fields, both spellings and presence are kept.
///
/// "No policy" is the absence of this type, never an empty one: `{}` is a policy (contract-v1 3.1).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Policy(Map<String, Value>);

/// The groups of a policy, by their paths in `snake_case`: changes are reported by group.
pub const GROUPS: [&str; 11] = [
    "display_name",
    "base",
    "constraints.resources",
    "constraints.image",
    "constraints.instance",
    "constraints.network",
    "constraints.security",
    "constraints.lifecycle",
    "constraints.metadata",
    "constraints.volumes",
    "control_plane_access",
];

/// Whether a field is there. `null` is absent (contract-v1 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// Not there, or null.
    Absent,
    /// There, an object or a list with nothing in it.
    Empty,
    /// There, with something in it; a zero is something.
    Set,
}

impl Policy {
    /// The policy in a document; none if it is not an object.
    pub fn of(document: Value) -> Option<Self> {
        match document {
            Value::Object(document) => Some(Self(document)),
            _ => None,
        }
    }

    /// The document, as received.
    pub fn document(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// The name of the posture; empty where it has none.
    pub fn display_name(&self) -> &str {
        self.at().text("displayName").unwrap_or_default()
    }

    /// The document as the console shows it: `camelCase` and today's names of the hostname rules (contract-v1 J-13).
    #[must_use]
    pub fn shown(&self) -> Self {
        Self::of(names::current(self.document())).unwrap_or_default()
    }

    /// The document as it is sent to a server that speaks with these names (contract-v1 J-13).
    #[must_use]
    pub fn sent(&self, names: Names) -> Value {
        names::spelled(self.document(), names)
    }

    /// The names that the document uses.
    pub fn names(&self) -> Names {
        names::of(&self.document())
    }

    /// Whether two documents say the same: sets have no order, an integer is a number or a text, zero scalars
    /// are unset, but for `maxGpuCount` (contract-v1 0).
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.normal() == other.normal()
    }

    /// The one form of all documents that say the same.
    pub fn normal(&self) -> Value {
        normal::normal(names::current(self.document()), &POLICY)
    }

    /// The document as a server keeps it: [`Self::normal`], with its 64-bit integer as text (contract-v1 0).
    #[must_use]
    pub fn canonical(&self) -> Self {
        let canonical = Self::of(self.normal()).unwrap_or_default();
        let path = "constraints.resources.maxGpuCount";
        match canonical.group("resources").long("maxGpuCount") {
            Some(count) => canonical.with(path, Some(Value::String(count.to_string()))),
            None => canonical,
        }
    }

    /// Whether the field at a path (`constraints.resources`) is there.
    pub fn presence(&self, path: &str) -> Presence {
        match self.at().find(&Path::of_printed(path)) {
            None => Presence::Absent,
            Some(Value::Object(object)) if object.is_empty() => Presence::Empty,
            Some(Value::Array(items)) if items.is_empty() => Presence::Empty,
            Some(_) => Presence::Set,
        }
    }

    /// The content of each of [`GROUPS`] in canonical form; null if absent.
    pub fn groups(&self) -> impl Iterator<Item = Value> + use<> {
        let normal = Self::of(self.normal()).unwrap_or_default();
        let value = move |group| normal.get(&camel(group)).cloned().unwrap_or_default();
        GROUPS.into_iter().map(value)
    }

    /// The value at a path, in whatever spelling it is written; nothing where it is absent or null.
    pub fn get(&self, path: &str) -> Option<&Value> {
        self.at().find(&Path::of_printed(path))
    }

    /// The document with a value at a path; messages on the way are made, `None` takes the field away and
    /// leaves its message, since an empty message is not an absent one.
    #[must_use]
    pub fn with(&self, path: &str, value: Option<Value>) -> Self {
        let mut document = self.document();
        set(&mut document, &Path::of_printed(path).0, value);
        Self::of(document).unwrap_or_default()
    }

    fn at(&self) -> At<'_> {
        At(Some(&self.0))
    }

    fn group(&self, name: &str) -> At<'_> {
        self.at().message("constraints").message(name)
    }
}

fn set(document: &mut Value, path: &[Segment], value: Option<Value>) {
    let Some((Segment::Key(key), rest)) = path.split_first() else {
        return;
    };
    if !document.is_object() {
        *document = Value::Object(Map::new());
    }
    let Value::Object(object) = document else {
        return;
    };
    let key = names::written(object, key);
    match (rest.is_empty(), value) {
        (true, Some(value)) => {
            object.insert(key, value);
        }
        (true, None) => {
            object.shift_remove(&key);
        }
        (false, None) if !object.contains_key(&key) => {}
        (false, value) => set(object.entry(key).or_insert(Value::Null), rest, value),
    }
}
