//! Signing in, being signed in, signing out (design D1).

use serde_json::json;
use sqlx::{AnyConnection, Connection};

use crate::stage::{self, ADMIN, RUNNERS, SESSION, Stage, USER, delete, get, post};

#[tokio::test]
async fn the_printed_code_signs_in_once() {
    let stage = Stage::new().await;
    let code = json!({ "code": stage.local().sign_in_code });
    let answer = stage.send(post(SESSION, &code)).await;
    assert_eq!(answer.status, 200);
    let who = answer.json();
    assert_eq!(who["signedIn"], true);
    assert_eq!(who["rights"], "admin");
    assert_eq!(who["simulated"], true);
    assert_eq!(who["build"], env!("CARGO_PKG_VERSION"));
    let now = jiff::Timestamp::now().as_millisecond();
    assert!((now - who["now"].as_i64().unwrap()).abs() < 60_000, "{who}");
    for key in ["principal", "organization"] {
        assert!(!who[key].as_str().unwrap().is_empty(), "{who}");
    }
    let again = stage.send(post(SESSION, &code)).await;
    let refusal = again.refused(401);
    assert!(refusal["message"].as_str().unwrap().contains("link"));
    assert_eq!(again.cookie(), "");
}

#[tokio::test]
async fn a_token_signs_in_with_its_rights() {
    let stage = Stage::new().await;
    for (token, rights) in [(ADMIN, "admin"), (USER, "user")] {
        let cookie = stage.sign_in(token).await;
        let answer = stage.send(get(SESSION).cookie(&cookie)).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["rights"], rights);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(!answer.text().contains("CW-SECRET"));
    }
}

#[tokio::test]
async fn a_token_signs_in_with_what_was_copied_around_it() {
    let stage = Stage::new().await;
    for token in [
        format!("Bearer {ADMIN}"),
        format!("\"{ADMIN}\"\n"),
        format!("\u{200b}{ADMIN}\u{feff}"),
    ] {
        stage.sign_in(&token).await;
    }
}

#[tokio::test]
async fn what_is_no_proof_does_not_sign_in() {
    let stage = Stage::new().await;
    for (proof, http) in [
        (json!({ "token": "CW-SECRET-wrong" }), 401),
        (json!({ "token": "" }), 401),
        (json!({ "token": "two words" }), 401),
        (json!({ "token": "line\r\nbreak: x" }), 401),
        (json!({ "token": "\u{1f680}" }), 401),
        (json!({ "code": "" }), 401),
        (json!({ "code": "0".repeat(64) }), 401),
        (
            json!({ "code": stage.local().sign_in_code.to_uppercase() }),
            401,
        ),
        (json!({}), 400),
        (json!([]), 400),
        (json!({ "token": 7 }), 400),
        (json!({ "token": ADMIN, "code": "x" }), 400),
        (json!({ "password": "canary" }), 400),
        (json!(ADMIN), 400),
    ] {
        let answer = stage.send(post(SESSION, &proof)).await;
        answer.refused(http);
        assert_eq!(answer.cookie(), "");
        assert!(!answer.text().contains("canary"), "it repeats the proof");
    }
    let code = json!({ "code": stage.local().sign_in_code });
    assert_eq!(stage.send(post(SESSION, &code)).await.status, 200);
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let stage = Stage::new().await;
    let answer = stage.send(post(SESSION, &json!({ "token": USER }))).await;
    let cookie = answer.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=604800"] {
        assert!(cookie.contains(&format!("; {attribute}")), "{cookie}");
    }
    assert!(cookie.starts_with("runner-console-"), "{cookie}");
    assert!(
        !cookie.contains("Secure") && !cookie.contains("Domain"),
        "{cookie}"
    );

    let url = "https://console.example.com".parse().unwrap();
    let stage = Stage::with(|options| options.public_url = Some(url)).await;
    let sign_in = post(SESSION, &json!({ "token": USER })).header("host", "console.example.com");
    let answer = stage.send(sign_in).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-runner-console-"), "{cookie}");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}

