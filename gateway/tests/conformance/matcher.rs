//! Compares an answer with what a story expects.
//!
//! Objects match as subsets, lists exactly, everything else by equality. A text or the only key of an
//! object that begins with `$` is a matcher; the README beside the data files lists them.

use serde_json::Value;

/// One place where an answer is not as expected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    at: String,
    expected: String,
    actual: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = if self.at.is_empty() {
            "the top"
        } else {
            &self.at
        };
        write!(
            f,
            "at {at}: expected {}, got {}",
            self.expected, self.actual
        )
    }
}

/// All differences; none where the value is as expected. `None` is a value that is not there.
pub(crate) fn compare(expected: &Value, actual: Option<&Value>) -> Vec<Difference> {
    let mut found = Vec::new();
    visit(expected, actual, "", &mut found);
    found
}

/// Whether a value is as expected.
pub(crate) fn matches(expected: &Value, actual: Option<&Value>) -> bool {
    compare(expected, actual).is_empty()
}

fn visit(expected: &Value, actual: Option<&Value>, at: &str, found: &mut Vec<Difference>) {
    if let Some(holds) = matcher(expected, actual) {
        if !holds {
            found.push(difference(at, expected.to_string(), actual));
        }
        return;
    }
    match (expected, actual) {
        (Value::Object(fields), Some(Value::Object(has))) => {
            for (key, field) in fields {
                visit(field, has.get(key), &format!("{at}/{key}"), found);
            }
        }
        (Value::Array(items), Some(Value::Array(has))) if items.len() == has.len() => {
            for (index, (item, value)) in items.iter().zip(has).enumerate() {
                visit(item, Some(value), &format!("{at}/{index}"), found);
            }
        }
        (Value::Array(items), Some(Value::Array(has))) => {
            let expected = format!("{} elements", items.len());
            found.push(difference(
                at,
                format!("{expected}: {}", Value::Array(items.clone())),
                Some(&Value::Array(has.clone())),
            ));
        }
        (_, Some(value)) if expected == value => {}
        _ => found.push(difference(at, expected.to_string(), actual)),
    }
}

fn difference(at: &str, expected: String, actual: Option<&Value>) -> Difference {
    Difference {
        at: at.to_owned(),
        expected,
        actual: actual.map_or_else(|| "nothing".to_owned(), Value::to_string),
    }
}

/// The verdict of a matcher, or nothing where the expectation is a plain value. A word that is no
/// matcher never holds, so a misspelt one fails its story.
fn matcher(expected: &Value, actual: Option<&Value>) -> Option<bool> {
    match expected {
        Value::String(text) if text.starts_with('$') => Some(word(text, actual)),
        Value::Object(fields) if fields.len() == 1 => {
            let (name, argument) = fields.iter().next()?;
            name.starts_with('$').then(|| call(name, argument, actual))
        }
        _ => None,
    }
}

fn word(name: &str, actual: Option<&Value>) -> bool {
    let text = actual.and_then(Value::as_str);
    match name {
        "$absent" => actual.is_none(),
        "$any" => actual.is_some(),
        "$text" => text.is_some_and(|text| !text.trim().is_empty()),
        "$time" => text.is_some_and(is_utc_time),
        "$uuid" => text.is_some_and(is_uuid),
        _ => false,
    }
}

fn call(name: &str, argument: &Value, actual: Option<&Value>) -> bool {
    match name {
        "$not" => !matches(argument, actual),
        "$one_of" => options(argument)
            .iter()
            .any(|option| matches(option, actual)),
        "$gt" => number(actual)
            .zip(argument.as_f64())
            .is_some_and(|(a, b)| a > b),
        "$lt" => number(actual)
            .zip(argument.as_f64())
            .is_some_and(|(a, b)| a < b),
        "$after" => instant(actual)
            .zip(instant(Some(argument)))
            .is_some_and(|(a, b)| a > b),
        "$length" => length(actual).is_some_and(|n| argument.as_u64() == Some(n as u64)),
        "$contains" => contains(argument, actual),
        "$each" => {
            list(actual).is_some_and(|items| items.iter().all(|item| matches(argument, Some(item))))
        }
        "$unordered" => list(actual).is_some_and(|items| unordered(options(argument), items)),
        "$sorted_by" => {
            list(actual).is_some_and(|items| sorted(argument.as_str().unwrap_or_default(), items))
        }
        "$keys" => keys(argument, actual),
        _ => false,
    }
}

