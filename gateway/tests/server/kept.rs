//! What an earlier build has kept is gone on from: sessions, links, history, memories, in SQLite and in
//! PostgreSQL. `tests/fixtures` has a data directory of each release.
//!
//! A new release adds its own: `RUNNER_CONSOLE_FIXTURE=DIRECTORY cargo test -p gateway --test server kept`,
//! once as it is and once with `RUNNER_CONSOLE_TEST_POSTGRES`.

mod filling;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::AnyPool;

use crate::fake_api::FakeApi;
use crate::scratch::Scratch;
use crate::served::{Served, done, eventually};
use crate::share::{PAGE, SHARES, names};
use crate::stage::{ADMIN, RUNNERS, SESSION};
use filling::{fill, real_api};

/// The database of a gateway on PostgreSQL, as `pg_dump --inserts` writes it.
const DUMP: &str = "postgres.sql";

/// What somebody outside was given, and what they were shown.
const GIVEN: &str = "given.json";

/// Where times are kept that must not be over when a fixture is used.
const TIMES: [(&str, &[&str]); 6] = [
    ("sessions", &["created_at", "seen_at"]),
    (
        "shares",
        &["made_at", "ends_at", "revoked_at", "opened_at", "kept_at"],
    ),
    ("happenings", &["at"]),
    ("watches", &["watched_until"]),
    ("mirrors", &["told_at", "as_of"]),
    ("mirrored_runners", &["told_at"]),
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// A data directory as that build has left it, but that it did so just now.
async fn left_by(build: &str) -> (Scratch, Value) {
    let fixture = fixtures().join(build);
    let data = Scratch::new().await;
    let store = if data.is_on_server() {
        "postgres"
    } else {
        "sqlite"
    };
    for entry in fs::read_dir(fixture.join(store)).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap();
        let packed = fs::File::open(&file).unwrap();
        let mut bytes = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(packed), &mut bytes).unwrap();
        let target = data.path().join(name.strip_suffix(".gz").unwrap());
        fs::write(&target, bytes).unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
    }
    sqlx::any::install_default_drivers();
    let database = AnyPool::connect(&data.address).await.unwrap();
    if data.is_on_server() {
        let dump = fs::read_to_string(data.path().join(DUMP)).unwrap();
        let lines = dump.lines().filter(|line| !line.starts_with('\\'));
        let dump = lines.collect::<Vec<_>>().join("\n");
        let load = sqlx::raw_sql(sqlx::AssertSqlSafe(dump));
        load.execute(&database).await.unwrap();
    }
    database.close().await;
    let given = fs::read_to_string(data.path().join(GIVEN)).unwrap();
    let given: Value = serde_json::from_str(&given).unwrap();
    let database = AnyPool::connect(&data.address).await.unwrap();
    let later = Timestamp::now().as_millisecond() - given["at"].as_i64().unwrap();
    for (table, columns) in TIMES {
        for column in columns {
            let sql = format!("UPDATE {table} SET {column} = {column} + $1");
            let shift = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(later);
            shift.execute(&database).await.unwrap();
        }
    }
    database.close().await;
    (data, given)
}

/// Entries of a runner's history, the newest first, by number and content.
async fn history(served: &Served, runner_id: &str, token: &str) -> Vec<(i64, Value)> {
    let path = format!("/console/history?runner={runner_id}&limit=200");
    let history = served.json(&path, token).await;
    let entries = history["entries"].as_array().unwrap().iter();
    let entries = entries.map(|entry| (entry["id"].as_i64().unwrap(), entry["what"].clone()));
    entries.collect()
}

/// Everything that was shown before is shown again, and what came since says nothing that is not so.
async fn shows_the_history(served: &Served, given: &Value, token: &str) {
    for (runner_id, entries) in given.as_object().unwrap() {
        let before: Vec<(i64, Value)> = serde_json::from_value(entries.clone()).unwrap();
        let now = history(served, runner_id, token).await;
        let newer = now.len() - before.len();
        assert_eq!(now[newer..], before, "{runner_id}");
        for (_, what) in &now[..newer] {
            let kind = what["kind"].as_str().unwrap();
            assert!(
                ["unwatched", "shareOpened"].contains(&kind),
                "{runner_id}: {what}"
            );
        }
    }
}

