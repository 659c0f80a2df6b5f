//! A canonical form for all documents with the same meaning (contract-v1 0).

use serde_json::{Map, Value};

use crate::document::{Field, Kind, Message, long};

/// The one integer of which zero is not unset (contract-v1 3.1).
const COUNTS_FROM_ABSENT: &str = "maxGpuCount";

/// The document without what is unset, its sets sorted, its integers numbers. Messages stay, empty or not.
pub(super) fn normal(value: Value, message: &Message) -> Value {
    let Value::Object(object) = value else {
        return value;
    };
    let mut out = Map::new();
    for (key, value) in object {
        match message.field(&key) {
            None => {
                out.insert(key, value);
            }
            Some(field) => {
                if let Some(value) = field_value(value, field) {
                    out.insert(field.json.to_owned(), value);
                }
            }
        }
    }
    Value::Object(out)
}

fn field_value(value: Value, field: &Field) -> Option<Value> {
    let value = match (field.kind, value) {
        (_, Value::Null) => return None,
        (Kind::Message(below), value) => return Some(normal(value, below)),
        (Kind::Opaque, value) => return Some(value),
        (Kind::Long, value) => match long(&value) {
            Some(0) if field.json != COUNTS_FROM_ABSENT => return None,
            Some(number) => number.into(),
            None => value,
        },
        (Kind::Messages(below), Value::Array(items)) => {
            let items = items.into_iter().map(|item| normal(item, below));
            let mut items: Vec<_> = items.collect();
            // The mappings are a set; rules are in order.
            if field.json == "runtimeClassMappings" {
                sort(&mut items);
            }
            Value::Array(items)
        }
        (Kind::Texts, Value::Array(mut items)) => {
            sort(&mut items);
            Value::Array(items)
        }
        (_, value) => value,
    };
    let unset = match &value {
        Value::Bool(flag) => !flag,
        Value::String(text) => {
            text.is_empty()
                || (matches!(field.kind, Kind::Choice(_)) && text.ends_with("_UNSPECIFIED"))
        }
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    (!unset).then_some(value)
}

fn sort(items: &mut Vec<Value>) {
    items.sort_by_cached_key(Value::to_string);
    items.dedup();
}
