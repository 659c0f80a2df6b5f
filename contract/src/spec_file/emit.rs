//! Writes YAML as people write it: block style, text plain where it can be.

use serde_json::{Map, Value, json};

use super::parse;
use crate::document::snake;

/// Keys whose text always stands in quotes (contract 9, printing rules).
const QUOTED: [&str; 2] = ["cron", "profile_template_id"];

/// Longest key that YAML allows before a colon is 1024 characters; longer ones begin with `?`.
const LONGEST_SIMPLE_KEY: usize = 1000;

/// A document in block style, with a line end at its end.
pub(crate) fn yaml(object: &Map<String, Value>) -> String {
    if object.is_empty() {
        return "{}\n".to_owned();
    }
    let mut out = String::new();
    map(object, 0, &mut out);
    out
}

/// An entry of a map that is indented so far; its first line is not.
pub(super) fn entry(key: &str, value: &Value, indent: usize) -> String {
    let mut out = String::new();
    let entry = (key.to_owned(), value.clone());
    map(&Map::from_iter([entry]), indent, &mut out);
    out
}

/// An item of a list that is indented so far; its first line is not.
pub(super) fn item(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    list(std::slice::from_ref(value), indent, &mut out);
    out.split_off(indent)
}

/// Items of a list in block style, each with a line end at its end.
pub(crate) fn items(items: &[Value]) -> String {
    let mut out = String::new();
    list(items, 0, &mut out);
    out
}

/// The value of a key, on one line.
pub(crate) fn scalar(key: &str, value: &Value) -> String {
    match value {
        Value::String(string) => text(string, QUOTED.contains(&&*snake(key))),
        other => other.to_string(),
    }
}

/// JSON text with everything escaped that YAML calls unprintable, so that it is YAML too.
pub(super) fn printable(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => out.extend(["\\u", &format!("{:04x}", u32::from(c))]),
            c => out.push(c),
        }
    }
    out
}

/// Entries of a map; the first is where `out` ends, the others are indented.
fn map(object: &Map<String, Value>, indent: usize, out: &mut String) {
    for (position, (key, value)) in object.iter().enumerate() {
        if position > 0 {
            out.push_str(&" ".repeat(indent));
        }
        let name = text(key, false);
        if name.chars().count() > LONGEST_SIMPLE_KEY {
            out.extend(["? ", &name, "\n", &" ".repeat(indent), ":"]);
        } else {
            out.extend([&name, ":"]);
        }
        match value {
            Value::Object(below) if !below.is_empty() => {
                out.extend(["\n", &" ".repeat(indent + 2)]);
                map(below, indent + 2, out);
            }
            Value::Array(items) if !items.is_empty() => {
                out.push('\n');
                list(items, indent + 2, out);
            }
            other => out.extend([" ", &scalar(key, other), "\n"]),
        }
    }
}

fn list(items: &[Value], indent: usize, out: &mut String) {
    for item in items {
        out.extend([&" ".repeat(indent), "- "]);
        match item {
            Value::Object(object) if !object.is_empty() => map(object, indent + 2, out),
            Value::String(string) => out.extend([&text(string, false), "\n"]),
            // A list in a list: JSON is YAML.
            other => out.extend([&printable(&other.to_string()), "\n"]),
        }
    }
}

/// A string as a scalar: plain where the library writes it so and our reader reads it back, else quoted.
fn text(string: &str, quoted: bool) -> String {
    if !quoted && !string.is_empty() && is_plain(string) {
        return string.to_owned();
    }
    printable(&json!(string).to_string())
}

/// Plain for every reader, as most strings are; the others take asking. Long enough to be none of the words
/// that some read as a value.
fn is_word(string: &str) -> bool {
    string.len() > 5
        && string.starts_with(|c: char| c.is_ascii_alphabetic())
        && string
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
}

/// Asks for the text as a key and as a value, so that one answer holds for both.
fn is_plain(string: &str) -> bool {
    is_word(string)
        || serde_yaml::to_string(string).is_ok_and(|yaml| yaml.trim_end_matches('\n') == string)
        && parse(&format!("{string}: {string}")).is_ok_and(
            |documents| matches!(&documents[..], [one] if one.value == json!({ string: string })),
        )
}