fn options(argument: &Value) -> &[Value] {
    argument
        .as_array()
        .map_or(std::slice::from_ref(argument), Vec::as_slice)
}

fn list(actual: Option<&Value>) -> Option<&Vec<Value>> {
    actual.and_then(Value::as_array)
}

fn number(actual: Option<&Value>) -> Option<f64> {
    actual.and_then(Value::as_f64)
}

fn length(actual: Option<&Value>) -> Option<usize> {
    match actual? {
        Value::Array(items) => Some(items.len()),
        Value::Object(fields) => Some(fields.len()),
        Value::String(text) => Some(text.chars().count()),
        _ => None,
    }
}

/// A text holds every one of the texts, or a list holds an element for every one of the matches.
fn contains(argument: &Value, actual: Option<&Value>) -> bool {
    match actual {
        Some(Value::String(text)) => options(argument)
            .iter()
            .all(|part| part.as_str().is_some_and(|part| text.contains(part))),
        Some(Value::Array(items)) => options(argument)
            .iter()
            .all(|wanted| items.iter().any(|item| matches(wanted, Some(item)))),
        _ => false,
    }
}

/// Every element of the list is matched by its own expectation, none left over.
fn unordered(wanted: &[Value], items: &[Value]) -> bool {
    let Some((first, rest)) = wanted.split_first() else {
        return items.is_empty();
    };
    wanted.len() == items.len()
        && items.iter().enumerate().any(|(index, item)| {
            let mut others = items.to_vec();
            others.remove(index);
            matches(first, Some(item)) && unordered(rest, &others)
        })
}

/// The texts at the pointer rise from element to element, by code point.
fn sorted(pointer: &str, items: &[Value]) -> bool {
    let texts: Option<Vec<&str>> = items
        .iter()
        .map(|item| item.pointer(pointer).and_then(Value::as_str))
        .collect();
    texts.is_some_and(|texts| texts.is_sorted_by(|a, b| a < b))
}

/// An object has all these keys.
fn keys(argument: &Value, actual: Option<&Value>) -> bool {
    let fields = actual.and_then(Value::as_object);
    fields.is_some_and(|fields| {
        options(argument)
            .iter()
            .all(|key| key.as_str().is_some_and(|key| fields.contains_key(key)))
    })
}

fn instant(value: Option<&Value>) -> Option<jiff::Timestamp> {
    value?.as_str()?.parse().ok()
}

