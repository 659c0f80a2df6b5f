//! Fills every table by what people and scripts do.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use super::{DUMP, GIVEN, history};
use crate::fake_api::FakeApi;
use crate::scratch::Scratch;
use crate::served::{Served, done, eventually};
use crate::share::{SHARES, all, with};
use crate::stage::{ADMIN, RUNNERS, SESSION};

/// The key of gateways that share a database.
pub(super) const KEY: &str = "session-key";

const READY: &str = "RUNNER_INSTALL_STATUS_READY";
const FAILED: &str = "RUNNER_INSTALL_STATUS_FAILED";

/// Every kind of entry that a history may have.
const KINDS: [&str; 19] = [
    "changed",
    "connectionGained",
    "connectionLost",
    "created",
    "deleteRequested",
    "deleted",
    "detached",
    "edited",
    "firstSeen",
    "install",
    "rolloutDone",
    "rolloutStarted",
    "shareChanged",
    "shareOpened",
    "shareRevoked",
    "shared",
    "unwatched",
    "updateAvailable",
    "upgradeRequested",
];

/// A data directory in which everything is kept that this build keeps, and what people were given meanwhile;
/// both also go to that folder, if one is named.
pub(super) async fn fill(folder: Option<OsString>) -> (Scratch, Value) {
    let served = Served::with(|_| {}).await;
    let (simulated_cookie, simulated) = simulate(&served).await;
    let data = served.stop().await;

    let api = real_api().await;
    let url: gateway::UpstreamUrl = api.url.parse().unwrap();
    let served = Served::on(data, |options| options.upstream = Some(url.clone())).await;
    let cookie = served.sign_in("ada").await;
    api.put(
        "acme",
        "gamma",
        json!({ "installStatus": READY, "installError": null }),
    );
    let mut given = live(&served, &api, &cookie).await;
    let data = served.stop().await;

    // Nobody looked in between.
    let served = Served::on(data, |options| options.upstream = Some(url.clone())).await;
    let other = beside(&served, &url).await;
    if let Some(other) = &other {
        edit(other, &other.sign_in("bob").await, "delta").await;
    }
    for runner_id in ["epsilon", "gamma", "delta"] {
        api.put("acme", runner_id, as_at_the_end(runner_id));
    }
    let cookie = add_account(&served, &cookie).await;
    // Who was just edited may be read before the others.
    let is_read = async |runner_id: &str, is_it: fn(&Value) -> bool| {
        eventually(async || {
            let entries = history(&served, runner_id, "ada").await;
            entries.iter().any(|(_, what)| is_it(what)).then_some(())
        })
        .await;
    };
    is_read("delta", |what| what["kind"] == "connectionGained").await;
    is_read("gamma", |what| what["to"] == FAILED).await;
    let mut histories = json!({ "simulated": simulated, "acme": {} });
    for runner_id in ["gamma", "delta", "epsilon"] {
        histories["acme"][runner_id] = json!(history(&served, runner_id, "ada").await);
    }
    let kinds: BTreeSet<&str> = ["simulated", "acme"]
        .iter()
        .flat_map(|organization| histories[organization].as_object().unwrap().values())
        .flat_map(|entries| entries.as_array().unwrap())
        .map(|entry| entry[1]["kind"].as_str().unwrap())
        .collect();
    let is_shared = served.data.is_on_server();
    // On a shared database another gateway may have looked meanwhile.
    let all = KINDS
        .iter()
        .filter(|kind| !is_shared || **kind != "unwatched");
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        all.copied().collect::<Vec<_>>()
    );

    given["histories"] = histories;
    given["cookie"] = cookie.into();
    given["simulated_cookie"] = simulated_cookie.into();
    given["at"] = Timestamp::now().as_millisecond().into();
    // While they run, since they give back what only one may have.
    let dump = folder
        .as_ref()
        .filter(|_| is_shared)
        .map(|_| dumped(&served.data));
    if let Some(other) = other {
        other.stop().await;
    }
    let data = served.stop().await;
    if let Some(folder) = folder {
        let store = if is_shared { "postgres" } else { "sqlite" };
        pack(&data, &Path::new(&folder).join(store), &given, dump);
    }
    (data, given)
}

/// The API as it is at the end.
pub(super) async fn real_api() -> FakeApi {
    let api = FakeApi::start().await;
    for (token, organization) in [("ada", "acme"), ("bob", "acme"), ("eve", "research")] {
        api.admit(token, organization);
    }
    for runner_id in ["gamma", "delta", "epsilon"] {
        api.put("acme", runner_id, as_at_the_end(runner_id));
    }
    api.put("research", "omega", json!({}));
    api
}

fn as_at_the_end(runner_id: &str) -> Value {
    match runner_id {
        "gamma" => json!({
            "displayName": "Gamma",
            "installStatus": FAILED,
            "installError": {
                "reason": "RUNNER_INSTALL_ERROR_REASON_TIMEOUT", "message": "too slow",
                "remediationHints": ["wait"],
            },
        }),
        "delta" => json!({
            "connectionStatus": "RUNNER_CONNECTION_STATUS_CONNECTED",
            "profileBindings": [{ "profileTemplateId": "q", "isDefault": true }],
        }),
        _ => json!({}),
    }
}

