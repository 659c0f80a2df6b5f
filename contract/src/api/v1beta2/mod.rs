//! v1beta2: the API of the operations page. The model has its shape, so documents need no conversion.

pub(crate) mod fields;
mod profile_file;
pub mod profiles;
mod reading;
mod update;

use serde_json::json;

pub use fields::{
    CREATE_PROFILE_TEMPLATE, CREATE_RUNNER, PROFILE_TEMPLATE, RUNNER, UPDATE_PROFILE_TEMPLATE,
    UPDATE_RUNNER,
};
pub use profile_file::{PROFILE_FILE, PROFILE_OVERRIDES};
pub(super) use reading::{page, runner};
pub(super) use update::update;

use super::call::{Call, Method, encode};
use super::shell::{quoted, with_input};
use super::{Change, Dialect, Request};
use crate::document::{prune, snake_place};
use crate::mask::{FieldMask, Update};
use crate::model::{CreateRunner, Runner};
use crate::part::Part;
use crate::spec_file::write_runner;

/// Where runners are listed and created (contract 2).
pub(crate) const RUNNERS: &str = "/v1beta2/sandbox/managed-runners";

/// What a file of a runner has, for who has pasted something else.
pub(crate) const MANIFEST: &str = "a runner's file has identity, managed_spec and profile_bindings";

/// What a mask can name (contract 3.1).
pub(crate) const PARTS: [Part; 7] = [
    Part::Zone,
    Part::RunnerGroupId,
    Part::ManagedSpec,
    Part::ReleaseChannel,
    Part::MaintenancePolicy,
    Part::Overrides,
    Part::ProfileBindings,
];

/// The largest page that a server gives (contract 2.3).
const PAGE_SIZE: &str = "200";

fn runner_path(runner_id: &str) -> String {
    format!("{RUNNERS}/{}", encode(runner_id))
}

pub(super) fn list(page_token: &str) -> Call {
    let call = Call::new(Method::Get, RUNNERS.to_owned()).with("pageSize", PAGE_SIZE);
    if page_token.is_empty() {
        call
    } else {
        call.with("pageToken", page_token)
    }
}

pub(super) fn get(runner_id: &str) -> Call {
    Call::new(Method::Get, runner_path(runner_id))
}

pub(super) fn create(request: &CreateRunner) -> Call {
    let request = CreateRunner {
        runner_id: request.runner_id.clone(),
        runner: Dialect::V1beta2.without_others(&request.runner),
    };
    let body = prune(json!(request), &CREATE_RUNNER);
    Call::new(Method::Post, RUNNERS.to_owned()).sending(body)
}

pub(super) fn apply_update(runner_id: &str) -> Call {
    let path = format!("{}/apply-update", runner_path(runner_id));
    Call::new(Method::Post, path).sending(json!({}))
}

pub(super) fn delete(runner_id: &str) -> Call {
    Call::new(Method::Delete, runner_path(runner_id))
}

/// A violation names fields of the request, in either spelling.
pub(super) fn place(field: &str) -> String {
    let field = snake_place(field, &CREATE_RUNNER);
    let field = field.strip_prefix("runner.").unwrap_or(&field);
    snake_place(field, &RUNNER)
}

/// The ID stands beside the file (contract 9).
pub(super) fn cwic_create(request: &CreateRunner) -> String {
    let command = format!("cwic sandbox runner create {}", quoted(&request.runner_id));
    with_input(&command, &write_runner(&request.runner))
}

pub(super) fn cwic_edit(update: &Update, wanted: &Runner) -> Option<String> {
    let body = update.calls.first()?.body.as_ref()?;
    let part: Runner = serde_json::from_value(body["runner"].clone()).ok()?;
    let file = write_runner(&part);
    if file.trim().trim_matches(['{', '}']).is_empty() {
        return None;
    }
    let command = format!("cwic sandbox runner edit {}", quoted(wanted.runner_id()));
    Some(with_input(&command, &file))
}

