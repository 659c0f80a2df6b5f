//! Values of environments in any document, which may be secrets (contract 1.5): below every key `env`, as a map or as
//! Kubernetes' list of names and values, in JSON within texts, too.

use serde_json::{Map, Value};

const KEY: &str = "env";

/// Puts a word in the place of every value; the names stay.
pub fn hide(document: &mut Value, word: &str) {
    each(document, &mut |environment| match environment {
        Value::Object(variables) => {
            for value in variables.values_mut() {
                *value = word.into();
            }
        }
        Value::Array(variables) => {
            for variable in variables {
                if let Some(value) = variable.get_mut("value") {
                    *value = word.into();
                }
            }
        }
        _ => {}
    });
}

/// Removes every variable and returns how many there were.
pub fn take_out(document: &mut Value) -> usize {
    let mut taken = 0;
    each(document, &mut |environment| match environment {
        Value::Object(variables) => {
            taken += variables.len();
            *environment = Value::Object(Map::new());
        }
        Value::Array(variables) => {
            taken += variables.len();
            *environment = Value::Array(Vec::new());
        }
        _ => {}
    });
    taken
}

/// The same for JSON in a text; one that is none, or that has no variables, stays as it is.
pub fn take_out_of_text(text: &mut String) -> usize {
    let mut value = Value::String(std::mem::take(text));
    let taken = take_out(&mut value);
    if let Value::String(now) = value {
        *text = now;
    }
    taken
}

/// Shows every environment.
fn each(document: &mut Value, look: &mut dyn FnMut(&mut Value)) {
    match document {
        Value::Object(fields) => {
            for (key, value) in fields {
                if key == KEY {
                    look(value);
                } else {
                    each(value, look);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, look)),
        Value::String(text) if text.trim_start().starts_with('{') => {
            let Ok(before) = serde_json::from_str::<Value>(text) else {
                return;
            };
            let mut after = before.clone();
            each(&mut after, look);
            if after != before {
                *text = after.to_string();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "managedSpec": { "overrides": { "env": { "A": "CANARY", "B": "CANARY" } } },
            "policy": { "base": { "spec": { "containers": [{ "env": [
                { "name": "C", "value": "CANARY" }, { "name": "D", "valueFrom": {} },
            ] }] } } },
            "profileBindings": [{ "overridesJson": r#"{"env":{"E":"CANARY"}, "tags": ["x"]}"# }],
            "note": "{ env: no JSON }", "environment": "prod",
        })
    }

    #[test]
    fn names_stay_where_values_are_hidden() {
        let mut hidden = document();
        hide(&mut hidden, "hidden");
        let text = hidden.to_string();
        assert!(!text.contains("CANARY"), "{text}");
        for kept in [
            "A",
            "B",
            "C",
            "D",
            "valueFrom",
            "E",
            "tags",
            "no JSON",
            "prod",
        ] {
            assert!(text.contains(kept), "{kept} in {text}");
        }
    }

    #[test]
    fn what_is_taken_out_is_counted() {
        let mut left = document();
        assert_eq!(take_out(&mut left), 5);
        assert_eq!(take_out(&mut left), 0);
        assert!(!left.to_string().contains("CANARY"));
        let mut text = r#"{ "a" : 1 }"#.to_owned();
        assert_eq!(take_out_of_text(&mut text), 0);
        assert_eq!(text, r#"{ "a" : 1 }"#, "byte for byte");
    }
}
