//! One table says where a dialect has what the model has elsewhere, and one engine uses it in both directions: for
//! documents, masks and violations.

use serde_json::{Map, Value};

/// A key of a dialect's document and the model's key for it, in the same object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The object that holds both, in the model's JSON; empty for the document itself.
    pub(super) within: &'static str,
    /// The dialect's key, as JSON spells it.
    pub(super) theirs: &'static str,
    /// The model's.
    pub(super) ours: &'static str,
}

/// Moves a dialect's document to the model's places, or back: the two keys change places, so that what is unknown
/// under either name is kept and comes back under its own.
pub(super) fn moved(mut document: Value, places: &[Place]) -> Value {
    // Objects below a moved key are found under the model's name: the outer ones go first on the way in, and
    // the table has them first. On the way back the same exchange undoes itself.
    for place in places {
        if let Some(object) = within(&mut document, place.within) {
            exchange(object, place.theirs, place.ours);
        }
    }
    document
}

fn within<'a>(document: &'a mut Value, place: &str) -> Option<&'a mut Map<String, Value>> {
    let mut keys = place.split('.').filter(|key| !key.is_empty());
    keys.try_fold(document, |at, key| at.get_mut(key))?
        .as_object_mut()
}

/// Each key gets the other's value; the order of the keys stays.
fn exchange(object: &mut Map<String, Value>, one: &str, other: &str) {
    if !object.contains_key(one) && !object.contains_key(other) {
        return;
    }
    let renamed = std::mem::take(object).into_iter().map(|(key, value)| {
        let key = match key {
            key if key == one => other.to_owned(),
            key if key == other => one.to_owned(),
            key => key,
        };
        (key, value)
    });
    *object = renamed.collect();
}

/// A printed path of a dialect in the model's places, in `snake_case` both, or the other way round.
pub(super) fn path(printed: &str, places: &[Place], to_model: bool) -> String {
    let snake = crate::document::snake;
    for place in places.iter().filter(|place| place.within.is_empty()) {
        let (from, to) = if to_model {
            (snake(place.theirs), snake(place.ours))
        } else {
            (snake(place.ours), snake(place.theirs))
        };
        if let Some(rest) = printed.strip_prefix(&from)
            && (rest.is_empty() || rest.starts_with(['.', '[']))
        {
            return to + rest;
        }
    }
    printed.to_owned()
}
