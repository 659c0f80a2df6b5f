//! Other sites cannot act in the name of who is signed in here (design D1).

use http::Method;
use serde_json::json;

use crate::stage::{ADMIN, Call, RUNNERS, SESSION, Stage, call, delete, get, post};

const OWN: &str = "http://127.0.0.1:8080";

/// Every kind of write, each harmless if it goes through.
fn writes() -> Vec<Call> {
    let runner = format!("{RUNNERS}/nobody");
    vec![
        post(RUNNERS, &json!({})),
        call(Method::PATCH, &runner).json(&json!({})),
        delete(&runner),
        post(&format!("{runner}/apply-update"), &json!({})),
        post("/v1beta2/sandbox/profile-templates", &json!({})),
        post(SESSION, &json!({ "token": ADMIN })),
        delete(SESSION),
    ]
}

async fn statuses(stage: &Stage, cookie: &str, change: impl Fn(Call) -> Call) -> Vec<u16> {
    let mut statuses = Vec::new();
    for write in writes() {
        let answer = stage.send(change(write.cookie(cookie))).await;
        if answer.status.is_client_error() {
            answer.refused(answer.status.as_u16());
        }
        statuses.push(answer.status.as_u16());
    }
    statuses
}

#[tokio::test]
async fn writes_with_the_cookie_come_from_our_pages() {
    let stage = Stage::new().await;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "http://127.0.0.1:3000"),
        ("origin", "http://localhost:8080"),
        ("origin", "https://127.0.0.1:8080"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("host", "evil.example:8080"),
        ("host", ""),
    ] {
        let cookie = stage.sign_in(ADMIN).await;
        let statuses = statuses(&stage, &cookie, |call| call.header(name, value)).await;
        assert_eq!(statuses, [403; 7], "{name}: {value}");
        let who = stage.send(get(SESSION).cookie(&cookie)).await;
        assert_eq!(who.status, 200, "the session is untouched");
    }
    let cookie = stage.sign_in(ADMIN).await;
    let own = |call: Call| {
        call.header("origin", OWN)
            .header("sec-fetch-site", "same-origin")
    };
    let statuses = statuses(&stage, &cookie, own).await;
    assert!(
        !statuses.contains(&403) && !statuses.contains(&415),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn a_name_that_resolves_to_us_reads_nothing() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(ADMIN).await;
    for path in [RUNNERS, SESSION] {
        let call = get(path)
            .cookie(&cookie)
            .header("host", "rebound.example:8080");
        let message = stage.send(call).await.refused(403)["message"].to_string();
        assert!(message.contains("--public-url"), "{message}");
    }
}

#[tokio::test]
async fn a_form_cannot_write() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(ADMIN).await;
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
    ] {
        for write in [
            post(RUNNERS, &json!({})),
            call(Method::PATCH, &format!("{RUNNERS}/nobody")).json(&json!({})),
            delete(&format!("{RUNNERS}/nobody")).body("{}"),
            post(SESSION, &json!({ "token": ADMIN })),
        ] {
            let call = write.cookie(&cookie).header("content-type", content_type);
            stage.send(call).await.refused(415);
        }
    }
}

#[tokio::test]
async fn scripts_with_a_token_are_not_pages() {
    let stage = Stage::new().await;
    let call = get(RUNNERS)
        .bearer(ADMIN)
        .header("host", "console.internal")
        .header("origin", "https://elsewhere.example")
        .header("sec-fetch-site", "cross-site");
    assert_eq!(stage.send(call).await.status, 200);
}

#[tokio::test]
async fn no_other_origin_is_ever_invited() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(ADMIN).await;
    for call in [
        get(RUNNERS).cookie(&cookie),
        get(RUNNERS).bearer(ADMIN),
        call(Method::OPTIONS, RUNNERS),
        get("/"),
    ] {
        let answer = stage
            .send(call.header("origin", "https://evil.example"))
            .await;
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn an_image_of_another_page_reads_nothing() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(ADMIN).await;
    for path in [RUNNERS, SESSION, "/console/runners", "/console/events"] {
        for site in ["cross-site", "same-site"] {
            let image = get(path)
                .cookie(&cookie)
                .header("sec-fetch-site", site)
                .header("sec-fetch-dest", "image")
                .header("sec-fetch-mode", "no-cors");
            stage.send(image).await.refused(403);
        }
    }
}
