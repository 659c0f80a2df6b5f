//! Files, and the commands of the CLI that take them.

use serde_json::{Value, json};

use super::calls::{input, with_id};
use super::{RUNNER, mask, runner, spelled};
use crate::api::call::Call;
use crate::api::shell::{quoted, with_input};
use crate::document::{Path, Problem, camel, camel_keys, snake_keys};
use crate::mask::{Update, normal};
use crate::model::{CreateRunner, Runner};
use crate::spec_file::{Diagnostic, Document, emit_yaml, fits, manifest};

/// A file for today's CLI: the bare resource, with its ID (contract-v1 7).
pub(crate) fn file(runner: &Runner) -> String {
    match snake_keys(input(runner), &RUNNER) {
        Value::Object(object) => emit_yaml(&object),
        _ => String::new(),
    }
}

/// Reads such a file; the ID is in it.
pub(crate) fn read_file(document: &Document) -> Result<CreateRunner, Vec<Diagnostic>> {
    let expected = "a runner's file has identity, spec and policy";
    if let Some(problem) = manifest(document, expected) {
        return Err(vec![problem]);
    }
    fits(document, &RUNNER, Problem::message)?;
    let runner = runner(camel_keys(document.value.clone(), &RUNNER));
    let runner =
        runner.map_err(|_| vec![document.says(&Path::default(), "this is not a runner")])?;
    Ok(CreateRunner {
        runner_id: runner.runner_id().to_owned(),
        runner,
    })
}

pub(crate) fn cwic_create(request: &CreateRunner, request_id: &str) -> String {
    let mut runner = with_id(request);
    runner.policy.get_or_insert_with(|| json!({}));
    let mut command = "cwic sandbox runner create".to_owned();
    if !request_id.is_empty() {
        command = format!("{command} --request-id {}", quoted(request_id));
    }
    with_input(&command, &file(&runner))
}

/// The calls' bodies, one command each: what is guarded carries its etag in the file.
pub(crate) fn cwic_edit(update: &Update, wanted: &Runner) -> String {
    let command = format!("cwic sandbox runner edit {}", quoted(wanted.runner_id()));
    let bodies = update.calls.iter();
    let bodies = bodies.filter_map(|call| with_cleared(call, wanted));
    let commands = bodies.map(|body| match snake_keys(body, &RUNNER) {
        Value::Object(object) => with_input(&command, &emit_yaml(&object)),
        _ => command.clone(),
    });
    commands.collect::<Vec<_>>().join("\n")
}

/// The body of a call as a file says it: what its mask names and it has not is cleared by the value that stands for
/// nothing, since what a file does not name it leaves alone (contract-v1 7).
fn with_cleared(call: &Call, wanted: &Runner) -> Option<Value> {
    let mut body = call.body.clone()?;
    let named = mask(&call.query.first()?.1).ok()?;
    for part in named.paths() {
        let place = spelled(part);
        let is_there = keys_of(&place).try_fold(&body, |at, key| at.get(&key));
        if is_there.is_none() {
            let slot = keys_of(&place).fold(&mut body, |at, key| &mut at[&key]);
            *slot = part.get(&normal(wanted));
        }
    }
    Some(body)
}

fn keys_of(place: &str) -> impl Iterator<Item = String> + '_ {
    place.split('.').map(camel)
}

/// The commands that check the file of a policy and send it with its etag (contract-v1 J-30). The file is the bare
/// policy.
pub fn cwic_policy(runner_id: &str, etag: Option<&str>, text: &str) -> String {
    let check = with_input("cwic sandbox runner policy validate", text);
    let mut command = format!("cwic sandbox runner policy edit {}", quoted(runner_id));
    if let Some(etag) = etag {
        command = format!("{command} --etag {}", quoted(etag));
    }
    format!("{check}\n{}", with_input(&command, text))
}
