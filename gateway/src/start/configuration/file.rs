//! A file of options, in TOML.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use clap::builder::Resettable;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};
use toml::{Table, Value};

use crate::start::io_problem;

/// The flag that names the file.
pub(super) const CONFIG: &str = "config";

/// An option that a file sets.
pub(super) struct Entry {
    pub(super) key: String,
    /// The same as arguments.
    pub(super) args: Vec<String>,
}

/// Reads a file: what can be followed of it, and what is wrong with the rest: that it cannot be read, a key that
/// is no flag's name, a value that the flag does not take. Problems name the file and the key, and repeat no
/// value.
pub(super) fn read(file: &Path, command: &Command) -> (Vec<Entry>, Vec<String>) {
    let shown = file.display();
    let alone = |problem| (Vec::new(), vec![problem]);
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return alone(format!("--config {shown}: {}", io_problem(&error))),
    };
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            let error: toml::de::Error = error;
            let at = error.span().map_or(0, |span| span.start);
            let before = text.get(..at).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            // The parser's longer words would show the line, and with it maybe a secret.
            return alone(format!("{shown}, line {line}: {}", error.message()));
        }
    };
    let (mut entries, mut problems) = (Vec::new(), Vec::new());
    for (key, value) in table {
        match entry(command, &key, &value) {
            Ok(args) => entries.push(Entry { key, args }),
            Err(problem) => problems.push(format!("{shown}: {key}: {problem}")),
        }
    }
    (entries, problems)
}

fn entry(command: &Command, key: &str, value: &Value) -> Result<Vec<String>, String> {
    let known = keys(command).find(|(name, _)| *name == key);
    let (_, arg) = known.ok_or_else(|| unknown(command, key))?;
    let args = arguments(arg, key, value)?;
    check(command, arg, &args)?;
    Ok(args)
}

/// The arguments that a file may set.
pub(super) fn keys(command: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    let args = command.get_arguments();
    args.filter_map(|arg| Some((arg.get_long()?, arg)))
        .filter(|(name, _)| ![CONFIG, "help", "version"].contains(name))
}

/// What to say of a name that no option has.
pub(super) fn unknown(command: &Command, key: &str) -> String {
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
///
/// # Errors
/// What is wrong with them, without the values.
pub(super) fn check(
    command: &Command,
    arg: &Arg,
    args: &[impl AsRef<OsStr>],
) -> Result<(), String> {
    let args = args.iter().map(|arg| arg.as_ref().to_owned());
    let alone = std::iter::once(command.get_name().into()).chain(args);
    let command = command.clone().mut_args(|arg| arg.env(Resettable::Reset));
    let Err(error) = command.try_get_matches_from(alone) else {
        return Ok(());
    };
    match error.kind() {
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(&error).map(ToString::to_string);
            Err(why.unwrap_or_else(|| "this value is not allowed".to_owned()))
        }
        ErrorKind::InvalidValue => {
            let valid = error.get(ContextKind::ValidValue).map(ToString::to_string);
            Err(format!("write one of {}", valid.unwrap_or_default()))
        }
        _ => Err(format!(
            "this is not allowed; see --{} in --help",
            arg.get_id()
        )),
    }
}
