//! Runners in files, as `create -f` takes them (contract 9, printing rules).

use serde_json::{Map, Value};

use super::{Diagnostic, Document, MAX_PROBLEMS, emit, input};
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

fn fields(runner: &Runner) -> Map<String, Value> {
    let mut runner = runner.clone();
    runner.identity.runner_id.clear();
    input::input(&runner, &RUNNER)
}