pub(super) fn change(request: &Request) -> Option<Change> {
    let ["v1beta2", "sandbox", "managed-runners", rest @ ..] = request.segments else {
        return None;
    };
    match (request.method, rest) {
        (Method::Post, []) => {
            let body = request.json()?;
            let id = body.get("runnerId").or_else(|| body.get("runner_id"))?;
            Some(Change::Create(id.as_str()?.to_owned()))
        }
        (Method::Patch, [key]) => {
            let body = request.json()?;
            let mask = body.get("updateMask").or_else(|| body.get("update_mask"));
            let mask = match mask.filter(|mask| !mask.is_null()) {
                Some(mask) => FieldMask::parse(Some(mask)),
                None => FieldMask::parse_text(&request.asked("updateMask", "update_mask")?),
            };
            Some(Change::Edit((*key).to_owned(), mask.ok()?))
        }
        (Method::Delete, [key]) => Some(Change::Delete((*key).to_owned())),
        (Method::Post, [key, "apply-update"]) => Some(Change::Upgrade((*key).to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_cannot_leave_their_segment() {
        let path = "/v1beta2/sandbox/managed-runners/..%2Fsandbox%3Fx%23y";
        assert_eq!(get("../sandbox?x#y").target(), path);
        assert_eq!(list("").target(), format!("{RUNNERS}?pageSize=200"));
        assert!(list("a&b=").target().ends_with("&pageToken=a%26b%3D"));
        let profiles = "/v1beta2/sandbox/profile-templates?pageSize=200";
        assert_eq!(profiles::list("").target(), profiles);
    }

    #[test]
    fn violations_are_places_of_the_model() {
        for field in [
            "runner.managedSpec.overrides.env",
            "managed_spec.overrides.env",
        ] {
            assert_eq!(place(field), "managed_spec.overrides.env");
        }
        let map = "runner.managedSpec.overrides.tolerations[0].key";
        assert_eq!(place(map), "managed_spec.overrides.tolerations[0].key");
        let key = "runner.managedSpec.overrides.env.MyToken";
        assert_eq!(place(key), "managed_spec.overrides.env.MyToken");
        assert_eq!(place("updateMask"), "updateMask");
        assert_eq!(place("runnerId"), "runner_id");
    }

    fn of(method: Method, path: &str, query: &str, body: &str) -> Option<Change> {
        let segments: Vec<&str> = path.split('/').collect();
        let request = Request {
            method,
            segments: &segments,
            query,
            body: body.as_bytes(),
        };
        request.change()
    }

    const PATH: &str = "v1beta2/sandbox/managed-runners";

    #[test]
    fn masks_are_read_in_every_spelling() {
        let mask = FieldMask::parse_text("managed_spec.release_channel,identity.zone").unwrap();
        let edit = Some(Change::Edit("a".to_owned(), mask));
        let path = format!("{PATH}/a");
        for body in [
            r#"{"updateMask": "managedSpec.releaseChannel,identity.zone"}"#,
            r#"{"update_mask": " identity.zone, managed_spec.release_channel "}"#,
            r#"{"updateMask": {"paths": ["identity.zone", "managedSpec.releaseChannel"]}}"#,
        ] {
            assert_eq!(of(Method::Patch, &path, "", body), edit, "{body}");
        }
        for name in ["updateMask", "update_mask"] {
            let query = format!("a=b&{name}=identity.zone%2Cmanaged_spec.release_channel");
            assert_eq!(of(Method::Patch, &path, &query, "{}"), edit, "{name}");
        }
        assert_eq!(of(Method::Patch, &path, "", r#"{"updateMask": "*"}"#), None);
        assert_eq!(of(Method::Patch, &path, "", "{"), None);
    }

    #[test]
    fn only_changes_of_runners_are_changes() {
        let create = of(Method::Post, PATH, "", r#"{"runner_id": "a"}"#);
        assert_eq!(create, Some(Change::Create("a".to_owned())));
        let upgrade = of(Method::Post, &format!("{PATH}/a/apply-update"), "", "");
        assert_eq!(upgrade, Some(Change::Upgrade("a".to_owned())));
        let delete = of(Method::Delete, &format!("{PATH}/a b"), "", "");
        assert_eq!(delete, Some(Change::Delete("a b".to_owned())));
        for (method, path) in [
            (Method::Get, "v1beta2/sandbox/managed-runners/a"),
            (Method::Delete, "v1beta2/sandbox/profile-templates/a"),
            (Method::Post, "v1beta2/sandbox/managed-runners"),
        ] {
            assert_eq!(of(method, path, "", "{}"), None, "{path}");
        }
    }
}
