//! What a person would type to do to the runner what the page does (contract 9).

use contract::{mask::Update, spec_file::write_runner, wire::Runner};
use leptos::prelude::*;

use crate::{
    format::shell::{Commands, curl, quoted, with_input},
    paths::api,
};

fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

fn simple(id: &str, verb: &str, method: &str, path: &str, body: Option<&str>) -> Commands {
    // An ID that begins with a hyphen would be read as an option.
    Commands {
        cwic: format!("cwic sandbox runner {verb} {}", quoted(id)),
        curl: curl(method, &origin(), path, body),
    }
}

/// Reads it.
pub(super) fn describe(id: &str) -> Commands {
    simple(id, "describe", "GET", &api::runner(id), None)
}

/// Applies the available update.
pub(super) fn upgrade(id: &str) -> Commands {
    simple(id, "upgrade", "POST", &api::apply_update(id), Some("{}"))
}

/// Deletes it.
pub(super) fn delete(id: &str) -> Commands {
    simple(id, "delete", "DELETE", &api::runner(id), None)
}

/// Sends a change. None where it carries environment values, which may be secrets and have no place on
/// a command line or on screen (contract 1.5), and where it clears all that it names, since a file that
/// names nothing changes nothing.
pub(super) fn edit(id: &str, update: &Update) -> Option<Commands> {
    let part: Runner = serde_json::from_value(update.body["runner"].clone()).ok()?;
    let overrides = part
        .managed_spec
        .as_ref()
        .and_then(|spec| spec.overrides.as_ref());
    if overrides.is_some_and(|overrides| !overrides.env.is_empty()) {
        return None;
    }
    let file = write_runner(&part);
    if file.trim().trim_matches(['{', '}']).is_empty() {
        return None;
    }
    let command = format!("cwic sandbox runner edit {}", quoted(id));
    Some(Commands {
        cwic: with_input(&command, &file),
        curl: curl(
            "PATCH",
            &origin(),
            &api::runner(id),
            Some(&update.body.to_string()),
        ),
    })
}
