//! Whether a document has the shape of a message. All problems are found at once.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Access, Field, Kind, Message, Path, camel_keys};
use crate::model::FieldViolation;

/// Something wrong with the shape of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where.
    pub path: Path,
    /// What.
    pub kind: ProblemKind,
}

/// What is wrong with the shape of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum ProblemKind {
    /// No field has this name; perhaps the nearest one was meant.
    UnknownKey {
        /// A known name that is near.
        nearest: Option<String>,
    },
    /// The field is there twice, in both spellings.
    TwiceSpelled,
    /// The value has another type.
    WrongType {
        /// What the field takes.
        expected: &'static str,
        /// What it was given.
        found: &'static str,
    },
    /// The number is not a 32-bit integer.
    NotAnInteger,
    /// The number, or the text, is not a 64-bit integer.
    NotALong,
    /// The server sets it.
    OutputOnly,
}

impl Problem {
    /// The problem in words, beginning with the path: `identity.zone: expected text, found a number`.
    pub fn message(&self) -> String {
        let path = &self.path;
        match &self.kind {
            ProblemKind::UnknownKey {
                nearest: Some(nearest),
            } => {
                format!("{path}: unknown key, did you mean {nearest}?")
            }
            ProblemKind::UnknownKey { nearest: None } => format!("{path}: unknown key"),
            ProblemKind::TwiceSpelled => format!("{path}: given twice, in both spellings"),
            ProblemKind::WrongType {
                expected: "text",
                found: found @ ("a number" | "a boolean"),
            } => {
                format!("{path}: expected text, found {found}: put it in quotes")
            }
            ProblemKind::WrongType { expected, found } => {
                format!("{path}: expected {expected}, found {found}")
            }
            ProblemKind::NotAnInteger => format!("{path}: expected a 32-bit whole number"),
            ProblemKind::NotALong => format!("{path}: expected a whole number"),
            ProblemKind::OutputOnly => format!("{path} is read-only: remove it"),
        }
    }

    /// Whether the local server lets it pass: unknown and read-only input is ignored (I-02, I-08).
    fn is_ignored_by_the_server(&self) -> bool {
        matches!(
            self.kind,
            ProblemKind::UnknownKey { .. } | ProblemKind::OutputOnly
        )
    }
}

/// All problems of a document, in document order.
pub fn check(value: &Value, message: &Message) -> Vec<Problem> {
    let mut problems = Vec::new();
    object(value, message, &Path::default(), &mut problems);
    problems
}

/// Reads a document, in either spelling, into the type that `message` describes. Unknown keys are
/// dropped (I-02).
///
/// # Errors
/// Every wrong type, with its path.
pub fn decode<T: DeserializeOwned>(
    value: Value,
    message: &Message,
) -> Result<T, Vec<FieldViolation>> {
    let problems: Vec<_> = check(&value, message)
        .into_iter()
        .filter(|problem| !problem.is_ignored_by_the_server())
        .map(|p| FieldViolation {
            field: p.path.to_string(),
            description: p.message(),
        })
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    serde_json::from_value(known(camel_keys(value, message), message)).map_err(|_| {
        vec![FieldViolation {
            field: message.name.to_owned(),
            description: "cannot be read".to_owned(),
        }]
    })
}

/// The document without the keys that are not in the table.
pub(crate) fn known(value: Value, message: &Message) -> Value {
    let Value::Object(object) = value else {
        return value;
    };
    let kept = object.into_iter().filter_map(|(key, value)| {
        let field = message.field(&key)?;
        let value = match (field.kind, value) {
            (Kind::Message(below), value) => known(value, below),
            (Kind::Messages(below), Value::Array(items)) => {
                Value::Array(items.into_iter().map(|item| known(item, below)).collect())
            }
            (_, value) => value,
        };
        Some((key, value))
    });
    Value::Object(kept.collect())
}

fn object(value: &Value, message: &Message, at: &Path, problems: &mut Vec<Problem>) {
    let Value::Object(object) = value else {
        return wrong(value, "an object", at, problems);
    };
    for (key, value) in object {
        let Some(field) = message.field(key) else {
            let kind = ProblemKind::UnknownKey {
                nearest: message.nearest(key),
            };
            problems.push(Problem {
                path: at.key(key),
                kind,
            });
            continue;
        };
        let path = at.key(field.yaml());
        if key != field.json && object.contains_key(field.json) {
            problems.push(Problem {
                path,
                kind: ProblemKind::TwiceSpelled,
            });
            continue;
        }
        if field.access == Access::Output {
            problems.push(Problem {
                path,
                kind: ProblemKind::OutputOnly,
            });
        } else if !value.is_null() {
            field_value(value, field, &path, problems);
        }
    }
}

