//! Merges two people's changes of the same runner, field by field (design D6).

use serde_json::{Map, Value, json};

use super::losses::has_turned;
use super::mutable;
use crate::api::Dialect;
use crate::document::{Path, camel_keys, snake_keys};
use crate::model::Runner;

/// A field that both have changed in different ways. `Null` is "not set".
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Where it is.
    pub path: Path,
    /// As both found it.
    pub base: Value,
    /// As somebody else left it.
    pub theirs: Value,
    /// As this edit wants it.
    pub mine: Value,
}

/// The runner with both changes, and the fields in conflict. Those of `theirs_at` get their
/// value, the others mine. Lists are one field each: their order means something.
pub fn merge(
    dialect: Dialect,
    base: &Runner,
    theirs: &Runner,
    mine: &Runner,
    theirs_at: &[Path],
) -> (Runner, Vec<Conflict>) {
    let parts = |runner: &Runner| snake_keys(mutable(dialect, runner), dialect.model());
    let mut conflicts = Vec::new();
    let merged = both(
        &parts(base),
        &parts(theirs),
        &parts(mine),
        &Path::default(),
        theirs_at,
        Empty::IsUnset,
        &mut conflicts,
    );
    let merged = camel_keys(merged, dialect.model());
    // What is fixed or the server's own is theirs: the newest.
    let runner = crate::patch::whole(dialect, theirs, &merged).unwrap_or_else(|_| mine.clone());
    (runner, conflicts)
}

/// What an empty object means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    /// The same as nothing (contract 0.3).
    IsUnset,
    /// Another thing than nothing (contract-v1 3.1).
    IsSet,
}

pub(super) fn both(
    base: &Value,
    theirs: &Value,
    mine: &Value,
    path: &Path,
    theirs_at: &[Path],
    empty: Empty,
    conflicts: &mut Vec<Conflict>,
) -> Value {
    if theirs == mine || theirs == base {
        return mine.clone();
    }
    if mine == base {
        return theirs.clone();
    }
    let is_map = |value: &Value| value.is_object() || value.is_null();
    let maps = match empty {
        Empty::IsUnset => theirs.is_object() || mine.is_object(),
        Empty::IsSet => theirs.is_object() && mine.is_object(),
    };
    // Of several things only one can be there: two choices are no sum.
    let is_apart = has_turned(path, theirs, mine);
    if is_map(base) && is_map(theirs) && is_map(mine) && maps && !is_apart {
        let none = Map::new();
        let [base, theirs, mine] = [base, theirs, mine].map(|v| v.as_object().unwrap_or(&none));
        let mut keys: Vec<&String> = mine
            .keys()
            .chain(theirs.keys())
            .chain(base.keys())
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        keys.retain(|key| seen.insert(*key));
        let mut merged = Map::new();
        for key in keys {
            let [base, theirs, mine] =
                [base, theirs, mine].map(|map| map.get(key).unwrap_or(&Value::Null));
            let value = both(
                base,
                theirs,
                mine,
                &path.key(key),
                theirs_at,
                empty,
                conflicts,
            );
            if !value.is_null() {
                merged.insert(key.clone(), value);
            }
        }
        return if merged.is_empty() && empty == Empty::IsUnset {
            Value::Null
        } else {
            json!(merged)
        };
    }
    conflicts.push(Conflict {
        path: path.clone(),
        base: base.clone(),
        theirs: theirs.clone(),
        mine: mine.clone(),
    });
    if theirs_at.contains(path) {
        theirs
    } else {
        mine
    }
    .clone()
}
