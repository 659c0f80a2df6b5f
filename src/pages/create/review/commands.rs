//! What a person would type to create the runner (contract 9).

use contract::{
    spec_file::write_runner,
    wire::{CreateRunner, schema},
};
use leptos::prelude::window;
use serde_json::json;

use crate::{
    format::shell::{Commands, curl, quoted, with_input},
    paths::api,
};

/// The commands; none where the spec carries environment values, which may be secrets (contract 1.5).
pub(super) fn create(request: &CreateRunner) -> Option<Commands> {
    let spec = request.runner.managed_spec.as_ref();
    let overrides = spec.and_then(|spec| spec.overrides.as_ref());
    if overrides.is_some_and(|overrides| !overrides.env.is_empty()) {
        return None;
    }
    let command = format!("cwic sandbox runner create {}", quoted(&request.runner_id));
    let body = schema::prune(json!(request), &schema::CREATE_RUNNER).to_string();
    let origin = window().location().origin().unwrap_or_default();
    Some(Commands {
        cwic: with_input(&command, &write_runner(&request.runner)),
        curl: curl("POST", &origin, api::RUNNERS, Some(&body)),
    })
}