fn field_value(value: &Value, field: &Field, at: &Path, problems: &mut Vec<Problem>) {
    match field.kind {
        Kind::Text | Kind::EmbeddedJson | Kind::Time | Kind::Choice(_) => text(value, at, problems),
        Kind::Flag if !value.is_boolean() => wrong(value, "true or false", at, problems),
        Kind::Integer if !value.is_number() => wrong(value, "a number", at, problems),
        Kind::Integer if value.as_i64().is_none_or(|n| i32::try_from(n).is_err()) => {
            problems.push(Problem {
                path: at.clone(),
                kind: ProblemKind::NotAnInteger,
            });
        }
        Kind::Long if long(value).is_none() => problems.push(Problem {
            path: at.clone(),
            kind: ProblemKind::NotALong,
        }),
        Kind::Opaque if !value.is_object() => wrong(value, "an object", at, problems),
        Kind::Flag | Kind::Integer | Kind::Long | Kind::Opaque | Kind::Any => {}
        Kind::TextMap => match value {
            Value::Object(map) => {
                for (key, value) in map {
                    text(value, &at.key(key), problems);
                }
            }
            _ => wrong(value, "a map of text", at, problems),
        },
        Kind::Texts => each(value, at, problems, text),
        Kind::Message(message) => object(value, message, at, problems),
        Kind::Messages(message) => {
            each(value, at, problems, |item, at, problems| {
                object(item, message, at, problems);
            });
        }
    }
}

/// A whole number, written as a number or as text (contract-v1 J-01).
pub fn long(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    }
}

fn each(
    value: &Value,
    at: &Path,
    problems: &mut Vec<Problem>,
    check: impl Fn(&Value, &Path, &mut Vec<Problem>),
) {
    let Value::Array(items) = value else {
        return wrong(value, "a list", at, problems);
    };
    for (index, item) in items.iter().enumerate() {
        check(item, &at.index(index), problems);
    }
}

fn text(value: &Value, at: &Path, problems: &mut Vec<Problem>) {
    if !value.is_string() {
        wrong(value, "text", at, problems);
    }
}

fn wrong(value: &Value, expected: &'static str, at: &Path, problems: &mut Vec<Problem>) {
    let found = match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let kind = ProblemKind::WrongType { expected, found };
    problems.push(Problem {
        path: at.clone(),
        kind,
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::{CREATE_RUNNER, RUNNER};
    use crate::model::{CreateRunner, Runner};

    fn messages(value: &Value) -> Vec<String> {
        check(value, &RUNNER).iter().map(Problem::message).collect()
    }

    #[test]
    fn every_problem_is_named() {
        let value = json!({
            "identity": { "zone": 5, "zon": "a" },
            "managed_spec": { "overrides": {
                "tolerations": [{ "key": "a", "efect": "NoSchedule" }],
                "env": { "RETRIES": 3 },
                "scaling": { "replicas": 1.5 },
                "args": "one",
            }},
            "install_status": "READY",
            "installStatus": "READY",
        });
        assert_eq!(
            messages(&value),
            [
                "identity.zone: expected text, found a number: put it in quotes",
                "identity.zon: unknown key, did you mean zone?",
                "managed_spec.overrides.tolerations[0].efect: unknown key, did you mean effect?",
                "managed_spec.overrides.env.RETRIES: expected text, found a number: put it in quotes",
                "managed_spec.overrides.scaling.replicas: expected a 32-bit whole number",
                "managed_spec.overrides.args: expected a list, found text",
                "install_status: given twice, in both spellings",
                "install_status is read-only: remove it",
            ]
        );
    }

    #[test]
    fn decoding_takes_both_spellings_and_drops_what_is_unknown() {
        let value = json!({
            "runner_id": "a",
            "runner": { "identity": { "cluster_name": "c", "zone": null, "shoe": 43 }, "id": "x" },
        });
        let request: CreateRunner = decode(value, &CREATE_RUNNER).unwrap();
        assert_eq!(request.runner_id, "a");
        assert_eq!(request.runner.identity.cluster_name, "c");
        assert!(request.runner.identity.unknown.is_empty());
    }

    #[test]
    fn wrong_types_are_violations_with_a_path() {
        let value = json!({ "runner": { "identity": { "zone": 5 }, "profile_bindings": {} } });
        let violations = decode::<CreateRunner>(value, &CREATE_RUNNER).unwrap_err();
        let fields: Vec<_> = violations.iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["runner.identity.zone", "runner.profile_bindings"]);
        assert!(decode::<Runner>(json!([]), &RUNNER).is_err());
    }
}