/// A browser sends the cookies of a host to all its ports.
#[tokio::test]
async fn two_consoles_on_one_host_do_not_sign_each_other_out() {
    let (one, two) = (Stage::new().await, Stage::new().await);
    let cookies = format!("{}; {}", one.sign_in(ADMIN).await, two.sign_in(USER).await);
    for (stage, rights) in [(&one, "admin"), (&two, "user")] {
        let who = stage.send(get(SESSION).cookie(&cookies)).await;
        assert_eq!(who.json()["rights"], rights);
    }
    let out = one.send(delete(SESSION).cookie(&cookies)).await;
    assert_eq!(out.status, 200);
    let who = two.send(get(SESSION).cookie(&cookies)).await;
    assert_eq!(who.json()["rights"], "user");
}

/// Consoles once had one name for their cookies.
#[tokio::test]
async fn a_session_under_the_former_cookie_goes_on_and_is_renamed() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(ADMIN).await;
    let (_, id) = cookie.split_once('=').unwrap();
    let former = format!("runner-console={id}");
    let answer = stage.send(get(RUNNERS).cookie(&former)).await;
    assert_eq!(answer.status, 200);
    let who = stage.send(get(SESSION).cookie(&former)).await;
    assert_eq!(who.status, 200);
    let set: Vec<_> = who.headers.get_all("set-cookie").iter().collect();
    let set: Vec<_> = set.iter().map(|set| set.to_str().unwrap()).collect();
    assert!(set[0].starts_with(&format!("{cookie}; ")), "{set:?}");
    assert!(set[1].starts_with("runner-console=; "), "{set:?}");
    let who = stage.send(get(SESSION).cookie(&cookie)).await;
    assert_eq!(who.header("set-cookie"), "");
}

#[tokio::test]
async fn nobody_is_signed_in_without_a_session() {
    let stage = Stage::new().await;
    for cookie in ["", "runner-console=", "runner-console=0", "other=1"] {
        let who = stage.send(get(SESSION).cookie(cookie)).await;
        assert_eq!(who.refused(401)["code"], 16);
        stage.send(get(RUNNERS).cookie(cookie)).await.refused(401);
    }
    stage.send(get(SESSION).bearer(ADMIN)).await.refused(401);
}

#[tokio::test]
async fn a_sign_out_ends_the_session_and_forgets_the_token() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(ADMIN).await;
    let other = stage.sign_in(ADMIN).await;
    let answer = stage.send(delete(SESSION).cookie(&cookie)).await;
    assert_eq!(answer.status, 200);
    let (name, _) = cookie.split_once('=').unwrap();
    let cleared = format!("{name}=; ");
    assert!(answer.header("set-cookie").starts_with(&cleared));
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    for path in [SESSION, RUNNERS] {
        stage.send(get(path).cookie(&cookie)).await.refused(401);
        assert_eq!(stage.send(get(path).cookie(&other)).await.status, 200);
    }
    assert_eq!(rows(&stage).await, 1);
    let again = stage.send(delete(SESSION).cookie(&cookie)).await;
    assert_eq!(again.status, 200);
    assert_eq!(stage.send(delete(SESSION)).await.status, 200);
}

#[tokio::test]
async fn a_new_sign_in_has_a_new_id_and_ends_the_old_session() {
    let stage = Stage::new().await;
    let old = stage.sign_in(USER).await;
    let sign_in = post(SESSION, &json!({ "token": ADMIN })).cookie(&old);
    let new = stage.send(sign_in).await.cookie();
    assert_ne!(old, new);
    stage.send(get(SESSION).cookie(&old)).await.refused(401);

    let planted = "runner-console=00000000000000000000000000000000";
    let sign_in = post(SESSION, &json!({ "token": ADMIN })).cookie(planted);
    assert_ne!(stage.send(sign_in).await.cookie(), planted);
    stage.send(get(SESSION).cookie(planted)).await.refused(401);

    let fails = post(SESSION, &json!({ "token": "wrong" })).cookie(&new);
    stage.send(fails).await.refused(401);
    assert_eq!(stage.send(get(SESSION).cookie(&new)).await.status, 200);
}

