//! Calendars and feeds, from outside: programs have an address and nothing else.

use contract::console::feed::FeedKind;
use contract::maintenance::Calendar;
use contract::model::MaintenancePolicy;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::fake_api::{FakeApi, Fault};
use crate::served::{Served, done, eventually};
use crate::stage::{ADMIN, RUNNERS, USER};

const FEEDS: &str = "/console/feeds";

fn feed(kind: &str) -> Value {
    json!({ "name": "On call", "kind": kind, "selection": { "matching": {} } })
}

/// Makes a feed and returns its ID and the path of its file.
async fn make(served: &Served, token: &str, body: &Value) -> (String, String) {
    let request = served.request(Method::POST, FEEDS).bearer_auth(token);
    let made = done(request.json(body).send().await.unwrap()).await;
    let address = made["address"].as_str().unwrap();
    let path = address[address.find("/console/").unwrap()..].to_owned();
    (made["feed"]["id"].as_str().unwrap().to_owned(), path)
}

async fn fetch(served: &Served, path: &str) -> Response {
    served.request(Method::GET, path).send().await.unwrap()
}

/// What a file says, once it says what is waited for.
async fn reads(served: &Served, path: &str, holds: impl Fn(&str) -> bool) -> String {
    eventually(async || {
        let answer = fetch(served, path).await;
        if answer.status() != 200 {
            return None;
        }
        let text = answer.text().await.unwrap();
        holds(&unfolded(&text)).then_some(text)
    })
    .await
}

/// Long lines of a calendar are broken (RFC 5545 3.1).
fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "")
}

/// The values of a property, event by event.
fn values(text: &str, name: &str) -> Vec<String> {
    let text = unfolded(text);
    let lines = text.split("\r\n");
    let value = |line: &str| {
        line.strip_prefix(name)?
            .strip_prefix(':')
            .map(str::to_owned)
    };
    lines.filter_map(value).collect()
}

fn policy(cron: &str, seconds: i32) -> Value {
    json!({ "windows": [{ "cron": cron, "durationSeconds": seconds }] })
}

fn with_policy(policy: &Value) -> Value {
    json!({
        "managementMode": "MANAGEMENT_MODE_MANAGED",
        "managedSpec": { "maintenancePolicy": policy },
    })
}

/// A gateway before an API with one runner that has a window a day.
async fn stage() -> (FakeApi, Served) {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", with_policy(&policy("0 9 * * *", 3600)));
    let served = Served::before(&api).await;
    served.sign_in("ada").await;
    (api, served)
}

#[tokio::test]
async fn a_calendar_has_the_contracts_openings() {
    let (_api, served) = stage().await;
    let (_, path) = make(&served, "ada", &feed("calendar")).await;
    let (_, secret) = path.rsplit_once('/').unwrap();
    assert_eq!(
        secret.len(),
        16 + 1 + 64 + FeedKind::Calendar.ending().len(),
        "{path}"
    );
    let text = reads(&served, &path, |text| text.contains("BEGIN:VEVENT")).await;
    let answer = fetch(&served, &path).await;
    assert_eq!(
        answer.headers()["content-type"],
        "text/calendar; charset=utf-8"
    );
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["x-robots-tag"], "noindex, nofollow");

    let now = Timestamp::now();
    let given: MaintenancePolicy = serde_json::from_value(policy("0 9 * * *", 3600)).unwrap();
    let openings = Calendar::new(Some(&given)).unwrap();
    let starts = values(&text, "DTSTART");
    let written = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let until = now + SignedDuration::from_hours(90 * 24);
    let expected: Vec<_> = openings
        .openings(now, 100)
        .into_iter()
        .take_while(|opening| opening.start < until)
        .map(|opening| written(opening.end.unwrap()))
        .collect();
    assert_eq!(values(&text, "DTEND"), expected);
    assert_eq!(starts.len(), expected.len());
    assert_eq!(values(&text, "SUMMARY")[1], "Updates may start: alpha");
    assert_eq!(values(&text, "X-WR-CALNAME"), ["On call"]);
    let mut uids = values(&text, "UID");
    uids.sort();
    uids.dedup();
    assert_eq!(uids.len(), expected.len());
    assert_eq!(
        fetch(&served, &path).await.text().await.unwrap(),
        text,
        "nothing is new"
    );
}

#[tokio::test]
async fn entries_are_updated_and_cancelled_under_their_uids() {
    let (api, served) = stage().await;
    let (_, path) = make(&served, "ada", &feed("calendar")).await;
    let first = reads(&served, &path, |text| text.contains("start: alpha")).await;
    api.put("acme", "beta", with_policy(&policy("0 9 * * *", 3600)));
    let second = reads(&served, &path, |text| text.contains("start: 2 runners")).await;
    assert_eq!(values(&second, "UID"), values(&first, "UID"));
    assert!(values(&second, "SEQUENCE").iter().all(|count| count == "1"));
    for runner in ["alpha", "beta"] {
        api.put("acme", runner, with_policy(&policy("0 13 * * *", 3600)));
    }
    let third = reads(&served, &path, |text| {
        text.contains("STATUS:CANCELLED") && text.contains("T130000Z")
    })
    .await;
    let status = values(&third, "STATUS");
    let cancelled = status
        .iter()
        .filter(|status| *status == "CANCELLED")
        .count();
    assert!(cancelled >= values(&first, "UID").len() - 1, "{status:?}");
    for uid in values(&first, "UID") {
        assert!(values(&third, "UID").contains(&uid), "{uid}");
    }
}

