//! Runners in files, as `create -f` takes them (contract 9, printing rules).

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{Diagnostic, Document, MAX_PROBLEMS, emit, input, revise};
use crate::wire::Runner;
use crate::wire::schema::{Path, Problem, RUNNER, camel_keys, check, snake};

/// Reads a runner from a document.
///
/// # Errors
/// Every unknown key, read-only key and wrong type, each at its place; or that the file is of API v1.
pub fn read_runner(document: &Document) -> Result<Runner, Vec<Diagnostic>> {
    if let Some(key) = ["spec", "policy"]
        .into_iter()
        .find(|key| document.value.get(key).is_some())
    {
        let message = format!(
            "{key} belongs to a file for API v1; this is v1beta2: write managed_spec and profile_bindings"
        );
        return Err(vec![
            document.diagnostic(&Path::default().key(key), message),
        ]);
    }
    let problems: Vec<_> = check(&document.value, &RUNNER)
        .iter()
        .take(MAX_PROBLEMS)
        .map(|problem| document.diagnostic(&problem.path, message(problem)))
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    serde_json::from_value(camel_keys(document.value.clone(), &RUNNER))
        .map_err(|_| vec![document.diagnostic(&Path::default(), "this is not a runner")])
}

fn message(problem: &Problem) -> String {
    if snake(&problem.path.to_string()) == "runner_id" {
        return "runner_id does not belong in the file: give the ID beside it, as the command's argument"
            .to_owned();
    }
    problem.message()
}

/// The input fields of a runner as YAML: no runner ID (it is an argument), nothing unset, `snake_case`.
pub fn write_runner(runner: &Runner) -> String {
    emit::yaml(&fields(runner))
}

/// The same as JSON.
pub fn write_runner_json(runner: &Runner) -> String {
    let json = format!("{:#}\n", Value::Object(fields(runner)));
    emit::printable(&json)
}

/// A file as it was written, with what differs from the runner changed and nothing else. Where that cannot
/// be done it is written anew, below the comments at its head.
pub fn revise_runner(text: &str, runner: &Runner) -> String {
    let spelled = if is_camel(text) {
        camel
    } else {
        |fields| fields
    };
    let revised = revise::revise(text, &spelled(fields(runner)), |document| {
        let runner = read_runner(document).ok()?;
        Some(spelled(fields(&runner)))
    });
    revised.unwrap_or_else(|| match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => write_runner_json(runner),
        Err(_) => revise::head(text).to_owned() + &write_runner(runner),
    })
}

/// Whether a file spells the API's keys as JSON does.
fn is_camel(text: &str) -> bool {
    ["managedSpec:", "profileBindings:", "displayName:"]
        .iter()
        .any(|key| text.lines().any(|line| line.starts_with(key)))
}

fn camel(fields: Map<String, Value>) -> Map<String, Value> {
    match camel_keys(Value::Object(fields), &RUNNER) {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn fields(runner: &Runner) -> Map<String, Value> {
    let mut runner = runner.clone();
    runner.identity.runner_id.clear();
    input::input(&runner, &RUNNER)
}
