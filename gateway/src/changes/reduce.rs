//! What is kept of a replaced document: values of the environment only as fingerprints, since they may be
//! secrets. They come back where the present document still has the same value at the same place.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::settings::secret::hexadecimal;

/// Stands for a value of the environment.
const FINGERPRINT: &str = "$fingerprint";

/// Stands for JSON in a string that held such values.
const EMBEDDED: &str = "$embedded";

/// Keys below which values of the environment are, as a map or as Kubernetes' list of names and values.
const ENVIRONMENT: &str = "env";

/// The document with fingerprints. The salt makes those of one document useless for another.
pub(super) fn reduce(document: &Value, salt: &str) -> Value {
    match document {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| {
                let value = match value {
                    Value::Object(_) | Value::Array(_) if key == ENVIRONMENT => {
                        environment(value, salt)
                    }
                    Value::String(text) => embedded(text).filter(has_environment).map_or_else(
                        || value.clone(),
                        |inner| json!({ EMBEDDED: reduce(&inner, salt) }),
                    ),
                    value => reduce(value, salt),
                };
                (key.clone(), value)
            })
            .collect(),
        Value::Array(list) => list.iter().map(|value| reduce(value, salt)).collect(),
        value => value.clone(),
    }
}

fn environment(value: &Value, salt: &str) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| (name.clone(), mark(value, salt)))
            .collect(),
        Value::Array(list) => list
            .iter()
            .map(|variable| {
                let mut variable = variable.clone();
                if let Some(value) = variable.get_mut("value") {
                    *value = mark(value, salt);
                }
                variable
            })
            .collect(),
        value => value.clone(),
    }
}

fn mark(value: &Value, salt: &str) -> Value {
    json!({ FINGERPRINT: fingerprint(value, salt) })
}

fn fingerprint(value: &Value, salt: &str) -> String {
    hexadecimal(&Sha256::digest(format!("{salt}\0{value}")))
}

fn embedded(text: &str) -> Option<Value> {
    let is_object = text.trim_start().starts_with('{');
    is_object.then(|| serde_json::from_str(text).ok()).flatten()
}

fn has_environment(value: &Value) -> bool {
    match value {
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| key == ENVIRONMENT || has_environment(value)),
        Value::Array(list) => list.iter().any(has_environment),
        _ => false,
    }
}

/// The document with values again: for each fingerprint the value that is there now. Where that is another
/// one, or none, the place is added to `missing`; nothing is made up.
pub(super) fn restore(
    kept: &Value,
    now: Option<&Value>,
    salt: &str,
    place: &str,
    missing: &mut Vec<String>,
) -> Option<Value> {
    match kept {
        Value::Object(map) => {
            if let Some(Value::String(fingerprint)) = map.get(FINGERPRINT) {
                if now.is_none_or(|now| self::fingerprint(now, salt) != *fingerprint) {
                    missing.push(place.to_owned());
                }
                return now.cloned();
            }
            if let Some(inner) = map.get(EMBEDDED) {
                let now = now.and_then(Value::as_str).and_then(embedded);
                let inner = restore(inner, now.as_ref(), salt, place, missing)?;
                return Some(Value::String(inner.to_string()));
            }
            let mut restored = Map::new();
            for (key, value) in map {
                let now = now.and_then(|now| now.get(key));
                if let Some(value) = restore(value, now, salt, &within(place, key), missing) {
                    restored.insert(key.clone(), value);
                }
            }
            Some(Value::Object(restored))
        }
        Value::Array(list) => Some(
            list.iter()
                .enumerate()
                .filter_map(|(index, value)| {
                    let name = value.get("name").and_then(Value::as_str);
                    let now = match (now.and_then(Value::as_array), name) {
                        (Some(now), Some(name)) => now.iter().find(|value| value["name"] == *name),
                        (Some(now), None) => now.get(index),
                        (None, _) => None,
                    };
                    let key = name.map_or_else(|| index.to_string(), str::to_owned);
                    let restored = restore(value, now, salt, &within(place, &key), missing)?;
                    // A variable whose value is not known is none.
                    let is_marked = |value: &Value| {
                        value
                            .get("value")
                            .is_some_and(|value| value.get(FINGERPRINT).is_some())
                    };
                    (!is_marked(value) || restored.get("value").is_some()).then_some(restored)
                })
                .collect(),
        ),
        value => Some(value.clone()),
    }
}

fn within(place: &str, key: &str) -> String {
    match (place, key) {
        ("", key) => key.to_owned(),
        // What has a value is named, not the value.
        (place, "value") => place.to_owned(),
        (place, key) => format!("{place}.{key}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SALT: &str = "5a17";

    fn restored(kept: &Value, now: &Value) -> (Value, Vec<String>) {
        let mut missing = Vec::new();
        let restored = restore(kept, Some(now), SALT, "", &mut missing);
        (restored.unwrap_or_default(), missing)
    }

    fn runner(env: &Value) -> Value {
        json!({"managedSpec": {"overrides": {"env": env, "args": ["-v"]}}})
    }

    fn profile(env: &Value) -> Value {
        let pod = json!({"spec": {"containers": [{"name": "", "image": "a"}, {"name": "b", "env": env}]}});
        json!({"spec": {"podTemplateJson": pod.to_string(), "networkConfigJson": "{\"a\": 1 }"}})
    }

    #[test]
    fn no_value_of_the_environment_is_kept() {
        for document in [
            runner(&json!({"TOKEN": "canary-1", "EMPTY": ""})),
            profile(
                &json!([{"name": "TOKEN", "value": "canary-1"}, {"name": "REF", "valueFrom": {"x": 1}}]),
            ),
            json!({"policy": {"base": {"spec": {"containers": [
                {"env": [{"name": "TOKEN", "value": "canary-1"}]}
            ]}}}}),
        ] {
            let kept = reduce(&document, SALT);
            assert!(!kept.to_string().contains("canary"), "{kept}");
            let (again, missing) = restored(&kept, &document);
            assert_eq!(again, document);
            assert!(missing.is_empty());
        }
    }

    #[test]
    fn a_value_that_changed_or_went_is_not_made_up() {
        let kept = reduce(
            &runner(&json!({"SAME": "1", "OTHER": "2", "GONE": "3"})),
            SALT,
        );
        let now = runner(&json!({"SAME": "1", "OTHER": "22", "NEW": "4"}));
        let (document, missing) = restored(&kept, &now);
        assert_eq!(document, runner(&json!({"SAME": "1", "OTHER": "22"})));
        let place = |name| format!("managedSpec.overrides.env.{name}");
        assert_eq!(missing, [place("OTHER"), place("GONE")]);

        let kept = reduce(
            &profile(&json!([{"name": "A", "value": "1"}, {"name": "B", "value": "2"}])),
            SALT,
        );
        let now = profile(&json!([{"name": "B", "value": "2"}]));
        let (document, missing) = restored(&kept, &now);
        assert_eq!(document, now);
        assert_eq!(missing, ["spec.podTemplateJson.spec.containers.b.env.A"]);
    }

    #[test]
    fn salts_keep_documents_apart() {
        let document = runner(&json!({"TOKEN": "a"}));
        assert_ne!(reduce(&document, "1"), reduce(&document, "2"));
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a-z{}\":]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let key = prop_oneof![
                Just("env".to_owned()),
                Just("name".to_owned()),
                "[a-z]{1,3}"
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(key, inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_document_comes_back_or_says_what_does_not(document in json(), now in json()) {
            let kept = reduce(&document, SALT);
            restored(&kept, &now);
            let mut missing = Vec::new();
            restore(&kept, None, SALT, "", &mut missing);
        }
    }
}
