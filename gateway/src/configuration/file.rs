//! A file of options, in TOML.

use std::fs;
use std::path::Path;

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};
use toml::{Table, Value};

use super::keys;

/// An option that a file sets.
pub(super) struct Entry {
    pub(super) key: String,
    /// The same as arguments.
    pub(super) args: Vec<String>,
}

/// Reads a file.
///
/// # Errors
/// When it cannot be read, has a key that is no flag's name, or a value that the flag does not take. The
/// message names the file and the key, and repeats no value.
pub(super) fn read(file: &Path, command: &Command) -> Result<Vec<Entry>, String> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("--config {shown}: {error}"))?;
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        let before = text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        // The parser's longer words would show the line, and with it maybe a secret.
        format!("{shown}, line {line}: {}", error.message())
    })?;
    let mut entries = Vec::new();
    for (key, value) in table {
        let problem = |problem: String| format!("{shown}: {key}: {problem}");
        let (_, arg) = keys(command)
            .find(|(name, _)| *name == key)
            .ok_or_else(|| problem(unknown(command, &key)))?;
        let args = arguments(arg, &key, &value).map_err(problem)?;
        check(command, arg, &args).map_err(problem)?;
        entries.push(Entry { key, args });
    }
    Ok(entries)
}

fn unknown(command: &Command, key: &str) -> String {
    let likeness = |name: &str| strsim::jaro_winkler(name, &key.replace('_', "-"));
    let nearest = keys(command)
        .map(|(name, _)| name)
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
        .filter(|name| likeness(name) > 0.75);
    match nearest {
        Some(name) => format!("there is no such key; did you mean {name}?"),
        None => "there is no such key; runner-gateway --help lists them, without the --".to_owned(),
    }
}

/// What the command line would be for it.
fn arguments(arg: &Arg, key: &str, value: &Value) -> Result<Vec<String>, String> {
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        let Value::Boolean(is_on) = value else {
            return Err("write true or false".to_owned());
        };
        return Ok(is_on.then(|| format!("--{key}")).into_iter().collect());
    }
    let values = match value {
        Value::Array(_) if !matches!(arg.get_action(), ArgAction::Append) => {
            return Err("write one value, not a list".to_owned());
        }
        Value::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    };
    let text = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        _ => Err("write text in quotation marks, or a number".to_owned()),
    };
    let values = values.iter().map(text);
    values
        .map(|value| Ok(format!("--{key}={}", value?)))
        .collect()
}

/// Whether the command line would take these values.
fn check(command: &Command, arg: &Arg, args: &[String]) -> Result<(), String> {
    let alone = std::iter::once(command.get_name().to_owned()).chain(args.iter().cloned());
    let Err(error) = command.clone().try_get_matches_from(alone) else {
        return Ok(());
    };
    match error.kind() {
        // What has to come with it may come from elsewhere.
        ErrorKind::MissingRequiredArgument => Ok(()),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(&error).map(ToString::to_string);
            Err(why.unwrap_or_else(|| "this value is not taken".to_owned()))
        }
        ErrorKind::InvalidValue => {
            let valid = error.get(ContextKind::ValidValue).map(ToString::to_string);
            Err(format!("write one of {}", valid.unwrap_or_default()))
        }
        _ => Err(format!(
            "this is not taken; see --{} in --help",
            arg.get_id()
        )),
    }
}
