//! Runners in files, as `create -f` takes them (contract 9, printing rules).

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{Diagnostic, Document, MAX_PROBLEMS, emit, input, manifest, revise};
use crate::api::Dialect;
use crate::api::v1beta2::MANIFEST;
use crate::document::{Message, Path, Problem, camel, camel_keys, check, snake};
use crate::edit::document;
use crate::model::Runner;
use crate::part::Part;

/// Reads a runner from a document.
///
/// # Errors
/// Every unknown key, read-only key and wrong type, each at its place; or that the file is of API v1.
pub fn read_runner(document: &Document) -> Result<Runner, Vec<Diagnostic>> {
    read_spec(Dialect::V1beta2, document)
}

/// Reads the spec of a runner to be: a file of v1beta2, with what the dialect in which it is sent has beside it.
///
/// # Errors
/// As for [`read_runner`].
pub fn read_spec(dialect: Dialect, document: &Document) -> Result<Runner, Vec<Diagnostic>> {
    if let Some(problem) = manifest(document, MANIFEST) {
        return Err(vec![problem]);
    }
    if let Some(key) = ["spec", "policy"]
        .into_iter()
        .find(|key| document.value.get(key).is_some())
    {
        let message = format!(
            "{}: write {} and {}",
            Dialect::V1beta2.not_for(key),
            Part::ManagedSpec.place(),
            Part::ProfileBindings.place()
        );
        return Err(vec![
            document.diagnostic(&Path::default().key(key), message),
        ]);
    }
    let shape = dialect.model();
    fits(document, shape, message)?;
    serde_json::from_value(camel_keys(document.value.clone(), shape))
        .map_err(|_| vec![document.diagnostic(&Path::default(), "this is not a runner")])
}

/// Whether a document has the shape of a message.
///
/// # Errors
/// Every problem at its place, in these words.
pub(crate) fn fits(
    document: &Document,
    shape: &Message,
    words: fn(&Problem) -> String,
) -> Result<(), Vec<Diagnostic>> {
    let problems: Vec<_> = check(&document.value, shape)
        .iter()
        .take(MAX_PROBLEMS)
        .map(|problem| document.diagnostic(&problem.path, words(problem)))
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn message(problem: &Problem) -> String {
    if snake(&problem.path.to_string()) == "runner_id" {
        return "runner_id does not belong in the file: give the ID separately, as the command's argument"
            .to_owned();
    }
    problem.message()
}

/// The input fields of a runner as YAML: no runner ID (it is an argument), nothing unset, `snake_case`.
pub fn write_runner(runner: &Runner) -> String {
    write_spec(Dialect::V1beta2, runner)
}

/// The spec of a runner to be, with what a dialect has beside the fields of v1beta2.
pub fn write_spec(dialect: Dialect, runner: &Runner) -> String {
    emit::yaml(&fields(dialect, runner))
}

/// The same as JSON.
pub fn write_runner_json(runner: &Runner) -> String {
    json(&fields(Dialect::V1beta2, runner))
}

fn json(fields: &Map<String, Value>) -> String {
    emit::printable(&(serde_json::to_string_pretty(fields).unwrap_or_default() + "\n"))
}

/// A file as it was written, with what differs from the runner changed and nothing else. Where that cannot
/// be done it is written anew, below the comments at its head.
pub fn revise_runner(text: &str, runner: &Runner) -> String {
    revise_spec(Dialect::V1beta2, text, runner)
}

/// The same of the spec of a runner to be, as [`read_spec`] reads it.
pub fn revise_spec(dialect: Dialect, text: &str, runner: &Runner) -> String {
    let is_camel = is_camel(text);
    let spelled = |runner: &Runner| {
        let fields = fields(dialect, runner);
        if is_camel {
            in_camel(dialect, fields)
        } else {
            fields
        }
    };
    let revised = revise::revise(text, &spelled(runner), |document| {
        let runner = read_spec(dialect, document).ok()?;
        Some(spelled(&runner))
    });
    revised.unwrap_or_else(|| match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => json(&fields(dialect, runner)),
        Err(_) => revise::head(text).to_owned() + &write_spec(dialect, runner),
    })
}

/// Whether a file spells the API's keys as JSON does.
fn is_camel(text: &str) -> bool {
    [Part::ManagedSpec, Part::ProfileBindings, Part::DisplayName]
        .into_iter()
        .any(|part| {
            let key = camel(part.place()) + ":";
            text.lines().any(|line| line.starts_with(&key))
        })
}

fn in_camel(dialect: Dialect, fields: Map<String, Value>) -> Map<String, Value> {
    match camel_keys(Value::Object(fields), dialect.model()) {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn fields(dialect: Dialect, runner: &Runner) -> Map<String, Value> {
    let mut runner = runner.clone();
    runner.identity.runner_id.clear();
    input::of_set(document(dialect, &runner), dialect.model())
}
