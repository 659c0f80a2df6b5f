//! A link is worth no more than its maker's right, and shows nothing that is not known.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{SHARES, all, names};
use crate::fake_api::{FakeApi, Fault};
use crate::served::{Served, eventually};
use crate::stage::RUNNERS;

async fn stage() -> (FakeApi, Served) {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.admit("bob", "acme");
    api.put("acme", "alpha", json!({}));
    let served = Served::before(&api).await;
    (api, served)
}

#[tokio::test]
async fn a_link_stops_with_its_makers_token() {
    let (api, served) = stage().await;
    let link = served.share("ada", &all()).await;
    let other = served.share("bob", &all()).await;
    let cookie = served.sign_in("bob").await;
    served.shows(&link, |page| names(page) == ["alpha"]).await;
    let mut viewer = served.watch(&link).await;
    viewer.until_named("page").await;
    api.revoke("ada");
    viewer.until_named("ended").await;
    viewer.ends().await;
    assert_eq!(served.open(&link.authorization).await.status(), 404);
    assert_eq!(served.open(&other.authorization).await.status(), 200);
    let list = served.json(SHARES, "bob").await;
    let over = |list: &Value, id: &str| {
        let shares = list["shares"].as_array().unwrap();
        let share = shares.iter().find(|share| share["id"] == id).unwrap();
        share["over"].clone()
    };
    assert_eq!(over(&list, &link.id), "rightsEnded");
    assert_eq!(over(&list, &other.id), Value::Null);
    assert!(!cookie.is_empty());
}

#[tokio::test]
async fn a_dead_link_asks_the_api_seldom() {
    let (api, served) = stage().await;
    let link = served.share("ada", &all()).await;
    api.revoke("ada");
    eventually(async || (served.open(&link.authorization).await.status() == 404).then_some(()))
        .await;
    let before = api.calls().len();
    let asked = std::time::Instant::now();
    for _ in 0..200 {
        assert_eq!(served.open(&link.authorization).await.status(), 404);
    }
    let rounds = usize::try_from(asked.elapsed().as_millis() / 100).unwrap();
    let calls = api.calls().len() - before;
    assert!(
        calls <= 3 * (rounds + 2),
        "{calls} calls in {rounds} rounds"
    );
}

#[tokio::test]
async fn a_maker_who_moves_to_another_organization_takes_no_link_along() {
    let (api, served) = stage().await;
    api.put("other", "canary", json!({}));
    let link = served.share("ada", &all()).await;
    let cookie = served.sign_in("bob").await;
    served.shows(&link, |page| names(page) == ["alpha"]).await;
    api.admit("ada", "other");
    eventually(async || (served.open(&link.authorization).await.status() == 404).then_some(()))
        .await;
    assert!(!cookie.is_empty());
}

/// Whoever can write to the database gives no link the rights of another.
#[tokio::test]
async fn a_token_belongs_to_its_link() {
    let (_api, served) = stage().await;
    let link = served.share("ada", &all()).await;
    let other = served.share("bob", &all()).await;
    assert_eq!(served.open(&link.authorization).await.status(), 200);
    let database = served.database().await;
    let swap = "UPDATE shares SET token = (SELECT token FROM shares WHERE id = $1) WHERE id = $2";
    let swap = sqlx::query(swap).bind(&other.id).bind(&link.id);
    swap.execute(&database).await.unwrap();
    database.close().await;
    assert_eq!(served.open(&link.authorization).await.status(), 404);
    assert_eq!(served.open(&other.authorization).await.status(), 200);
}