/// A gateway of this build before the API that the other one stood before.
async fn goes_on_before_the_api(data: Scratch, given: &Value) -> Scratch {
    let api: FakeApi = real_api().await;
    let url = api.url.parse().unwrap();
    let served = Served::on(data, |options| options.upstream = Some(url)).await;

    let cookie = given["cookie"].as_str().unwrap();
    let who = served
        .request(Method::GET, SESSION)
        .header("cookie", cookie);
    let who = done(who.send().await.unwrap()).await;
    let organizations: Vec<_> = who["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| account["organization"].as_str().unwrap())
        .collect();
    assert_eq!(organizations, ["acme", "research"]);
    let own = served
        .request(Method::GET, RUNNERS)
        .header("cookie", cookie);
    let own = done(own.send().await.unwrap()).await;
    assert_eq!(own["runners"].as_array().unwrap().len(), 1, "of research");

    let open = async |name: &str| {
        let authorization = given["links"][name].as_str().unwrap();
        let request = served.request(Method::GET, PAGE);
        request
            .header("authorization", authorization)
            .send()
            .await
            .unwrap()
    };
    for (name, title) in [("all", "All of it"), ("locked", "With a passphrase")] {
        let page = eventually(async || {
            let page = done(open(name).await).await;
            page["live"].as_bool().unwrap().then_some(page)
        })
        .await;
        assert_eq!(page["title"], title);
        assert!(!names(&page).is_empty(), "{page}");
    }
    assert_eq!(open("revoked").await.status(), 404);
    let badge = served.request(Method::GET, given["badge"].as_str().unwrap());
    assert_eq!(badge.send().await.unwrap().status(), 200);
    let shares = served.json(SHARES, "ada").await;
    let shares = shares["shares"].as_array().unwrap();
    assert_eq!(shares.len(), 3);
    assert!(
        shares
            .iter()
            .any(|share| share["opened"].as_i64() > Some(0))
    );

    let mut reader = served.stream("ada").await;
    for _ in 0..3 {
        reader.until_named("current").await;
    }
    shows_the_history(&served, &given["histories"]["acme"], "ada").await;
    let uptime = served.json("/console/uptime?runner=gamma", "ada").await;
    assert!(!uptime["spans"].as_array().unwrap().is_empty());

    // It looks on, and knows what it compares with.
    let rapid = json!({ "managedSpec": { "releaseChannel": "RELEASE_CHANNEL_RAPID" } });
    api.put("acme", "gamma", rapid);
    let newest = eventually(async || {
        let newest = history(&served, "gamma", "ada").await.remove(0).1;
        (newest["kind"] == "changed").then_some(newest)
    });
    let mask = json!(["managed_spec.release_channel"]);
    assert_eq!(newest.await["mask"], mask);
    served.stop().await
}

/// A gateway of this build with the simulated control plane that the other one had.
async fn goes_on_with_the_simulation(data: Scratch, given: &Value) {
    let served = Served::on(data, |_| {}).await;
    let cookie = given["simulated_cookie"].as_str().unwrap();
    let who = served
        .request(Method::GET, SESSION)
        .header("cookie", cookie);
    assert_eq!(done(who.send().await.unwrap()).await["rights"], "admin");
    let mut reader = served.stream(ADMIN).await;
    reader.until(|event| event.brings("beta", |_| true)).await;
    reader.until_named("current").await;
    shows_the_history(&served, &given["histories"]["simulated"], ADMIN).await;
    let group = json!({
        "runner": { "identity": { "runnerGroupId": "evals" } },
        "updateMask": "identity.runner_group_id",
    });
    let path = format!("{RUNNERS}/beta");
    served.write(Method::PATCH, &path, &group).await;
    eventually(async || {
        let newest = history(&served, "beta", ADMIN).await.remove(0).1;
        (newest["kind"] == "edited").then_some(())
    })
    .await;
    served.stop().await;
}

#[tokio::test]
async fn what_the_first_release_kept_goes_on() {
    let (data, given) = left_by("0.1.0").await;
    let data = goes_on_before_the_api(data, &given).await;
    goes_on_with_the_simulation(data, &given).await;
}

/// The fixture of a next release is as good as those of before.
#[tokio::test]
async fn what_this_build_keeps_goes_on() {
    let (data, given) = fill(std::env::var_os("RUNNER_CONSOLE_FIXTURE")).await;
    let data = goes_on_before_the_api(data, &given).await;
    goes_on_with_the_simulation(data, &given).await;
}

/// A newer build may have been here before, and may be here still.
#[tokio::test]
async fn rows_that_cannot_be_read_stop_nobody() {
    let (data, given) = left_by("0.1.0").await;
    let database = AnyPool::connect(&data.address).await.unwrap();
    for newer in [
        "UPDATE memories SET memory = '{\"newer\": true}' WHERE runner_id = 'gamma'",
        // Empty in SQLite.
        "UPDATE mirrored_runners SET state = '{\"newer\": true}' WHERE runner_id = 'gamma'",
        "UPDATE shares SET terms = '{\"newer\": 1}' WHERE revoked_at IS NOT NULL",
        "INSERT INTO happenings (organization, runner_id, at, what) \
         SELECT 'acme', 'delta', max(at), '{\"kind\": \"policyChanged\", \"rules\": [1]}' FROM happenings",
    ] {
        sqlx::query(newer).execute(&database).await.unwrap();
    }
    database.close().await;

    let api = real_api().await;
    let url = api.url.parse().unwrap();
    let served = Served::on(data, |options| options.upstream = Some(url)).await;
    let mut reader = served.stream("ada").await;
    reader.until_named("current").await;
    let first = eventually(async || {
        let newest = history(&served, "gamma", "ada").await.remove(0).1;
        (newest["kind"] == "firstSeen").then_some(newest)
    });
    assert_eq!(first.await["status"], "RUNNER_INSTALL_STATUS_FAILED");
    let zone = json!({ "runnerId": "delta", "zone": "us-west-01a" });
    api.put("acme", "delta", json!({ "identity": zone }));
    let told = eventually(async || {
        let entries = history(&served, "delta", "ada").await;
        (entries[0].1["kind"] == "changed").then_some(entries)
    })
    .await;
    let newer = json!({ "kind": "policyChanged", "rules": [1] });
    assert!(told.iter().any(|(_, what)| *what == newer), "{told:?}");
    let known: Vec<(i64, Value)> =
        serde_json::from_value(given["histories"]["acme"]["delta"].clone()).unwrap();
    assert!(told.ends_with(&known), "{told:?}");
    let shares = served.json(SHARES, "ada").await;
    assert_eq!(shares["shares"].as_array().unwrap().len(), 2);
}