/// RFC 3339 in UTC with `Z` and at most nine fractional digits (contract 0.3).
fn is_utc_time(text: &str) -> bool {
    let fraction = text
        .trim_end_matches('Z')
        .split_once('.')
        .map_or("0", |(_, digits)| digits);
    text.ends_with('Z')
        && text.contains('T')
        && (1..=9).contains(&fraction.len())
        && text.parse::<jiff::Timestamp>().is_ok()
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| {
            group
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn holds(expected: &Value, actual: &Value) -> bool {
        matches(expected, Some(actual))
    }

    #[test]
    fn objects_are_subsets_and_lists_are_exact() {
        let actual = json!({ "a": 1, "b": [{ "c": 2, "d": 3 }], "e": null });
        assert!(holds(&json!({ "a": 1 }), &actual));
        assert!(holds(&json!({ "b": [{ "c": 2 }] }), &actual));
        assert!(holds(&json!({ "e": null, "f": "$absent" }), &actual));
        assert!(!holds(&json!({ "b": [] }), &actual));
        assert!(!holds(&json!({ "f": null }), &actual));
        assert!(!holds(&json!({ "e": "$absent" }), &actual));
        assert!(!holds(&json!({ "a": "1" }), &actual));
    }

    #[test]
    fn every_difference_is_told_with_its_place() {
        let found = compare(
            &json!({ "a": { "b": 1 }, "c": [2, 3] }),
            Some(&json!({ "a": {}, "c": [2, 4] })),
        );
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "at /a/b: expected 1, got nothing",
                "at /c/1: expected 3, got 4"
            ]
        );
    }

    #[test]
    fn words() {
        assert!(holds(
            &json!("$uuid"),
            &json!("0f5d9a8e-5c1a-4b0d-a8e2-3f9d0f6b7c11")
        ));
        assert!(!holds(&json!("$uuid"), &json!("0f5d9a8e-5c1a-4b0d-a8e2")));
        assert!(!holds(
            &json!("$uuid"),
            &json!("0f5d9a8e-5c1a-4b0d-a8e2-3f9d0f6b7cZZ")
        ));
        for good in [
            "2026-11-20T16:40:51.218Z",
            "2026-11-20T16:40:51Z",
            "2026-11-20T16:40:51.123456789Z",
        ] {
            assert!(holds(&json!("$time"), &json!(good)), "{good}");
        }
        for bad in [
            "2026-11-20T16:40:51+00:00",
            "2026-11-20 16:40:51Z",
            "2026-11-20",
            "Z",
            "2026-11-20T16:40:51.1234567890Z",
        ] {
            assert!(!holds(&json!("$time"), &json!(bad)), "{bad}");
        }
        assert!(holds(&json!("$any"), &json!(null)));
        assert!(!matches(&json!("$any"), None));
        assert!(holds(&json!("$text"), &json!("x")));
        assert!(!holds(&json!("$text"), &json!(" ")));
        assert!(!holds(&json!("$misspelt"), &json!("$misspelt")));
    }

    #[test]
    fn calls() {
        assert!(holds(&json!({ "$contains": "an" }), &json!("banana")));
        assert!(!holds(
            &json!({ "$contains": ["an", "x"] }),
            &json!("banana")
        ));
        assert!(holds(
            &json!({ "$contains": [{ "a": 2 }] }),
            &json!([{ "a": 1 }, { "a": 2 }])
        ));
        assert!(!holds(
            &json!({ "$contains": [{ "a": 3 }] }),
            &json!([{ "a": 1 }])
        ));
        assert!(holds(
            &json!({ "$not": { "$contains": "x" } }),
            &json!("banana")
        ));
        assert!(holds(&json!({ "$gt": 3 }), &json!(4)) && !holds(&json!({ "$gt": 3 }), &json!(3)));
        assert!(
            holds(&json!({ "$lt": 3 }), &json!(2)) && !holds(&json!({ "$lt": 3 }), &json!("2"))
        );
        assert!(
            holds(&json!({ "$length": 2 }), &json!([1, 2]))
                && !holds(&json!({ "$length": 2 }), &json!([]))
        );
        assert!(
            holds(&json!({ "$one_of": [1, "$uuid"] }), &json!(1))
                && !holds(&json!({ "$one_of": [1] }), &json!(2))
        );
        assert!(holds(&json!({ "$each": { "a": 1 } }), &json!([{ "a": 1 }])));
        assert!(!holds(
            &json!({ "$each": { "a": 1 } }),
            &json!([{ "a": 1 }, {}])
        ));
        assert!(holds(
            &json!({ "$unordered": ["$text", "b"] }),
            &json!(["b", "a"])
        ));
        assert!(!holds(
            &json!({ "$unordered": ["a", "a"] }),
            &json!(["a", "b"])
        ));
        assert!(holds(
            &json!({ "$sorted_by": "/id" }),
            &json!([{ "id": "a" }, { "id": "b" }])
        ));
        assert!(!holds(
            &json!({ "$sorted_by": "/id" }),
            &json!([{ "id": "b" }, { "id": "a" }])
        ));
        assert!(
            holds(&json!({ "$keys": ["a"] }), &json!({ "a": 1 }))
                && !holds(&json!({ "$keys": ["b"] }), &json!({ "a": 1 }))
        );
        let (early, late) = ("2026-11-20T16:40:51Z", "2026-11-20T16:40:51.001Z");
        assert!(
            holds(&json!({ "$after": early }), &json!(late))
                && !holds(&json!({ "$after": late }), &json!(early))
        );
        assert!(!holds(&json!({ "$misspelt": 1 }), &json!(1)));
    }
}
