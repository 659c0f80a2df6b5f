//! Making, listing, changing and revoking links.

use reqwest::Method;
use serde_json::{Value, json};

use super::{EVENTS, SHARES, all, names, with};
use crate::fake_api::FakeApi;
use crate::served::{Served, done, eventually};
use crate::stage::{ADMIN, USER};

const DAY: u64 = 86_400;

#[tokio::test]
async fn what_is_wrong_is_told_by_field() {
    let served =
        Served::with(|options| options.sharing.longest = std::time::Duration::from_hours(48)).await;
    for (body, field) in [
        (with(all(), "/terms/title", json!(" ")), "terms.title"),
        (
            with(all(), "/terms/selection", json!({ "only": [] })),
            "terms.selection",
        ),
        (
            with(all(), "/terms/aliases", json!({ "a": "x", "b": "x" })),
            "terms.aliases",
        ),
        (with(all(), "/lifetime", json!(3599)), "lifetime"),
        (with(all(), "/lifetime", json!(2 * DAY + 1)), "lifetime"),
        (with(all(), "/passphrase", json!("short")), "passphrase"),
    ] {
        let request = served.request(Method::POST, SHARES).bearer_auth(ADMIN);
        let answer = request.json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{body}");
        let status: Value = answer.json().await.unwrap();
        assert_eq!(
            status["details"][0]["fieldViolations"][0]["field"], field,
            "{status}"
        );
    }
    for body in [
        json!({ "terms": { "title": "x", "shows": { "env": true } }, "lifetime": 3600 }),
        json!({ "terms": { "title": "x" }, "lifetime": 3600, "passphrase": 7 }),
        json!([]),
    ] {
        let request = served.request(Method::POST, SHARES).bearer_auth(ADMIN);
        let answer = request.json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{body}");
    }
    let list = served.json(SHARES, ADMIN).await;
    assert_eq!(list["shares"], json!([]));
    assert_eq!(
        list["rules"],
        json!({ "enabled": true, "longest": 2 * DAY, "passphraseRequired": false })
    );
}

#[tokio::test]
async fn an_operator_can_forbid_links_and_ask_for_passphrases() {
    let served = Served::with(|options| options.sharing.passphrase_required = true).await;
    let request = || served.request(Method::POST, SHARES).bearer_auth(ADMIN);
    assert_eq!(request().json(&all()).send().await.unwrap().status(), 400);
    let link = served
        .share(ADMIN, &with(all(), "/passphrase", json!("correct horse")))
        .await;
    assert!(
        link.address.strip_suffix(".p").is_some(),
        "{}",
        link.address
    );
    let change = json!({ "passphrase": "" });
    let answer = served.manage(Method::PATCH, &link.id, ADMIN, &change).await;
    assert_eq!(answer.status(), 400);
    let right = format!("{} correct%20horse", link.authorization);
    assert_eq!(served.open(&right).await.status(), 200);

    let data = served.stop().await;
    let served = Served::on(data, |options| options.sharing.enabled = false).await;
    assert_eq!(served.open(&right).await.status(), 404);
    let request = served.request(Method::POST, SHARES).bearer_auth(ADMIN);
    assert_eq!(request.json(&all()).send().await.unwrap().status(), 403);
    let list = served.json(SHARES, ADMIN).await;
    assert_eq!(list["rules"]["enabled"], false);
    assert_eq!(
        list["shares"].as_array().unwrap().len(),
        1,
        "it can be seen and revoked"
    );
}

#[tokio::test]
async fn nobody_manages_what_is_not_theirs() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.admit("eve", "evil");
    api.put("acme", "canary-alpha", json!({}));
    let served = Served::before(&api).await;
    served.sign_in("ada").await;
    let body = with(all(), "/terms/title", json!("canary"));
    let link = served.share("ada", &body).await;
    let badge = format!("{}/badge", link.id);
    for (method, path) in [
        (Method::PATCH, &link.id),
        (Method::DELETE, &link.id),
        (Method::POST, &badge),
        (Method::DELETE, &badge),
    ] {
        let answer = served
            .manage(method.clone(), path, "eve", &json!({ "lifetime": 3600 }))
            .await;
        assert_eq!(answer.status(), 404, "{method} {path}");
        assert!(!answer.text().await.unwrap().contains("canary"));
    }
    let list = served.json(SHARES, "eve").await;
    assert_eq!(list["shares"], json!([]));
    let preview = json!({ "terms": { "title": "x" } });
    let preview = served
        .manage(Method::POST, "preview", "eve", &preview)
        .await;
    assert!(!done(preview).await.to_string().contains("canary"));
    served
        .shows(&link, |page| names(page) == ["canary-alpha"])
        .await;
}

#[tokio::test]
async fn readers_manage_their_own_links_and_administrators_all() {
    let served = Served::with(|_| {}).await;
    let of_reader = served.share(USER, &all()).await;
    let of_admin = served.share(ADMIN, &all()).await;
    let ids = |list: &Value| -> Vec<String> {
        let shares = list["shares"].as_array().unwrap();
        let ids = shares
            .iter()
            .map(|share| share["id"].as_str().unwrap().to_owned());
        ids.collect()
    };
    assert_eq!(
        ids(&served.json(SHARES, USER).await),
        std::slice::from_ref(&of_reader.id)
    );
    let mut all = ids(&served.json(SHARES, ADMIN).await);
    all.sort_unstable();
    let mut both = [of_reader.id.clone(), of_admin.id.clone()];
    both.sort_unstable();
    assert_eq!(all, both);
    let change = json!({ "lifetime": 7200 });
    let refused = served
        .manage(Method::PATCH, &of_admin.id, USER, &change)
        .await;
    assert_eq!(refused.status(), 404);
    let changed = done(
        served
            .manage(Method::PATCH, &of_reader.id, ADMIN, &change)
            .await,
    )
    .await;
    assert_eq!(changed["mine"], false);
    done(
        served
            .manage(Method::DELETE, &of_reader.id, ADMIN, &json!({}))
            .await,
    )
    .await;
    assert_eq!(served.open(&of_reader.authorization).await.status(), 404);
}