#[tokio::test]
async fn without_a_credential_the_last_known_status_is_shown_as_old() {
    let (api, served) = stage().await;
    let cookie = served.sign_in("ada").await;
    let link = served.share("ada", &all()).await;
    let live = served
        .shows(&link, |page| {
            names(page) == ["alpha"] && page["live"] == true
        })
        .await;
    // The link's own token is not for reading: with the session the credential goes.
    let request = served
        .request(Method::DELETE, "/console/session")
        .header("cookie", &cookie);
    assert_eq!(request.send().await.unwrap().status(), 200);
    let lost = json!({ "connectionStatus": "RUNNER_CONNECTION_STATUS_DISCONNECTED" });
    api.put("acme", "alpha", lost);
    let old = served.shows(&link, |page| page["live"] == false).await;
    assert_eq!(names(&old), ["alpha"]);
    assert!(old["asOf"].as_i64().unwrap() >= live["asOf"].as_i64().unwrap());
    let lists = api.lists();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        api.lists(),
        lists,
        "nobody asks with a token that is not for that"
    );

    // So it is after a restart, of which the hub knows nothing.
    let data = served.stop().await;
    let url = api.url.parse().unwrap();
    let served = Served::on(data, |options| options.upstream = Some(url)).await;
    let old = served.look(&link).await;
    assert_eq!(old["live"], false);
    assert_eq!(names(&old), ["alpha"]);
    assert!(old["asOf"].is_i64());
    // Somebody signs in, and it is live again.
    served.sign_in("bob").await;
    served
        .shows(&link, |page| {
            page["live"] == true
                && page["runners"][0]["connectionStatus"] == "RUNNER_CONNECTION_STATUS_DISCONNECTED"
        })
        .await;
}

#[tokio::test]
async fn the_services_token_keeps_links_live_and_does_nothing_else() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.admit("service", "acme");
    api.put("acme", "alpha", json!({}));
    let url = api.url.parse().unwrap();
    let served = Served::with(|options| {
        options.upstream = Some(url);
        options.sharing.token = Some("service".to_owned());
    })
    .await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(api.lists(), 0, "nobody looks");
    let link = served.share("ada", &all()).await;
    served
        .shows(&link, |page| {
            names(page) == ["alpha"] && page["live"] == true
        })
        .await;
    let mut viewer = served.watch(&link).await;
    viewer.until_named("page").await;
    api.put("acme", "beta", json!({}));
    viewer
        .until(|event| event.data["changed"][0]["name"] == "beta")
        .await;
    // No request is made with it.
    for path in [RUNNERS, "/console/runners", "/console/events"] {
        let answer = served.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 401, "{path}");
    }
}

#[tokio::test]
async fn an_api_that_fails_makes_it_old_and_tells_nothing_of_the_failure() {
    let (api, served) = stage().await;
    served.sign_in("ada").await;
    let link = served.share("ada", &all()).await;
    served
        .shows(&link, |page| {
            names(page) == ["alpha"] && page["live"] == true
        })
        .await;
    let mut viewer = served.watch(&link).await;
    viewer.until_named("page").await;
    api.set_fault(Some(Fault::Status(500)));
    let told = viewer.until(|event| event.data["live"] == false).await;
    let told = told.last().unwrap().data.as_object().unwrap();
    assert!(told.keys().eq(["asOf", "now", "live"]), "{told:?}");
    api.set_fault(None);
    viewer.until(|event| event.data["live"] == true).await;
}

#[tokio::test]
async fn a_hundred_viewers_ask_as_often_as_one() {
    let (api, served) = stage().await;
    served.sign_in("ada").await;
    let link = served.share("ada", &all()).await;
    served.shows(&link, |page| names(page) == ["alpha"]).await;
    let mut viewers = Vec::new();
    for _ in 0..100 {
        let mut viewer = served.watch(&link).await;
        viewer.until_named("page").await;
        viewers.push(viewer);
    }
    let (before, begun) = (api.calls().len(), std::time::Instant::now());
    tokio::time::sleep(Duration::from_secs(1)).await;
    let rounds = usize::try_from(begun.elapsed().as_millis() / 50).unwrap() + 2;
    let asked = api.calls().len() - before;
    // A list and a look at the maker's rights in each round, however many look.
    assert!(asked <= 3 * rounds, "{asked} calls in {rounds} rounds");
    api.put("acme", "beta", json!({}));
    for viewer in &mut viewers {
        viewer
            .until(|event| event.data["changed"][0]["name"] == "beta")
            .await;
    }
}
