//! What all calls share: rights, errors, bodies, the description of the API.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use control_plane::{Clock, ControlPlane, Fleet, OpenError, Options, Served};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::stage::{CLUSTERS, PROFILES, RUNNERS, Stage, send};

#[tokio::test]
async fn a_reader_reads_and_does_not_write() {
    let stage = Stage::new(Fleet::Demo).await;
    for path in [RUNNERS, PROFILES, CLUSTERS, "/v1beta1/auth/whoami"] {
        let (status, _) = send(stage.router(), "CW-SECRET-user", "GET", path, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let (status, answer) =
            send(stage.router(), "CW-SECRET-user", "POST", path, json!({})).await;
        assert_eq!(
            (status, &answer["message"]),
            (StatusCode::FORBIDDEN, &json!("permission denied"))
        );
        let (status, answer) =
            send(stage.router(), "CW-SECRET-other", "GET", path, Value::Null).await;
        assert_eq!(
            (status, &answer["message"]),
            (StatusCode::UNAUTHORIZED, &json!("missing or invalid token"))
        );
    }
    let (_, caller) = send(
        stage.router(),
        "CW-SECRET-user",
        "GET",
        "/v1beta1/auth/whoami",
        Value::Null,
    )
    .await;
    assert_eq!(caller["permissions"], json!(["SANDBOX_USER"]));
}

#[tokio::test]
async fn the_uuid_is_tried_before_the_runner_id() {
    let stage = Stage::new(Fleet::Empty).await;
    let first = stage.create("first", "free-01", json!({})).await;
    let uuid = first["id"].as_str().unwrap();
    let second = stage.create(uuid, "free-02", json!({})).await;
    assert_eq!(second["identity"]["runnerId"], uuid);
    assert_eq!(stage.runner(uuid).await["identity"]["runnerId"], "first");
}

#[tokio::test]
async fn errors_have_a_status_body_whatever_goes_wrong() {
    let stage = Stage::new(Fleet::Empty).await;
    for (method, path, http, code) in [
        ("GET", "/v1beta2/nothing", 404, 5),
        ("GET", "/", 404, 5),
        ("PUT", RUNNERS, 405, 12),
        ("POST", "/openapi.json", 405, 12),
        ("GET", "/v1beta2/sandbox/managed-runners/%ff", 400, 3),
        ("GET", "/v1beta2/sandbox/managed-runners/nobody", 404, 5),
        (
            "GET",
            "/v1beta2/sandbox/managed-runners?pageSize=-1",
            400,
            3,
        ),
        ("GET", "/v1beta1/cks/clusters/nowhere", 404, 5),
    ] {
        let (status, answer) = stage.call(method, path, Value::Null).await;
        assert_eq!(
            (status.as_u16(), &answer["code"]),
            (http, &json!(code)),
            "{method} {path}"
        );
        assert!(!answer["message"].as_str().unwrap().is_empty());
    }
}

async fn post(
    stage: &Stage,
    content_type: Option<&str>,
    body: impl Into<Body>,
) -> (StatusCode, Value) {
    let mut request = Request::builder()
        .method("POST")
        .uri(RUNNERS)
        .header("authorization", "Bearer CW-SECRET-admin");
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    let response = stage
        .router()
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn bodies_are_json_of_bounded_size_and_say_one_thing() {
    let stage = Stage::new(Fleet::Empty).await;
    let json = Some("application/json; charset=utf-8");
    for (content_type, body, http) in [
        (Some("text/plain"), "{}".to_owned(), 415),
        (None, "{}".to_owned(), 415),
        (json, "{\"a\":".to_owned(), 400),
        (
            json,
            "{\"runnerId\":\"a\",\"runnerId\":\"b\"}".to_owned(),
            400,
        ),
        (
            json,
            format!("{{\"a\":{}1{}}}", "[".repeat(200_000), "]".repeat(200_000)),
            400,
        ),
        (json, format!("{{\"a\":\"{}\"}}", "x".repeat(10 << 20)), 413),
    ] {
        let (status, answer) = post(&stage, content_type, body).await;
        assert_eq!(status.as_u16(), http, "{answer}");
    }
    let (_, answer) = post(&stage, json, "{\n  \"runnerId\": }").await;
    assert!(
        answer["message"]
            .as_str()
            .unwrap()
            .contains("line 2 column"),
        "{answer}"
    );
}

#[tokio::test]
async fn the_description_lists_every_path() {
    let stage = Stage::new(Fleet::Empty).await;
    let request = Request::builder()
        .uri("/openapi.json")
        .body(Body::empty())
        .unwrap();
    let response = stage.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let document: Value = serde_json::from_slice(&bytes).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    let operations: usize = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|p| p.as_object().unwrap().len())
        .sum();
    assert_eq!(
        (document["paths"].as_object().unwrap().len(), operations),
        (11, 20)
    );
    let schemas = &document["components"]["schemas"];
    for field in [
        "id",
        "displayName",
        "identity",
        "managedSpec",
        "installStatus",
    ] {
        assert!(
            schemas["Runner"]["properties"][field].is_object(),
            "{field}"
        );
    }
    assert!(schemas["V1Runner"]["properties"]["policy"]["properties"]["base"].is_object());
    assert_eq!(
        schemas["V1Runner"]["properties"]["installStatus"]["readOnly"],
        true
    );
    assert!(
        document["paths"]["/v1/sandbox/managedRunners/{runnerId}:applyAvailableUpdate"]["post"]
            .is_object()
    );
    // Every reference leads somewhere.
    let text = document.to_string();
    for part in text.split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(schemas[name].is_object(), "{name}");
    }
}

