//! v1: `spec`, `policy`, an etag and a request ID (contract-v1).

mod fields;
mod model;
mod reading;
mod update;

use serde_json::{Value, json};

pub(super) use fields::RUNNER;
pub(super) use model::{EDITED, MODEL};
pub(super) use reading::{page, runner};
pub(super) use update::{mask, update};

use super::call::{Call, Method, encode};
use super::places::{self, Place, moved};
use super::shell::{quoted, with_input};
use super::{Change, Dialect, Request};
use crate::document::{
    Path, Problem, camel, camel_keys, prune_but_objects, snake_keys, snake_place,
};
use crate::mask::{Update, normal};
use crate::model::{CreateRunner, Runner};
use crate::part::Part;
use crate::spec_file::{Diagnostic, Document, emit_yaml, fits, manifest};

/// Where runners are listed and created (contract-v1 1).
pub(super) const RUNNERS: &str = "/v1/sandbox/managedRunners";

/// Verb that applies the available update; its colon is not part of the ID.
pub(super) const APPLY: &str = ":applyAvailableUpdate";

/// What a mask can name (contract-v1 4.1).
pub(super) const PARTS: [Part; 11] = [
    Part::DisplayName,
    Part::RunnerGroupId,
    Part::Policy,
    Part::ReleaseChannel,
    Part::MaintenancePolicy,
    Part::Overrides,
    Part::EnforceResourceLimits,
    Part::Volumes,
    Part::TenantMetrics,
    Part::ImagePull,
    Part::DataPlane,
];

/// Where v1 keeps what the model keeps elsewhere (contract-v1 6.1).
const PLACES: [Place; 4] = [
    place("spec", "managedSpec"),
    place("createTime", "createdAt"),
    place("updateTime", "updatedAt"),
    place("lastHeartbeatTime", "lastHeartbeatAt"),
];

const fn place(theirs: &'static str, ours: &'static str) -> Place {
    Place {
        within: "",
        theirs,
        ours,
    }
}

fn runner_path(runner_id: &str) -> String {
    format!("{RUNNERS}/{}", encode(runner_id))
}

pub(super) fn list(page_token: &str) -> Call {
    let call = Call::new(Method::Get, RUNNERS.to_owned()).with("pageSize", "200");
    if page_token.is_empty() {
        call
    } else {
        call.with("pageToken", page_token)
    }
}

pub(super) fn get(runner_id: &str) -> Call {
    Call::new(Method::Get, runner_path(runner_id))
}

