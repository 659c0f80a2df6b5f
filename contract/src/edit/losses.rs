//! What an edit would lose: v1beta2 replaces parts as a whole, and whatever the edit does not name is gone (contract
//! 3.4).

use serde_json::{Map, Value, json};

use super::{Form, mutable, read, rewrite};
use crate::api::Dialect;
use crate::document::{Path, Segment, camel_keys, snake_keys};
use crate::model::{ReleaseChannel, Runner};
use crate::part::Part;
use crate::spec_file::parse;

/// Something that the runner has and would not have any more.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// Where it is, down to the item of a list: as the wanted runner counts them, and as the loaded one
    /// does for an item that is lost itself.
    pub path: Path,
    /// What is there, as the API has it. It may be a secret.
    pub value: Value,
}

impl Loss {
    /// Whether what is lost is that a binding is the default.
    pub fn is_default(&self) -> bool {
        matches!(self.path.0.last(), Some(Segment::Key(key)) if key == "is_default")
    }
}

/// Everything set in `loaded` that `wanted` lacks. A different value is a change, not a loss; items of
/// lists are the same where what names them is: a template's ID, a key, a cron expression.
pub fn losses(dialect: Dialect, loaded: &Runner, wanted: &Runner) -> Vec<Loss> {
    let parts = |runner: &Runner| snake_keys(mutable(dialect, runner), dialect.model());
    lost(&parts(loaded), &parts(wanted))
}

/// The same of two documents.
pub(crate) fn lost(before: &Value, after: &Value) -> Vec<Loss> {
    let mut found = Vec::new();
    compare(before, after, &Path::default(), &mut found);
    found
}

fn compare(before: &Value, after: &Value, path: &Path, found: &mut Vec<Loss>) {
    match (before, after) {
        // Another choice has taken its place: it is changed, not lost.
        _ if has_turned(path, before, after) => {}
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                match after.get(key) {
                    Some(now) => compare(value, now, &path.key(key), found),
                    None => lose(value, &path.key(key), found),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            for (index, item) in before.iter().enumerate() {
                let same = after.iter().position(|other| is_same(item, other));
                match same {
                    Some(now) => compare(item, &after[now], &path.index(now), found),
                    None => lose(item, &path.index(index), found),
                }
            }
        }
        _ => {}
    }
}

/// Maps and lists of several go one by one, so that each can be kept.
fn lose(value: &Value, path: &Path, found: &mut Vec<Loss>) {
    let is_item = matches!(path.0.last(), Some(Segment::Index(_)));
    match value {
        // An empty one is set where a form or a dialect tells it from an absent one (contract-v1 0, 3.1).
        Value::Object(below) if !is_item && !below.is_empty() => {
            for (key, value) in below {
                lose(value, &path.key(key), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                lose(item, &path.index(index), found);
            }
        }
        Value::Null => {}
        value if is_default(path, value) => {}
        value => found.push(Loss {
            path: path.clone(),
            value: value.clone(),
        }),
    }
}

/// Whether the field has that value when nothing is said about it: nothing is lost then.
fn is_default(path: &Path, value: &Value) -> bool {
    let channel = Path::of_printed(Part::ReleaseChannel.place());
    *path == channel && *value == json!(ReleaseChannel::default().effective())
}

/// Whether a place that holds one of several alternatives now holds another.
pub(super) fn has_turned(path: &Path, before: &Value, after: &Value) -> bool {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return false;
    };
    *path == Path::of_printed(Part::DataPlane.place())
        && !before.is_empty()
        && !after.is_empty()
        && !before.keys().any(|key| after.contains_key(key))
}

fn is_same(a: &Value, b: &Value) -> bool {
    for name in ["profile_template_id", "cron"] {
        if let (Some(a), Some(b)) = (a.get(name), b.get(name)) {
            return a == b;
        }
    }
    if let (Some(key), Some(other)) = (a.get("key"), b.get("key")) {
        return key == other && a.get("effect") == b.get("effect");
    }
    a == b
}

/// The text with what would be lost carried along.
pub fn keep(dialect: Dialect, text: &str, loss: &Loss) -> String {
    let document = parse(text)
        .ok()
        .and_then(|mut all| (all.len() == 1).then(|| all.remove(0)));
    let value = document.map_or_else(|| json!({}), |document| document.value);
    let mut value = snake_keys(camel_keys(value, dialect.model()), dialect.model());
    let mut kept = loss.value.clone();
    if loss.is_default()
        && let Some(Value::Array(bindings)) = value.get_mut("profile_bindings")
    {
        // There is one default (contract 1.6).
        for binding in bindings.iter_mut().filter_map(Value::as_object_mut) {
            binding.shift_remove("is_default");
        }
    }
    if has_default(&value)
        && let Some(binding) = kept.as_object_mut()
        && binding.contains_key("profile_template_id")
    {
        // The text names another by now: that one goes on being it, which is told as a loss of its own.
        binding.shift_remove("is_default");
    }
    insert(&mut value, &loss.path.0, &kept, |_, key| key.to_owned());
    rewrite(dialect, text, value)
}

/// The text with everything added that `loaded` would lose; a default that the text itself names
/// stays the default.
pub fn keep_all(dialect: Dialect, text: &str, form: Form, loaded: &Runner) -> String {
    let mut text = text.to_owned();
    loop {
        let Ok(wanted) = read(dialect, &text, form, loaded) else {
            return text;
        };
        let has_default = wanted
            .profile_bindings
            .iter()
            .any(|binding| binding.is_default);
        let mut lost = losses(dialect, loaded, &wanted);
        lost.retain(|loss| !(has_default && loss.is_default()));
        // One by one: what is kept moves what stands behind it.
        let Some(first) = lost.first() else {
            return text;
        };
        let kept = keep(dialect, &text, first);
        if kept == text {
            return text;
        }
        text = kept;
    }
}

fn has_default(document: &Value) -> bool {
    let bindings = document.get("profile_bindings").and_then(Value::as_array);
    bindings
        .into_iter()
        .flatten()
        .any(|binding| binding.get("is_default") == Some(&json!(true)))
}

/// Puts a value back; in a list, as the last item.
///
/// A new key is `spelled` like the existing ones.
pub(super) fn insert(
    at: &mut Value,
    path: &[Segment],
    value: &Value,
    spelled: fn(&Map<String, Value>, &str) -> String,
) {
    match path {
        [] => *at = value.clone(),
        [Segment::Index(_)] => {
            if !at.is_array() {
                *at = json!([]);
            }
            if let Value::Array(items) = at {
                items.push(value.clone());
            }
        }
        [Segment::Index(index), rest @ ..] => {
            if let Some(item) = at.get_mut(index) {
                insert(item, rest, value, spelled);
            }
        }
        [Segment::Key(key), rest @ ..] => {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            if let Value::Object(object) = at {
                let name = if object.contains_key(key) {
                    key.clone()
                } else {
                    spelled(object, key)
                };
                let below = object.entry(name).or_insert(Value::Null);
                insert(below, rest, value, spelled);
            }
        }
    }
}
