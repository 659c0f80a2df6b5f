//! The API's paths, passed through.

use http::Method;
use serde_json::json;

use crate::stage::{ADMIN, RUNNERS, Stage, USER, call, get, post};

const PROFILES: &str = "/v1beta2/sandbox/profile-templates";

#[tokio::test]
async fn cookie_and_bearer_token_lead_to_the_same_answer() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(USER).await;
    for path in [
        RUNNERS,
        PROFILES,
        "/v1beta1/cks/clusters",
        "/v1beta1/auth/whoami",
    ] {
        let by_cookie = stage.send(get(path).cookie(&cookie)).await;
        let by_token = stage.send(get(path).bearer(USER)).await;
        assert_eq!(by_cookie.status, 200, "{path}");
        assert_eq!(by_cookie.json(), by_token.json(), "{path}");
        assert_eq!(by_cookie.header("cache-control"), "no-store");
        assert_eq!(by_token.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_script_speaks_for_itself() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(ADMIN).await;
    let whoami = || get("/v1beta1/auth/whoami").cookie(&cookie);
    let admin = stage.send(whoami()).await.json();
    let user = stage.send(whoami().bearer(USER)).await.json();
    assert_ne!(admin["principal"], user["principal"]);
    for header in [
        "Bearer wrong",
        "Bearer",
        "Basic YWRtaW46YWRtaW4=",
        "nonsense",
    ] {
        let answer = stage.send(whoami().header("authorization", header)).await;
        answer.refused(401);
    }
}

#[tokio::test]
async fn the_api_decides_what_a_token_may_do() {
    let stage = Stage::new().await;
    let profile = json!({ "profileTemplate": { "displayName": "small", "spec": {} } });
    let reader = stage.sign_in(USER).await;
    let refused = stage.send(post(PROFILES, &profile).cookie(&reader)).await;
    assert_eq!(refused.refused(403)["message"], "permission denied");
    let admin = stage.sign_in(ADMIN).await;
    let made = stage.send(post(PROFILES, &profile).cookie(&admin)).await;
    assert_eq!(made.status, 200, "{made:?}");
    let taken = stage.send(post(PROFILES, &profile).bearer(ADMIN)).await;
    assert_eq!(taken.refused(409)["code"], 6);
}

#[tokio::test]
async fn a_token_in_an_address_is_refused_everywhere() {
    let stage = Stage::new().await;
    for name in ["token", "access_token", "authorization", "bearer"] {
        let path = format!("{RUNNERS}?{name}={ADMIN}");
        stage.send(get(&path)).await.refused(400);
        for place in ["/console/session", "/healthz", "/", "/sign-in", "/nothing"] {
            let path = format!("{place}?{name}={ADMIN}");
            // A token that is good elsewhere does not help.
            let answer = stage.send(get(&path).bearer(ADMIN)).await;
            answer.refused(400);
            assert!(!answer.text().contains(ADMIN), "it repeats the token");
        }
    }
}

#[tokio::test]
async fn nothing_is_open_but_health_and_the_description() {
    let stage = Stage::new().await;
    for path in [
        RUNNERS,
        PROFILES,
        "/v1/sandbox/managedRunners",
        "/v1/sandbox/managedRunners/a",
        "/v1beta2/sandbox/managed-runners/a",
        "/v1beta2/sandbox/profile-templates/a",
        "/v1beta1/cks/clusters",
        "/v1beta1/cks/clusters/a",
        "/v1beta1/auth/whoami",
    ] {
        let answer = stage.send(get(path)).await;
        assert_eq!(answer.refused(401)["message"], "missing or invalid token");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let description = stage.send(get("/openapi.json")).await;
    assert_eq!(description.status, 200);
    let paths = description.json()["paths"].clone();
    for path in paths.as_object().expect("an object").keys() {
        let filled = path.replace("{id}", "a").replace("{runnerId}", "a");
        if filled == "/openapi.json" {
            continue;
        }
        let answer = stage.send(call(Method::TRACE, &filled)).await;
        assert_eq!(answer.status, 405, "{path} is described but has no route");
    }
}