#[tokio::test]
async fn a_feed_tells_what_happened_and_names_nobody() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    let (_, path) = make(&served, ADMIN, &feed("history")).await;
    let text = reads(&served, &path, |text| text.contains("alpha: Ready")).await;
    let answer = fetch(&served, &path).await;
    assert_eq!(
        answer.headers()["content-type"],
        "application/atom+xml; charset=utf-8"
    );
    assert!(text.contains("alpha: Created"), "{text}");
    let history = served.json("/console/history?runner=alpha", ADMIN).await;
    let entries = history["entries"].as_array().unwrap().iter();
    let mut people = entries.filter_map(|entry| entry["what"]["by"].as_str());
    let person = people.next().unwrap();
    assert!(!text.contains(person), "{person} in {text}");
    // A feed of others tells of others.
    let other = json!({ "name": "b", "kind": "history", "selection": { "only": ["beta"] } });
    let (_, other) = make(&served, ADMIN, &other).await;
    let none = reads(&served, &other, |text| text.contains("<feed")).await;
    assert!(!none.contains("alpha"), "{none}");
}

#[tokio::test]
async fn an_address_opens_one_thing_until_it_is_revoked() {
    let (_api, served) = stage().await;
    let (id, path) = make(&served, "ada", &feed("calendar")).await;
    reads(&served, &path, |text| text.contains("alpha")).await;
    let secret = path
        .rsplit('/')
        .next()
        .unwrap()
        .strip_suffix(".ics")
        .unwrap();
    let wrong = secret.replace(|digit: char| digit.is_ascii_digit(), "a");
    for odd in [
        format!("{secret}.atom"),
        secret.to_owned(),
        format!("{wrong}.ics"),
        ".ics".to_owned(),
        "..%2f.ics".to_owned(),
    ] {
        let answer = fetch(&served, &format!("/console/feed/{odd}")).await;
        assert_eq!(answer.status(), 404, "{odd}");
    }
    for elsewhere in ["/console/shared", RUNNERS, FEEDS] {
        for scheme in ["Share", "Bearer"] {
            let request = served.request(Method::GET, elsewhere);
            let request = request.header("authorization", format!("{scheme} {secret}"));
            let status = request.send().await.unwrap().status();
            assert!(status.is_client_error(), "{elsewhere} {scheme}: {status}");
        }
    }
    let written = served.request(Method::POST, &path).send().await.unwrap();
    assert_eq!(written.status(), 405);
    let list = served.json(FEEDS, "ada").await;
    assert!(list["feeds"][0]["fetchedAt"].is_i64(), "{list}");
    assert!(!list.to_string().contains(&secret[17..]), "{list}");

    let revoke = served.request(Method::DELETE, &format!("{FEEDS}/{id}"));
    done(
        revoke
            .bearer_auth("ada")
            .json(&json!({}))
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(fetch(&served, &path).await.status(), 404);
    assert_eq!(served.json(FEEDS, "ada").await["feeds"], json!([]));
}

#[tokio::test]
async fn a_feed_ends_with_its_makers_right_and_is_no_others() {
    let (api, served) = stage().await;
    api.admit("bob", "other");
    let (id, path) = make(&served, "ada", &feed("calendar")).await;
    reads(&served, &path, |text| text.contains("alpha")).await;
    assert_eq!(served.json(FEEDS, "bob").await["feeds"], json!([]));
    let revoke = served.request(Method::DELETE, &format!("{FEEDS}/{id}"));
    let answer = revoke
        .bearer_auth("bob")
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
    // While the API cannot be read, what was known is told.
    api.set_fault(Some(Fault::Status(503)));
    reads(&served, &path, |text| text.contains("alpha")).await;
    api.set_fault(None);
    api.revoke("ada");
    eventually(async || (fetch(&served, &path).await.status() == 404).then_some(())).await;
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_its_field_and_there_are_only_so_many() {
    let served = Served::with(|_| {}).await;
    let post = async |token: &str, body: &Value| {
        let request = served.request(Method::POST, FEEDS).bearer_auth(token);
        request.json(body).send().await.unwrap()
    };
    for (field, value) in [
        ("name", json!("a\r\nATTENDEE:mailto:b")),
        ("kind", json!("CANARY")),
        ("selection", json!({ "matching": { "group": "failed" } })),
    ] {
        let mut body = feed("calendar");
        body[field] = value;
        let answer = post(ADMIN, &body).await;
        assert_eq!(answer.status(), 400, "{field}");
        let text = answer.text().await.unwrap();
        assert!(!text.contains("CANARY"), "{text}");
    }
    assert_eq!(post(USER, &feed("calendar")).await.status(), 201);
    for _ in 1..50 {
        assert_eq!(post(ADMIN, &feed("calendar")).await.status(), 201);
    }
    assert_eq!(post(ADMIN, &feed("calendar")).await.status(), 429);
    let shut = Served::with(|options| options.sharing.enabled = false).await;
    let request = shut.request(Method::POST, FEEDS).bearer_auth(ADMIN);
    let answer = request.json(&feed("calendar")).send().await.unwrap();
    assert_eq!(answer.status(), 403);
}
