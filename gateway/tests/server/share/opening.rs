//! A link that opens nothing says the same whatever is wrong with it, and one that opens opens nothing else.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{EVENTS, PAGE, SHARES, all, names, with};
use crate::fake_api::FakeApi;
use crate::served::Served;
use crate::stage::{ADMIN, RUNNERS, USER};

/// Everything of an answer that somebody can see, but for the time it was made at.
async fn seen(answer: Response) -> (u16, Vec<(String, String)>, String) {
    let headers = answer
        .headers()
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
    let headers = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let status = answer.status().as_u16();
    let text = tokio::time::timeout(Duration::from_secs(5), answer.text()).await;
    let text = text.expect("a stream was opened");
    (status, headers, text.unwrap())
}

#[tokio::test]
async fn there_is_one_refusal() {
    let served = Served::with(|_| {}).await;
    let secret = |authorization: &str| authorization.strip_prefix("Share ").unwrap().to_owned();
    let ended = served.share(ADMIN, &all()).await;
    served.let_end(&ended).await;
    let revoked = served.share(ADMIN, &all()).await;
    served
        .manage(Method::DELETE, &revoked.id, ADMIN, &json!({}))
        .await;
    let locked = with(all(), "/passphrase", json!("correct horse"));
    let locked = served.share(ADMIN, &locked).await;
    let open = served.share(ADMIN, &all()).await;
    let (id, half) = secret(&open.authorization)
        .split_once('.')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let zeros = "0".repeat(64);
    let refused = [
        secret(&ended.authorization),
        secret(&revoked.authorization),
        secret(&locked.authorization),
        format!("{} wrong-passphrase", secret(&locked.authorization)),
        format!("{id}.{zeros}"),
        format!("{id}.{zeros} any-passphrase"),
        format!("{}.{half}", locked.id),
        format!("{}.{half}", "0".repeat(16)),
        format!("{}.{half} any-passphrase", "0".repeat(16)),
        format!("{id}.{}", half.to_uppercase()),
        id.clone(),
        half.clone(),
        format!("{id}."),
        format!("{half}.{id}"),
        String::new(),
        ":token".to_owned(),
        "*".to_owned(),
        "..".to_owned(),
        "%00".to_owned(),
        format!("{id}.{half}%00"),
        "x".repeat(5000),
    ];
    let mut answers = Vec::new();
    for path in [PAGE, EVENTS] {
        let request = served.request(Method::GET, path);
        answers.push(seen(request.send().await.unwrap()).await);
        for capability in &refused {
            let request = served.request(Method::GET, path);
            let request = request.header("authorization", format!("Share {capability}"));
            answers.push(seen(request.send().await.unwrap()).await);
        }
        for scheme in ["Bearer", "Basic"] {
            let request = served.request(Method::GET, path);
            let value = format!("{scheme} {}", secret(&open.authorization));
            answers.push(seen(request.header("authorization", value).send().await.unwrap()).await);
        }
    }
    assert_eq!(answers[0].0, 404, "{:?}", answers[0]);
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
    assert!(
        answers[0].2.contains("ask the person who sent it"),
        "{}",
        answers[0].2
    );
    assert_eq!(served.open(&open.authorization).await.status(), 200);
    let right = format!("{} correct%20horse", locked.authorization);
    assert_eq!(served.open(&right).await.status(), 200);
}

