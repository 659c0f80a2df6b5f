//! `kill -9` in the middle of writing loses nothing that was acknowledged.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use axum::http::StatusCode;
use control_plane::{Fleet, ManualClock};
use serde_json::{Value, json};

use crate::stage::{PROFILES, open, send};

/// Tells this test, run in a process of its own, to write into that folder until it is killed.
const FOLDER: &str = "CONTROL_PLANE_TEST_WRITES_INTO";

const WRITES: usize = 200;

#[tokio::test]
async fn killed_while_writing() {
    let clock = ManualClock::new(jiff::Timestamp::UNIX_EPOCH);
    if let Some(folder) = std::env::var_os(FOLDER) {
        write_for_ever(Path::new(&folder), &clock).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::killed_while_writing", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    for line in lines.map_while(Result::ok) {
        let Some(id) = line.strip_prefix("acknowledged ") else {
            continue;
        };
        acknowledged.push(id.to_owned());
        if acknowledged.len() == WRITES {
            // SIGKILL. What the writer still said before it died is read on.
            writer.kill().unwrap();
        }
    }
    assert!(!writer.wait().unwrap().success());
    assert!(acknowledged.len() >= WRITES, "{}", acknowledged.len());

    let plane = open(folder.path(), &clock, Fleet::Empty).await;
    for id in acknowledged {
        let path = format!("{PROFILES}/{id}");
        let (status, _) = send(plane.router(), "CW-SECRET-admin", "GET", &path, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{id} was acknowledged and is lost");
    }
}

async fn write_for_ever(folder: &Path, clock: &ManualClock) -> ! {
    let plane = open(folder, clock, Fleet::Empty).await;
    for n in 0.. {
        let body = json!({ "profileTemplate": { "displayName": format!("p-{n}"), "spec": {} } });
        let (status, made) = send(plane.router(), "CW-SECRET-admin", "POST", PROFILES, body).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        println!("acknowledged {}", made["id"].as_str().unwrap());
    }
    unreachable!("the numbers do not end")
}