/// The life of a runner on the simulated control plane: the cookie of who led it, and its history.
async fn simulate(served: &Served) -> (String, Value) {
    let cookie = served.sign_in(ADMIN).await;
    served.create("alpha").await;
    let seen = async |kind: &str| {
        eventually(async || {
            let entries = history(served, "alpha", ADMIN).await;
            let mut kinds = entries.iter().map(|(_, what)| &what["kind"]);
            kinds.any(|known| known == kind).then_some(())
        })
        .await;
    };
    seen("connectionGained").await;
    let rapid = json!({
        "runner": { "managedSpec": { "releaseChannel": "RELEASE_CHANNEL_RAPID" } },
        "updateMask": "managedSpec.releaseChannel",
    });
    served
        .write(Method::PATCH, &format!("{RUNNERS}/alpha"), &rapid)
        .await;
    seen("updateAvailable").await;
    let upgrade = format!("{RUNNERS}/alpha/apply-update");
    served.write(Method::POST, &upgrade, &json!({})).await;
    seen("rolloutDone").await;
    served.create("beta").await;
    let path = format!("{RUNNERS}/alpha");
    served.write(Method::DELETE, &path, &json!({})).await;
    seen("deleted").await;
    eventually(async || {
        let newest = &history(served, "beta", ADMIN).await[0].1;
        (newest["kind"] == "connectionGained").then_some(())
    })
    .await;
    let mut histories = json!({});
    for runner_id in ["alpha", "beta"] {
        histories[runner_id] = json!(history(served, runner_id, ADMIN).await);
    }
    (cookie, histories)
}

/// What happens to runners of a real API, and links that show them.
async fn live(served: &Served, api: &FakeApi, cookie: &str) -> Value {
    let mut reader = served.stream("ada").await;
    for _ in 0..3 {
        reader.until_named("current").await;
    }
    edit(served, cookie, "epsilon").await;
    let lost = json!({
        "connectionStatus": "RUNNER_CONNECTION_STATUS_DISCONNECTED",
        "profileBindings": [{ "profileTemplateId": "r", "isDefault": true }],
    });
    api.put("acme", "delta", lost);
    reader
        .until(|event| {
            event.brings("delta", |r| {
                r["connectionStatus"] != "RUNNER_CONNECTION_STATUS_CONNECTED"
            })
        })
        .await;

    let titled = |title: &str| with(all(), "/terms/title", title.into());
    let open = served.share("ada", &titled("All")).await;
    let renamed = json!({ "terms": with(all(), "/terms/title", "All of it".into())["terms"] });
    let changed = served
        .manage(Method::PATCH, &open.id, "ada", &renamed)
        .await;
    assert_eq!(changed.status(), 200);
    let badge = format!("{}/badge", open.id);
    let badge = done(served.manage(Method::POST, &badge, "ada", &json!({})).await).await;
    let badge = badge["address"].as_str().unwrap();
    let (_, badge) = badge.split_once("/console/").unwrap();
    let locked = with(
        titled("With a passphrase"),
        "/passphrase",
        "correct horse".into(),
    );
    let locked = with(locked, "/terms/selection", json!({ "only": ["gamma"] }));
    let locked = served.share("ada", &locked).await;
    let revoked = served.share("ada", &titled("Revoked")).await;
    let gone = served
        .manage(Method::DELETE, &revoked.id, "ada", &json!({}))
        .await;
    assert_eq!(gone.status(), 200);
    served.look(&open).await;
    // Counts what was opened.
    served.json(SHARES, "ada").await;
    json!({
        "links": {
            "all": open.authorization,
            "locked": format!("{} correct%20horse", locked.authorization),
            "revoked": revoked.authorization,
        },
        "badge": format!("/console/{badge}"),
    })
}

/// An edit by a person: the API says yes, and leaves it at that.
async fn edit(served: &Served, cookie: &str, runner_id: &str) {
    let path = format!("{RUNNERS}/{runner_id}");
    let body = json!({
        "runner": { "identity": { "zone": "us-east-04a" } },
        "updateMask": "identity.zone",
    });
    let request = served.request(Method::PATCH, &path).json(&body);
    done(request.header("cookie", cookie).send().await.unwrap()).await;
    eventually(async || {
        let entries = history(served, runner_id, "ada").await;
        let mut kinds = entries.iter().map(|(_, what)| &what["kind"]);
        kinds.any(|kind| kind == "edited").then_some(())
    })
    .await;
}

/// The same browser signs in to another organization, too.
async fn add_account(served: &Served, cookie: &str) -> String {
    let proof = json!({ "token": "eve", "add": true });
    let request = served.request(Method::POST, SESSION).json(&proof);
    let answer = request.header("cookie", cookie).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// Another gateway of the same database, where several may share one.
async fn beside(served: &Served, url: &gateway::UpstreamUrl) -> Option<Served> {
    if !served.data.is_on_server() {
        return None;
    }
    let key = fs::read_to_string(served.data.path().join(KEY)).unwrap();
    let address = served.data.address.parse().unwrap();
    let other = Served::with(|options| {
        options.upstream = Some(url.clone());
        options.database = Some(address);
        options.session_keys = Some(key.parse().unwrap());
    });
    Some(other.await)
}

/// The whole database as text.
fn dumped(data: &Scratch) -> Vec<u8> {
    let mut dump = Command::new("pg_dump");
    dump.args(["--inserts", "--no-owner", "--no-privileges", &data.address]);
    let dump = dump.output().expect("pg_dump is there");
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    dump.stdout
}

/// Puts what is kept into a folder, each file compressed.
fn pack(data: &Scratch, folder: &Path, given: &Value, dump: Option<Vec<u8>>) {
    fs::create_dir_all(folder).unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let file = fs::File::create(folder.join(format!("{name}.gz"))).unwrap();
        let mut packed = GzEncoder::new(file, Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap();
    };
    for entry in fs::read_dir(data.path()).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap();
        if name != "lock" {
            write(name, &fs::read(&file).unwrap());
        }
    }
    if let Some(dump) = dump {
        write(DUMP, &dump);
    }
    write(GIVEN, given.to_string().as_bytes());
}