#[tokio::test]
async fn passphrases_are_not_to_be_guessed() {
    let served = Served::with(|_| {}).await;
    let locked = with(all(), "/passphrase", json!("correct horse"));
    let locked = served.share(ADMIN, &locked).await;
    let known = served
        .share(ADMIN, &with(all(), "/passphrase", json!("battery staple")))
        .await;
    let right = format!("{} battery%20staple", known.authorization);
    assert_eq!(served.open(&right).await.status(), 200);
    // One whose secret is right, and one that does not exist.
    let nobodys = format!("Share {}.{}", "0".repeat(16), "0".repeat(64));
    for authorization in [&locked.authorization, &nobodys] {
        let mut statuses = Vec::new();
        let mut last = None;
        while statuses.last() != Some(&429) {
            assert!(statuses.len() < 30, "guessing goes on");
            let guess = format!("{authorization} guess-{}", statuses.len());
            let answer = served.open(&guess).await;
            statuses.push(answer.status().as_u16());
            last = Some(answer);
        }
        assert_eq!(statuses[..10], [404; 10]);
        let wait = last.unwrap().headers()["retry-after"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(wait.parse::<u64>().unwrap() <= 7, "{wait}");
    }
    let mut number = 0;
    let guess = async |number: usize| {
        let guess = format!("{} x{number}", known.authorization);
        served.open(&guess).await.status()
    };
    while guess(number).await != 429 {
        number += 1;
        assert!(number < 30, "guessing goes on");
    }
    assert_eq!(
        served.open(&right).await.status(),
        200,
        "who knows it is let in"
    );
}

#[tokio::test]
async fn a_link_opens_nothing_else() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({}));
    let served = Served::before(&api).await;
    served.sign_in("ada").await;
    let link = served.share("ada", &all()).await;
    served.shows(&link, |page| names(page) == ["alpha"]).await;
    let share = format!("{SHARES}/{}", link.id);
    let badge = format!("{share}/badge");
    let paths = [
        RUNNERS,
        "/v1beta2/sandbox/managed-runners/alpha",
        "/v1beta2/sandbox/managed-runners/alpha/apply-update",
        "/v1beta2/sandbox/profile-templates",
        "/v1beta1/auth/whoami",
        "/v1beta1/cks/clusters",
        "/console/events",
        "/console/runners",
        "/console/history?runner=alpha",
        "/console/uptime?runner=alpha",
        "/console/days?runners=alpha",
        SHARES,
        "/console/shares/preview",
        &share,
        &badge,
    ];
    let secret = link.authorization.strip_prefix("Share ").unwrap();
    for path in paths {
        for method in [Method::GET, Method::POST, Method::PATCH, Method::DELETE] {
            for authorization in [link.authorization.clone(), format!("share {secret}")] {
                let request = served.request(method.clone(), path).json(&json!({}));
                let answer = request
                    .header("authorization", authorization)
                    .send()
                    .await
                    .unwrap();
                let status = answer.status().as_u16();
                assert!([401, 405].contains(&status), "{method} {path}: {status}");
                assert!(answer.headers().get("set-cookie").is_none());
            }
            // As a token it is none either.
            let request = served.request(method.clone(), path).json(&json!({}));
            let answer = request.bearer_auth(secret).send().await.unwrap();
            let status = answer.status().as_u16();
            assert!([401, 405].contains(&status), "{method} {path}: {status}");
        }
    }
    let calls = api.calls();
    let bearer = |call: &String| call.ends_with(" Bearer");
    assert!(calls.iter().all(bearer), "the secret goes on: {calls:?}");
    served.shows(&link, |page| names(page) == ["alpha"]).await;
}

#[tokio::test]
async fn there_is_no_write_and_no_session() {
    let served = Served::with(|_| {}).await;
    let link = served.share(ADMIN, &all()).await;
    for path in [PAGE, EVENTS] {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let request = served
                .request(method, path)
                .json(&json!({ "terms": { "title": "x" } }));
            let request = request.header("authorization", &link.authorization);
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 405, "{path}");
            assert_eq!(answer.headers()["allow"], "GET, HEAD");
        }
        let request = served.request(Method::GET, path);
        let answer = request
            .header("authorization", &link.authorization)
            .send()
            .await
            .unwrap();
        let headers = answer.headers();
        assert!(headers.get("set-cookie").is_none());
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["x-robots-tag"], "noindex, nofollow");
    }
    let sessions: i64 = sqlx::query_scalar("SELECT count(*) FROM sessions")
        .fetch_one(&served.database().await)
        .await
        .unwrap();
    assert_eq!(sessions, 0);
}

#[tokio::test]
async fn a_secret_in_the_address_opens_nothing() {
    let served = Served::with(|_| {}).await;
    let link = served.share(ADMIN, &all()).await;
    let secret = link.authorization.strip_prefix("Share ").unwrap();
    for path in [
        format!("{PAGE}?token={secret}"),
        format!("{EVENTS}?access_token={secret}"),
    ] {
        let answer = served.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{path}");
        assert!(!answer.text().await.unwrap().contains(secret));
    }
    for path in [
        format!("{EVENTS}?share={secret}"),
        format!("{PAGE}/{secret}"),
        format!("/console/badge/{secret}.svg"),
    ] {
        let answer = served.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_session_is_not_looked_at() {
    let served = Served::with(|_| {}).await;
    let link = served.share(ADMIN, &all()).await;
    let cookie = served.sign_in(USER).await;
    let request = || served.request(Method::GET, PAGE).header("cookie", &cookie);
    assert_eq!(request().send().await.unwrap().status(), 404);
    // Neither is the name under which the page was opened, nor the page that asks: the secret is enough,
    // and no browser sends it by itself.
    let foreign = request()
        .header("authorization", &link.authorization)
        .header("origin", "https://intranet.example");
    let answer = foreign.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(
        answer
            .headers()
            .get("access-control-allow-origin")
            .is_none()
    );
    let page: Value = answer.json().await.unwrap();
    assert_eq!(page["title"], "All");
}
