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

/// `snake_case` to `camelCase`; what is `camelCase` already stays.
pub fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut raised = false;
    for c in name.chars() {
        if c == '_' {
            raised = true;
        } else if raised {
            out.push(c.to_ascii_uppercase());
            raised = false;
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
    let object = match value {
        Value::Object(object) if !message.in_json => object,
        value => return value,
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

/// A printed place with every known key in `snake_case`; keys of maps and unknown ones stay as they are.
pub fn snake_place(printed: &str, message: &'static Message) -> String {
    let mut at = Some(message);
    let parts = printed.split('.').map(|part| {
        let (key, index) = part.split_at(part.find('[').unwrap_or(part.len()));
        let Some(field) = at.and_then(|message| message.field(key)) else {
            at = None;
            return part.to_owned();
        };
        at = match field.kind {
            Kind::Message(below) | Kind::Messages(below) => Some(below),
            _ => None,
        };
        field.yaml() + index
    });
    parts.collect::<Vec<_>>().join(".")
}

/// The same document without its unset known fields (contract 0.3). Unknown fields stay as they are; an empty
/// object counts as unset.
#[must_use]
pub fn prune(value: Value, message: &Message) -> Value {
    pruned(value, message, true)
}

/// The same where an empty object is another thing than an absent one (contract-v1 0).
#[must_use]
pub fn prune_but_objects(value: Value, message: &Message) -> Value {
    pruned(value, message, false)
}

fn pruned(value: Value, message: &Message, objects: bool) -> Value {
    let Value::Object(object) = value else {
        return value;
    };
    let mut kept = Map::new();
    for (key, value) in object {
        let Some(field) = message.field(&key) else {
            kept.insert(key, value);
            continue;
        };
        let value = below(value, field.kind, &|value, message| {
            pruned(value, message, objects)
        });
        let is_object = matches!(field.kind, Kind::Message(_)) && value.is_object();
        if !is_unset(&value, field.kind) || (is_object && !objects) {
            kept.insert(key, value);
        }
    }
    Value::Object(kept)
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

/// Whether a value of that kind is the one that stands for "not set" (contract 0.3). A value of another type
/// than the field's is none: it is somebody's mistake and must stay to be seen.
fn is_unset(value: &Value, kind: Kind) -> bool {
    match (kind, value) {
        (_, Value::Null) => true,
        (Kind::Flag, Value::Bool(flag)) => !flag,
        (Kind::Integer, Value::Number(number)) => number.as_f64() == Some(0.0),
        (Kind::Choice(constants), Value::String(text)) => {
            text.is_empty() || is_unspecified(text, constants)
        }
        (Kind::Text | Kind::EmbeddedJson | Kind::Time, Value::String(text)) => text.is_empty(),
        (Kind::Texts | Kind::Messages(_), Value::Array(items)) => items.is_empty(),
        (Kind::TextMap | Kind::Message(_), Value::Object(object)) => object.is_empty(),
        _ => false,
    }
}

/// Whether a constant is the unspecified one of these: it has their prefix.
fn is_unspecified(text: &str, constants: &[&str]) -> bool {
    text.strip_suffix("_UNSPECIFIED").is_some_and(|prefix| {
        constants.iter().all(|constant| {
            let rest = constant.strip_prefix(prefix);
            rest.is_some_and(|rest| rest.starts_with('_'))
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::RUNNER;

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

    #[test]
    fn only_an_enum_has_an_unspecified_value() {
        let value = json!({
            "displayName": "COST_CENTRE_UNSPECIFIED",
            "managedSpec": {
                "releaseChannel": "RELEASE_CHANNEL_LATER_UNSPECIFIED",
                "maintenancePolicy": { "exclusions": [{ "reason": "OWNER_UNSPECIFIED" }] },
                "overrides": {
                    "env": { "MODE": "MODE_UNSPECIFIED" }, "args": ["X_UNSPECIFIED"],
                    "schedulerName": "SCHEDULER_UNSPECIFIED",
                },
            },
        });
        assert_eq!(prune(value.clone(), &RUNNER), value);
        // A value of another type is no zero value of this one.
        let wrong = json!({ "displayName": false, "profileBindings": "", "activeRevision": "" });
        assert_eq!(prune(wrong.clone(), &RUNNER), wrong);
    }
}
