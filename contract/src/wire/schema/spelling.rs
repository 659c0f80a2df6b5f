//! Translation between the two spellings, and the removal of unset fields.
//!
//! Only keys of messages are translated: keys of maps (labels, environment) and unknown keys stay.

use serde_json::{Map, Value};

use super::{Kind, Message};

/// `camelCase` to `snake_case`; what is `snake_case` already stays.
pub fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            if !out.is_empty() {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
        } else {
            out.push(c);
        }
    }
    out
}

/// The same document with every known key in `camelCase`. Of two spellings of one key the later wins;
/// [`super::check`] reports such a pair.
#[must_use]
pub fn camel_keys(value: Value, message: &Message) -> Value {
    respell(value, message, &|json| json.to_owned())
}

/// The same document with every known key in `snake_case`.
#[must_use]
pub fn snake_keys(value: Value, message: &Message) -> Value {
    respell(value, message, &snake)
}

fn respell(value: Value, message: &Message, spell: &dyn Fn(&str) -> String) -> Value {
    let Value::Object(object) = value else {
        return value;
    };
    let respelled = object
        .into_iter()
        .map(|(key, value)| match message.field(&key) {
            Some(field) => (
                spell(field.json),
                below(value, field.kind, &|v, m| respell(v, m, spell)),
            ),
            None => (key, value),
        });
    Value::Object(respelled.collect())
}

/// The same document without its unset known fields (contract 0.3). Unknown fields stay as they are, and
/// an object that becomes empty stays as `{}`: for a replaced object that is not the same as null.
#[must_use]
pub fn prune(value: Value, message: &Message) -> Value {
    let Value::Object(object) = value else {
        return value;
    };
    let mut pruned = Map::new();
    for (key, value) in object {
        match message.field(&key) {
            Some(field) => {
                let value = below(value, field.kind, &prune);
                if !is_unset(&value) {
                    pruned.insert(key, value);
                }
            }
            None => {
                pruned.insert(key, value);
            }
        }
    }
    Value::Object(pruned)
}

fn below(value: Value, kind: Kind, change: &dyn Fn(Value, &Message) -> Value) -> Value {
    match (kind, value) {
        (Kind::Message(message), value) => change(value, message),
        (Kind::Messages(message), Value::Array(items)) => Value::Array(
            items
                .into_iter()
                .map(|item| change(item, message))
                .collect(),
        ),
        (_, value) => value,
    }
}

fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty() || text.ends_with("_UNSPECIFIED"),
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::schema::RUNNER;

    #[test]
    fn keys_of_messages_change_and_keys_of_maps_do_not() {
        let camel = json!({
            "identity": { "runnerGroupId": "g" },
            "managedSpec": { "overrides": { "env": { "maxReplicas": "1", "max_replicas": "2" } } },
            "newField": { "innerKey": 1 },
        });
        let snake = json!({
            "identity": { "runner_group_id": "g" },
            "managed_spec": { "overrides": { "env": { "maxReplicas": "1", "max_replicas": "2" } } },
            "newField": { "innerKey": 1 },
        });
        assert_eq!(snake_keys(camel.clone(), &RUNNER), snake);
        assert_eq!(camel_keys(snake, &RUNNER), camel);
    }

    #[test]
    fn pruning_keeps_what_is_unknown() {
        let value = json!({
            "displayName": "", "managedSpec": { "releaseChannel": "RELEASE_CHANNEL_UNSPECIFIED",
            "enforceResourceLimits": false, "quantum": null }, "profileBindings": [{"isDefault": false}],
        });
        let pruned = json!({ "managedSpec": { "quantum": null }, "profileBindings": [{}] });
        assert_eq!(prune(value, &RUNNER), pruned);
    }
}
