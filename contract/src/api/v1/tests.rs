//! What v1 says and reads.

use serde_json::json;

use super::*;
use crate::api::call::{Call, Method};
use crate::api::{Change, Request};
use crate::model::{CreateRunner, Runner};

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
