//! The names of the hostname rules, of which there are two generations (contract-v1 3.7, J-13).

use serde_json::{Map, Value};

use super::table::POLICY;
use crate::document::{Kind, Message, camel, camel_keys, snake};

/// Today's name and the one that it replaced in autumn 2026.
const RENAMED: &[(&str, &str)] = &[
    ("denyHttpsHostnameRules", "denyDns"),
    ("httpsHostname", "dnsName"),
    ("httpsHostnameExcept", "dnsNameExcept"),
];

/// Which generation of names a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Names {
    /// `httpsHostname`, `denyHttpsHostnameRules`.
    #[default]
    Current,
    /// `dnsName`, `denyDns`: an old server.
    Former,
}

/// The former name of a field, in `camelCase`.
pub(super) fn former(json: &str) -> Option<&'static str> {
    RENAMED
        .iter()
        .find(|(current, _)| *current == json)
        .map(|(_, former)| *former)
}

/// The key under which an object has a field, in whichever spelling and generation; its name in JSON where the
/// object lacks it.
pub(super) fn written(object: &Map<String, Value>, name: &str) -> String {
    let json = camel(name);
    let spellings = [Some(json.as_str()), former(&json)];
    for spelling in spellings.into_iter().flatten() {
        let snake = snake(spelling);
        for key in [spelling, &snake] {
            if object.contains_key(key) {
                return key.to_owned();
            }
        }
    }
    if object.contains_key(name) {
        name.to_owned()
    } else {
        json
    }
}

/// The generation of a document: the former one only where it has former names and no current ones.
pub(super) fn of(document: &Value) -> Names {
    let mut seen = (false, false);
    let _ = walk(document.clone(), &POLICY, &mut |key, _| {
        let json = camel(key);
        seen.0 |= RENAMED.iter().any(|(current, _)| *current == json);
        seen.1 |= RENAMED.iter().any(|(_, former)| *former == json);
        None
    });
    if seen == (false, true) {
        Names::Former
    } else {
        Names::Current
    }
}

/// The document with today's names, in `camelCase`. Where an object has both, both stay: that is an error of the
/// document, and nothing is lost to it.
pub(super) fn current(document: Value) -> Value {
    let renamed = walk(document, &POLICY, &mut |key, object| {
        let json = camel(key);
        let (current, _) = RENAMED.iter().find(|(_, former)| *former == json)?;
        let twice = [(*current).to_owned(), snake(current)];
        (!twice.iter().any(|key| object.contains_key(key))).then(|| (*current).to_owned())
    });
    camel_keys(renamed, &POLICY)
}

/// The document in `camelCase` with the names of one generation.
pub(super) fn spelled(document: Value, names: Names) -> Value {
    let document = current(document);
    match names {
        Names::Current => document,
        Names::Former => walk(document, &POLICY, &mut |key, object| {
            let former = former(key)?;
            (!object.contains_key(former)).then(|| former.to_owned())
        }),
    }
}

/// A key and its object, to the key's new name.
type Rename<'a> = dyn FnMut(&str, &Map<String, Value>) -> Option<String> + 'a;

/// Renames keys of messages, never those inside `base`, of maps or of unknown fields.
fn walk(value: Value, message: &Message, rename: &mut Rename<'_>) -> Value {
    let Value::Object(object) = value else {
        return value;
    };
    let mut out = Map::new();
    for (key, value) in object.clone() {
        let known = message.field(&key).map(|field| field.kind);
        let value = match (known, value) {
            (Some(Kind::Message(below)), value) => walk(value, below, rename),
            (Some(Kind::Messages(below)), Value::Array(items)) => {
                let items = items.into_iter().map(|item| walk(item, below, rename));
                Value::Array(items.collect())
            }
            (_, value) => value,
        };
        let has_renamed = message
            .fields
            .iter()
            .any(|field| former(field.json).is_some());
        let renamed = has_renamed.then(|| rename(&key, &object)).flatten();
        out.insert(renamed.unwrap_or(key), value);
    }
    Value::Object(out)
}