#[tokio::test]
async fn sessions_outlive_a_restart_and_codes_do_not() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(USER).await;
    let code = stage.local().sign_in_code.clone();
    let stage = stage.restart().await;
    let answer = stage.send(get(SESSION).cookie(&cookie)).await;
    assert_eq!(answer.json()["rights"], "user");
    assert_eq!(stage.send(get(RUNNERS).cookie(&cookie)).await.status, 200);
    let old = stage.send(post(SESSION, &json!({ "code": code }))).await;
    old.refused(401);
    assert_ne!(stage.local().sign_in_code, code);
}

#[tokio::test]
async fn no_file_of_the_data_directory_holds_what_a_thief_could_use() {
    let stage = Stage::with(|options| options.admin_token = None).await;
    let cookie = stage.sign_in(USER).await;
    let id = cookie.split_once('=').unwrap().1.to_owned();
    let code = stage.local().sign_in_code.clone();
    let mut files = Vec::new();
    for entry in std::fs::read_dir(stage.data.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = std::fs::read(&path).unwrap();
        if name.starts_with("sessions.sqlite") {
            for secret in [USER, &id, &code] {
                assert!(!contains(&bytes, secret), "{name} holds {secret}");
            }
        }
        if !name.ends_with("-token") {
            assert!(!contains(&bytes, &stage.local().admin_token), "{name}");
        }
        files.push(name);
    }
    if !stage.data.is_on_server() {
        assert!(files.contains(&"sessions.sqlite".to_owned()), "{files:?}");
    }
    assert!(files.contains(&"admin-token".to_owned()), "{files:?}");
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let stage = Stage::new().await;
    let (idle, old) = (stage.sign_in(USER).await, stage.sign_in(USER).await);
    let hour = 60 * 60 * 1000;
    sql(
        &stage,
        &format!("UPDATE sessions SET seen_at = seen_at - {}", 23 * hour),
    )
    .await;
    for cookie in [&idle, &old] {
        assert_eq!(stage.send(get(SESSION).cookie(cookie)).await.status, 200);
    }
    sql(
        &stage,
        &format!(
            "UPDATE sessions SET created_at = created_at - {}",
            168 * hour
        ),
    )
    .await;
    stage.send(get(SESSION).cookie(&old)).await.refused(401);
    sql(
        &stage,
        &format!(
            "UPDATE sessions SET created_at = created_at + {}",
            168 * hour
        ),
    )
    .await;
    stage.send(get(SESSION).cookie(&old)).await.refused(401);
    sql(
        &stage,
        &format!("UPDATE sessions SET seen_at = seen_at - {}", 24 * hour),
    )
    .await;
    stage.send(get(RUNNERS).cookie(&idle)).await.refused(401);
    assert_eq!(rows(&stage).await, 0);
}

#[tokio::test]
async fn a_revoked_token_ends_its_session() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(USER).await;
    let Stage {
        gateway,
        data,
        site,
    } = stage;
    drop(gateway);
    let mut options = stage::options(&data, &site);
    (options.admin_token, options.user_token) = (None, None);
    let gateway = gateway::Gateway::open(options).await.unwrap();
    let stage = Stage {
        gateway,
        data,
        site,
    };
    stage.send(get(SESSION).cookie(&cookie)).await.refused(401);
    assert_eq!(rows(&stage).await, 0);
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

async fn connect(stage: &Stage) -> AnyConnection {
    AnyConnection::connect(&stage.data.address).await.unwrap()
}

async fn sql(stage: &Stage, text: &str) {
    let mut database = connect(stage).await;
    let text = sqlx::AssertSqlSafe(text.to_owned());
    sqlx::query(text).execute(&mut database).await.unwrap();
}

async fn rows(stage: &Stage) -> i64 {
    let mut database = connect(stage).await;
    sqlx::query_scalar("SELECT count(*) FROM sessions")
        .fetch_one(&mut database)
        .await
        .unwrap()
}