/// The resource without a wrapper. A policy is always sent, `{}` at least (contract-v1 2.1, 5).
pub(super) fn create(request: &CreateRunner, request_id: &str) -> Call {
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
fn with_id(request: &CreateRunner) -> Runner {
    let mut runner = Dialect::V1.without_others(&request.runner);
    runner.identity.runner_id.clone_from(&request.runner_id);
    runner
}

/// What of a document of the model is set, in v1's places. The model's own unset fields go first: v1 does not know
/// all of them.
fn set(document: Value) -> Value {
    let document = prune_but_objects(document, &crate::document::RUNNER);
    prune_but_objects(moved(document, &PLACES), &RUNNER)
}

/// What of a runner a caller may set and has set, as v1's documents have it.
fn input(runner: &Runner) -> Value {
    let pruned = set(json!(runner));
    let Value::Object(mut object) = crate::spec_file::without_output(pruned, &RUNNER) else {
        return json!({});
    };
    // Unknown fields at the top are the server's; the etag goes with a policy write alone (contract-v1 4.3).
    object.retain(|key, _| RUNNER.field(key).is_some() && key != "etag");
    Value::Object(object)
}

pub(super) fn apply_update(runner_id: &str) -> Call {
    Call::new(Method::Post, runner_path(runner_id) + APPLY)
}

/// Deleting again is no error (contract-v1 9.1).
pub(super) fn delete(runner_id: &str) -> Call {
    Call::new(Method::Delete, runner_path(runner_id)).with("allowMissing", "true")
}

/// A runner as v1's documents have it.
pub(super) fn document(runner: &Runner) -> Value {
    moved(reading::with_their_time(json!(runner)), &PLACES)
}

/// How v1 names a part.
pub(super) fn spelled(part: Part) -> String {
    in_file(part.place())
}

/// A place of the model's document as v1's files have it.
pub(super) fn in_file(place: &str) -> String {
    places::path(place, &PLACES, false)
}

/// A violation names fields of the resource, in either spelling.
pub(super) fn violation(field: &str) -> String {
    let field = field.strip_prefix("managed_runner.").unwrap_or(field);
    let field = field.strip_prefix("managedRunner.").unwrap_or(field);
    places::path(&snake_place(field, &RUNNER), &PLACES, true)
}

/// A file for today's CLI: the bare resource, with its ID (contract-v1 7).
pub(super) fn file(runner: &Runner) -> String {
    match snake_keys(input(runner), &RUNNER) {
        Value::Object(object) => emit_yaml(&object),
        _ => String::new(),
    }
}

/// Reads such a file; the ID is in it.
pub(super) fn read_file(document: &Document) -> Result<CreateRunner, Vec<Diagnostic>> {
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

pub(super) fn cwic_create(request: &CreateRunner, request_id: &str) -> String {
    let mut runner = with_id(request);
    runner.policy.get_or_insert_with(|| json!({}));
    let mut command = "cwic sandbox runner create".to_owned();
    if !request_id.is_empty() {
        command = format!("{command} --request-id {}", quoted(request_id));
    }
    with_input(&command, &file(&runner))
}

/// The calls' bodies, one command each: what is guarded carries its etag in the file.
pub(super) fn cwic_edit(update: &Update, wanted: &Runner) -> String {
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

pub(super) fn change(request: &Request) -> Option<Change> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn oslo() -> Runner {
        let answer = json!({
            "identity": { "runnerId": "oslo-agents", "runnerGroupId": "agents", "zone": "eu-north-09c",
                "clusterId": "5b0f7c1e", "clusterName": "eun09c-batch" },
            "displayName": "Agent sandboxes",
            "spec": {
                "releaseChannel": "RELEASE_CHANNEL_STABLE",
                "overrides": { "scaling": { "replicas": 2 }, "env": { "A": "" } },
                "dataPlane": { "disabled": {} },
                "laterSwitch": { "on": true },
            },
            "policy": { "constraints": { "resources": {} }, "base": {} },
            "etag": "W/p-000012",
            "installStatus": "RUNNER_INSTALL_STATUS_READY", "installError": null,
            "activeRevision": 4, "targetRevision": "4",
            "createTime": "2026-11-09T10:12:44Z", "updateTime": "2026-11-22T06:30:01.402Z",
            "lastHeartbeatTime": "2026-11-23T19:58:40Z",
        });
        runner(answer).unwrap()
    }

    #[test]
    fn an_answer_is_read_into_the_model() {
        let runner = oslo();
        let spec = runner.managed_spec.as_ref().unwrap();
        assert_eq!(spec.data_plane, Some(json!({ "disabled": {} })));
        assert_eq!(spec.unknown["laterSwitch"], json!({ "on": true }));
        assert_eq!((runner.active_revision, runner.target_revision), (4, 4));
        assert!(runner.created_at.is_some() && runner.last_heartbeat_at.is_some());
        let version = runner.version();
        assert_eq!(version.etags[&Part::Policy], "W/p-000012");
        assert!(version.updated_at.is_some() && runner.is_managed());
        assert_eq!(runner.unreadable, []);
    }

    #[test]
    fn a_create_is_the_bare_resource_with_a_request_id() {
        let request = CreateRunner {
            runner_id: "oslo".into(),
            runner: Runner {
                policy: None,
                ..oslo()
            },
        };
        let call = create(&request, "T-1");
        assert_eq!(call.target(), "/v1/sandbox/managedRunners?requestId=T-1");
        let body = call.body.unwrap();
        assert_eq!(body["identity"]["runnerId"], "oslo");
        assert_eq!(body["policy"], json!({}));
        // The server resolves the name, and gives times, statuses and the etag.
        assert!(body["identity"].get("clusterName").is_none());
        let keys: Vec<_> = body.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["identity", "displayName", "spec", "policy"]);
    }

    #[test]
    fn the_other_calls_are_those_of_the_contract() {
        let target = |call: Call| format!("{} {}", call.method.as_str(), call.target());
        assert_eq!(target(get("a/b")), "GET /v1/sandbox/managedRunners/a%2Fb");
        assert_eq!(
            target(list("x&y")),
            "GET /v1/sandbox/managedRunners?pageSize=200&pageToken=x%26y"
        );
        let apply = apply_update("a");
        assert_eq!(apply.body, None);
        assert_eq!(
            target(apply),
            "POST /v1/sandbox/managedRunners/a:applyAvailableUpdate"
        );
        assert_eq!(
            target(delete("a")),
            "DELETE /v1/sandbox/managedRunners/a?allowMissing=true"
        );
    }

    #[test]
    fn violations_and_parts_have_places() {
        assert_eq!(violation("spec.dataPlane"), "managed_spec.data_plane");
        assert_eq!(
            violation("managed_runner.spec.overrides.env.MyToken"),
            "managed_spec.overrides.env.MyToken"
        );
        assert_eq!(violation("policy.constraints.x"), "policy.constraints.x");
        assert_eq!(spelled(Part::DataPlane), "spec.data_plane");
        let named: Vec<_> = PARTS.into_iter().map(spelled).collect();
        assert_eq!(
            named,
            [
                "display_name",
                "identity.runner_group_id",
                "policy",
                "spec.release_channel",
                "spec.maintenance_policy",
                "spec.overrides",
                "spec.enforce_resource_limits",
                "spec.volumes",
                "spec.tenant_metrics",
                "spec.image_pull",
                "spec.data_plane",
            ]
        );
    }

    #[test]
    fn a_policy_is_checked_and_sent_with_its_etag() {
        let commands = cwic_policy("a b", Some("W/\"1"), "{}\n");
        assert_eq!(
            commands,
            "cwic sandbox runner policy validate -f - <<'EOF'\n{}\nEOF\n\
             cwic sandbox runner policy edit 'a b' --etag 'W/\"1' -f - <<'EOF'\n{}\nEOF"
        );
        assert!(!cwic_policy("a", None, "{}").contains("--etag"));
    }

    #[test]
    fn a_file_is_the_bare_resource() {
        let file = file(&oslo());
        for line in [
            "  runner_id: oslo-agents\n",
            "spec:\n",
            "  data_plane:\n",
            "policy:\n",
        ] {
            assert!(file.contains(line), "{line} in {file}");
        }
        for key in [
            "managed_spec",
            "etag",
            "cluster_name",
            "install_status",
            "create_time",
        ] {
            assert!(!file.contains(key), "{key} in {file}");
        }
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

    #[test]
    fn a_verb_is_posted_and_an_id_is_not() {
        let of = |key| ["v1", "sandbox", "managedRunners", key];
        for (method, key, expected) in [
            ("POST", "a:applyAvailableUpdate", true),
            ("POST", "a", false),
            ("POST", "a:other", false),
            ("GET", "a", true),
            ("DELETE", "a", true),
            ("GET", "a:applyAvailableUpdate", false),
            ("PATCH", "a:other", false),
        ] {
            assert_eq!(
                crate::api::takes(method, &of(key)),
                expected,
                "{method} {key}"
            );
        }
        assert!(crate::api::takes(
            "POST",
            &["v1", "sandbox", "managedRunners"]
        ));
    }

    #[test]
    fn requests_are_read_back() {
        let path = "v1/sandbox/managedRunners";
        let create = of(
            Method::Post,
            path,
            "",
            r#"{"identity": {"runner_id": "a"}}"#,
        );
        assert_eq!(create, Some(Change::Create("a".into())));
        let apply = of(
            Method::Post,
            &format!("{path}/a:applyAvailableUpdate"),
            "",
            "",
        );
        assert_eq!(apply, Some(Change::Upgrade("a".into())));
        let edit = of(
            Method::Patch,
            &format!("{path}/a"),
            "updateMask=policy%2Cspec.data_plane",
            "{}",
        );
        let Some(Change::Edit(id, mask)) = edit else {
            panic!("an edit")
        };
        assert_eq!(
            (id.as_str(), mask.documented()),
            ("a", vec!["policy", "managed_spec.data_plane"])
        );
        assert_eq!(of(Method::Patch, &format!("{path}/a"), "", "{}"), None);
        assert_eq!(of(Method::Post, &format!("{path}/a"), "", "{}"), None);
        let delete = of(
            Method::Delete,
            &format!("{path}/a"),
            "allowMissing=true",
            "",
        );
        assert_eq!(delete, Some(Change::Delete("a".into())));
    }
}