#[tokio::test]
async fn a_link_that_is_over_says_so_at_once_and_can_be_extended_unless_revoked() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    let link = served.share(ADMIN, &all()).await;
    served.shows(&link, |page| names(page) == ["alpha"]).await;
    let mut viewer = served.watch(&link).await;
    viewer.until_named("page").await;
    served.let_end(&link).await;
    viewer.until_named("ended").await;
    viewer.ends().await;
    assert_eq!(served.open(&link.authorization).await.status(), 404);
    let list = served.json(SHARES, ADMIN).await;
    assert_eq!(list["shares"][0]["over"], "expired");

    let change = json!({ "lifetime": 3600 });
    let extended = done(served.manage(Method::PATCH, &link.id, ADMIN, &change).await).await;
    assert_eq!(extended["over"], Value::Null);
    let mut viewer = served.watch(&link).await;
    viewer.until_named("page").await;
    done(
        served
            .manage(Method::DELETE, &link.id, ADMIN, &json!({}))
            .await,
    )
    .await;
    let events = viewer.until_named("ended").await;
    assert!(events.len() <= 3, "{events:?}");
    viewer.ends().await;
    let answer = served.manage(Method::PATCH, &link.id, ADMIN, &change).await;
    assert_eq!(answer.status(), 400);
    assert_eq!(served.open(&link.authorization).await.status(), 404);
}

#[tokio::test]
async fn openings_are_counted_once_a_visit() {
    let served = Served::with(|_| {}).await;
    let link = served.share(ADMIN, &all()).await;
    for path in [EVENTS, EVENTS, "/console/shared/events?again"] {
        let request = served.request(Method::GET, path);
        let request = request.header("authorization", &link.authorization);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    served.open("Share nonsense").await;
    let list = served.json(SHARES, ADMIN).await;
    assert_eq!(list["shares"][0]["opened"], 2, "{list}");
    assert!(list["shares"][0]["openedAt"].is_i64());
}

#[tokio::test]
async fn what_happens_to_links_is_in_the_history() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    served.create("beta").await;
    let body = with(all(), "/terms/selection", json!({ "only": ["alpha"] }));
    let link = served.share(ADMIN, &body).await;
    served.look(&link).await;
    done(
        served
            .manage(Method::PATCH, &link.id, ADMIN, &json!({ "lifetime": 7200 }))
            .await,
    )
    .await;
    done(
        served
            .manage(Method::DELETE, &link.id, ADMIN, &json!({}))
            .await,
    )
    .await;
    let kinds = async |runner: &str| -> Vec<String> {
        let path = format!("/console/history?runner={runner}");
        let history = served.json(&path, ADMIN).await;
        let entries = history["entries"].as_array().unwrap().iter();
        let kinds = entries.map(|entry| entry["what"]["kind"].as_str().unwrap().to_owned());
        kinds.filter(|kind| kind.starts_with("share")).collect()
    };
    let all = ["shareChanged", "shareOpened", "shareRevoked", "shared"];
    eventually(async || {
        let mut kinds = kinds("alpha").await;
        kinds.sort_unstable();
        (kinds == all).then_some(())
    })
    .await;
    assert!(kinds("beta").await.is_empty());
}

#[tokio::test]
async fn a_link_is_in_the_history_of_the_runners_that_it_shows_and_openings_once_a_day() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    for runner_id in ["blue-1", "blue-2", "red-1"] {
        api.put("acme", runner_id, json!({}));
    }
    let served = Served::before(&api).await;
    let mut reader = served.stream("ada").await;
    reader.until_named("current").await;
    let blue = json!({ "matching": { "text": "blue" } });
    let link = served
        .share("ada", &with(all(), "/terms/selection", blue))
        .await;
    for _ in 0..3 {
        served.look(&link).await;
        // Writes down what was opened.
        served.json(SHARES, "ada").await;
    }
    let renamed =
        json!({ "terms": with(all(), "/terms/selection", json!({ "only": ["red-1"] }))["terms"] });
    done(
        served
            .manage(Method::PATCH, &link.id, "ada", &renamed)
            .await,
    )
    .await;
    let kinds = async |runner: &str| -> Vec<String> {
        let path = format!("/console/history?runner={runner}");
        let history = served.json(&path, "ada").await;
        let entries = history["entries"].as_array().unwrap().iter();
        let kinds = entries.map(|entry| entry["what"]["kind"].as_str().unwrap().to_owned());
        kinds.filter(|kind| kind.starts_with("share")).collect()
    };
    for runner in ["blue-1", "blue-2"] {
        assert_eq!(kinds(runner).await, ["shareOpened", "shared"], "{runner}");
    }
    assert_eq!(kinds("red-1").await, ["shareChanged"]);
}
