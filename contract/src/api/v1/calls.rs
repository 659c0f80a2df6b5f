//! The calls, and what a request asks for.

use serde_json::{Value, json};

use super::places::set;
use super::{APPLY, RUNNER, RUNNERS, mask};
use crate::api::call::{Call, Method, encode};
use crate::api::{Change, Dialect, Request};
use crate::model::{CreateRunner, Runner};

pub(super) fn runner_path(runner_id: &str) -> String {
    format!("{RUNNERS}/{}", encode(runner_id))
}

pub(crate) fn list(page_token: &str) -> Call {
    let call = Call::new(Method::Get, RUNNERS.to_owned()).with("pageSize", "200");
    if page_token.is_empty() {
        call
    } else {
        call.with("pageToken", page_token)
    }
}

pub(crate) fn get(runner_id: &str) -> Call {
    Call::new(Method::Get, runner_path(runner_id))
}

/// The resource without a wrapper. A policy is always sent, `{}` at least (contract-v1 2.1, 5).
pub(crate) fn create(request: &CreateRunner, request_id: &str) -> Call {
    let mut body = input(&with_id(request));
    if body.get("policy").is_none_or(Value::is_null) {
        body["policy"] = json!({});
    }
    let call = Call::new(Method::Post, RUNNERS.to_owned()).sending(body);
    match request_id {
        "" => call,
        id => call.with("requestId", id),
    }
}

/// The runner ID stands within the resource (contract-v1 2.2).
pub(super) fn with_id(request: &CreateRunner) -> Runner {
    let mut runner = Dialect::V1.without_others(&request.runner);
    runner.identity.runner_id.clone_from(&request.runner_id);
    runner
}

/// What of a runner a caller may set and has set, as v1's documents have it.
pub(super) fn input(runner: &Runner) -> Value {
    let pruned = set(json!(runner));
    let Value::Object(mut object) = crate::spec_file::without_output(pruned, &RUNNER) else {
        return json!({});
    };
    // Unknown fields at the top are the server's; the etag goes with a policy write alone (contract-v1 4.3).
    object.retain(|key, _| RUNNER.field(key).is_some() && key != "etag");
    Value::Object(object)
}

pub(crate) fn apply_update(runner_id: &str) -> Call {
    Call::new(Method::Post, runner_path(runner_id) + APPLY)
}

/// Deleting again is no error (contract-v1 9.1).
pub(crate) fn delete(runner_id: &str) -> Call {
    Call::new(Method::Delete, runner_path(runner_id)).with("allowMissing", "true")
}

pub(crate) fn change(request: &Request) -> Option<Change> {
    let ["v1", "sandbox", "managedRunners", rest @ ..] = request.segments else {
        return None;
    };
    match (request.method, rest) {
        (Method::Post, []) => {
            let body = request.json()?;
            let identity = body.get("identity")?;
            let id = identity
                .get("runnerId")
                .or_else(|| identity.get("runner_id"))?;
            Some(Change::Create(id.as_str()?.to_owned()))
        }
        (Method::Post, [key]) => {
            let id = key.strip_suffix(APPLY)?;
            Some(Change::Upgrade(id.to_owned()))
        }
        (Method::Patch, [key]) => {
            let asked = request.asked("updateMask", "update_mask")?;
            Some(Change::Edit((*key).to_owned(), mask(&asked).ok()?))
        }
        (Method::Delete, [key]) => Some(Change::Delete((*key).to_owned())),
        _ => None,
    }
}
