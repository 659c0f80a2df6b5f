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
mod tests;
