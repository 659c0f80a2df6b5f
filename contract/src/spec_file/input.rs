//! Which fields of a message belong in a file: those that a caller may set and has set.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::document::{Access, Kind, Message, prune, snake_keys};

/// The set input fields of a message in `snake_case`, in the order of the table. Unknown fields inside
/// objects that an update replaces as a whole must survive (contract 3.6); at the top they are not input.
pub(super) fn input(resource: &impl Serialize, message: &Message) -> Map<String, Value> {
    of_set(prune(json!(resource), message), message)
}

/// The same of a document from which what is not set is gone already.
pub(super) fn of_set(mut value: Value, message: &Message) -> Map<String, Value> {
    if let Value::Object(object) = &mut value {
        object.retain(|key, _| message.field(key).is_some());
    }
    match snake_keys(without_output(value, message), message) {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// Without what the server sets, in the order of the table; unknown keys last, as they came.
pub(crate) fn without_output(value: Value, message: &Message) -> Value {
    let Value::Object(mut object) = value else {
        return value;
    };
    let mut kept = Map::new();
    for field in message.fields {
        let Some(value) = object.shift_remove(field.json) else {
            continue;
        };
        if field.access == Access::Output {
            continue;
        }
        let value = match (field.kind, value) {
            (Kind::Message(below), value) => without_output(value, below),
            (Kind::Messages(below), Value::Array(items)) => items
                .into_iter()
                .map(|item| without_output(item, below))
                .collect(),
            (_, value) => value,
        };
        kept.insert(field.json.to_owned(), value);
    }
    kept.extend(object);
    Value::Object(kept)
}