#[tokio::test]
async fn the_description_says_who_sets_what_and_what_a_request_needs() {
    let stage = Stage::new(Fleet::Empty).await;
    let document = stage.read("/openapi.json").await;
    let schemas = &document["components"]["schemas"];
    let is_read_only =
        |schema: &str, field: &str| schemas[schema]["properties"][field]["readOnly"] == true;
    for (schema, field) in [
        ("Runner", "id"),
        ("Runner", "installStatus"),
        ("Runner", "installError"),
        ("Runner", "deploymentSpec"),
        ("Runner", "lastHeartbeatAt"),
        ("ProfileTemplate", "organizationId"),
        ("ProfileTemplate", "createdAt"),
    ] {
        assert!(is_read_only(schema, field), "{schema}.{field}");
    }
    for (schema, field) in [
        ("Runner", "identity"),
        ("ManagedSpec", "overrides"),
        ("ProfileTemplate", "spec"),
    ] {
        assert!(!is_read_only(schema, field), "{schema}.{field}");
    }
    let create = &schemas["CreateRunner"];
    assert_eq!(create["required"], json!(["runnerId", "runner"]));
    let runner = &create["properties"]["runner"];
    assert_eq!(runner["required"], json!(["identity", "profileBindings"]));
    assert_eq!(
        runner["properties"]["identity"]["required"],
        json!(["zone"])
    );
    assert!(
        runner["properties"].get("installStatus").is_none(),
        "only input"
    );
    let window = &runner["properties"]["managedSpec"]["properties"]["maintenancePolicy"]["properties"]
        ["windows"]["items"];
    assert_eq!(
        (
            &window["required"],
            &window["properties"]["durationSeconds"]["minimum"]
        ),
        (&json!(["cron", "durationSeconds"]), &json!(60))
    );
    for (schema, of) in [
        ("UpdateRunner", "runner"),
        ("UpdateProfileTemplate", "profileTemplate"),
    ] {
        let update = &schemas[schema];
        assert_eq!(update["required"], json!([of, "updateMask"]));
        assert_eq!(update["properties"]["updateMask"]["minLength"], 1);
        assert!(
            update["properties"][of].get("required").is_none(),
            "a part is enough"
        );
    }
    let lists = [
        "/v1beta2/sandbox/managed-runners",
        "/v1beta2/sandbox/profile-templates",
    ];
    for path in lists {
        let parameters = document["paths"][path]["get"]["parameters"]
            .as_array()
            .unwrap();
        let size = parameters.iter().find(|p| p["name"] == "pageSize").unwrap();
        assert_eq!(size["schema"]["minimum"], 0, "{path}");
    }
}

#[tokio::test]
async fn options_that_make_no_sense_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let options = |time_scale: f64, file: &str| Options {
        database: folder.path().join(file),
        admin_token: "a".into(),
        user_token: "b".into(),
        fleet: Fleet::Empty,
        time_scale,
        clock: Clock::System,
        served: Served::Both,
    };
    for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = ControlPlane::open(options(scale, "db")).await.err();
        assert!(matches!(refused, Some(OpenError::TimeScale(_))), "{scale}");
    }
    let refused = ControlPlane::open(options(1.0, "no/such/folder/db"))
        .await
        .err();
    assert!(
        refused
            .unwrap()
            .to_string()
            .contains("check that its folder exists")
    );
}
