//! Runners as spec files that `create -f` accepts (contract 9, printing rules).

use serde_json::{Map, Value, json};

use super::{Document, parse};
use crate::wire::Runner;
use crate::wire::schema::{Access, Kind, Message, RUNNER, prune, snake_keys};

/// Keys whose text always stands in quotes.
const QUOTED: [&str; 2] = ["cron", "profile_template_id"];

/// The input fields of a runner as YAML: no runner ID (it is an argument), nothing unset, `snake_case`.
pub fn write_runner(runner: &Runner) -> String {
    let mut out = String::new();
    match input(runner) {
        Value::Object(object) if object.is_empty() => out.push_str("{}\n"),
        Value::Object(object) => map(&object, 0, &mut out),
        _ => {}
    }
    out
}

/// The same as JSON.
pub fn write_runner_json(runner: &Runner) -> String {
    format!("{:#}\n", input(runner))
}

fn input(runner: &Runner) -> Value {
    let mut value = prune(json!(runner), &RUNNER);
    if let Value::Object(object) = &mut value {
        object.retain(|key, _| RUNNER.field(key).is_some());
        if let Some(identity) = object.get_mut("identity").and_then(Value::as_object_mut) {
            identity.shift_remove("runnerId");
        }
    }
    snake_keys(without_output(value, &RUNNER), &RUNNER)
}

/// Without what the server sets, in the order of the table; unknown keys last, as they came.
fn without_output(value: Value, message: &Message) -> Value {
    let Value::Object(mut object) = value else {
        return value;
    };
    let mut kept = Map::new();
    for field in message.fields {
        let Some(value) = object.shift_remove(field.json) else {
            continue;
        };
        if field.access == Access::Output {
            continue;
        }
        let value = match (field.kind, value) {
            (Kind::Message(below), value) => without_output(value, below),
            (Kind::Messages(below), Value::Array(items)) => items
                .into_iter()
                .map(|item| without_output(item, below))
                .collect(),
            (_, value) => value,
        };
        kept.insert(field.json.to_owned(), value);
    }
    kept.extend(object);
    Value::Object(kept)
}

fn map(object: &Map<String, Value>, indent: usize, out: &mut String) {
    for (key, value) in object {
        out.push_str(&" ".repeat(indent));
        entry(key, value, indent, out);
    }
}

fn entry(key: &str, value: &Value, indent: usize, out: &mut String) {
    out.push_str(&text(key, false));
    out.push(':');
    match value {
        Value::Object(object) if !object.is_empty() => {
            out.push('\n');
            map(object, indent + 2, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            list(items, indent + 2, out);
        }
        Value::String(string) => {
            out.push(' ');
            out.push_str(&text(string, QUOTED.contains(&key)));
            out.push('\n');
        }
        other => {
            out.push(' ');
            out.push_str(&other.to_string());
            out.push('\n');
        }
    }
}

fn list(items: &[Value], indent: usize, out: &mut String) {
    for item in items {
        out.push_str(&" ".repeat(indent));
        out.push_str("- ");
        match item {
            Value::Object(object) if !object.is_empty() => {
                for (position, (key, value)) in object.iter().enumerate() {
                    if position > 0 {
                        out.push_str(&" ".repeat(indent + 2));
                    }
                    entry(key, value, indent + 2, out);
                }
            }
            Value::String(string) => {
                out.push_str(&text(string, false));
                out.push('\n');
            }
            // Lists in lists exist only in unknown fields; JSON is YAML.
            other => {
                out.push_str(&other.to_string());
                out.push('\n');
            }
        }
    }
}

/// A string as a scalar: plain where the library writes it so and our reader reads it back, else quoted.
fn text(string: &str, quoted: bool) -> String {
    let plain = || {
        serde_yaml::to_string(string).is_ok_and(|yaml| yaml.trim_end_matches('\n') == string)
            && parse(&format!("k: {string}")).is_ok_and(|documents| is_text(&documents, string))
    };
    if !quoted && !string.is_empty() && plain() {
        return string.to_owned();
    }
    escaped(string)
}

fn is_text(documents: &[Document], string: &str) -> bool {
    documents.len() == 1 && documents[0].value == json!({ "k": string })
}

/// JSON's double quotes, with everything that YAML calls unprintable escaped.
fn escaped(string: &str) -> String {
    let unprintable = |c: char| {
        matches!(
            c,
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
    };
    let spelled = |c: char| {
        if unprintable(c) {
            format!("\\u{:04x}", u32::from(c))
        } else {
            c.to_string()
        }
    };
    json!(string).to_string().chars().map(spelled).collect()
}
