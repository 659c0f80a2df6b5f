//! What a link shows, and how it follows what happens.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{SHARES, all, names, with};
use crate::fake_api::FakeApi;
use crate::served::{Event, Served, done, eventually};
use crate::stage::{ADMIN, RUNNERS, USER};

const FAILED: &str = "RUNNER_INSTALL_STATUS_FAILED";

#[tokio::test]
async fn a_change_is_told_to_every_viewer() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    let body = with(all(), "/terms/shows", json!({ "versions": true }));
    let link = served.share(USER, &body).await;
    served.shows(&link, |page| names(page) == ["alpha"]).await;
    let mut viewers = [served.watch(&link).await, served.watch(&link).await];
    for viewer in &mut viewers {
        let first = viewer.next().await.unwrap();
        assert_eq!(first.name, "page");
        assert_eq!(first.data["title"], "All");
        assert_eq!(first.data["live"], true);
    }
    let patch = json!({
        "runner": { "managedSpec": { "releaseChannel": "RELEASE_CHANNEL_RAPID" } },
        "updateMask": "managedSpec.releaseChannel",
    });
    let path = format!("{RUNNERS}/alpha");
    served.write(Method::PATCH, &path, &patch).await;
    let is_rapid = |runner: &Value| runner["versions"]["channel"] == "RELEASE_CHANNEL_RAPID";
    for viewer in &mut viewers {
        let told = viewer
            .until(|event| {
                event.data["changed"]
                    .as_array()
                    .is_some_and(|all| all.iter().any(is_rapid))
            })
            .await;
        assert!(told.iter().all(|event| event.name == "update"), "{told:?}");
    }
    served.create("beta").await;
    served
        .shows(&link, |page| names(page) == ["alpha", "beta"])
        .await;
}

#[tokio::test]
async fn a_filter_is_followed_and_a_list_is_not() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({}));
    api.put("acme", "beta", json!({ "installStatus": FAILED }));
    let served = Served::before(&api).await;
    served.sign_in("ada").await;
    let filter = json!({ "matching": { "group": "failed" } });
    let failed = served
        .share("ada", &with(all(), "/terms/selection", filter))
        .await;
    let only = json!({ "only": ["alpha", "gone"] });
    let alpha = served
        .share("ada", &with(all(), "/terms/selection", only))
        .await;
    served.shows(&failed, |page| names(page) == ["beta"]).await;
    served.shows(&alpha, |page| names(page) == ["alpha"]).await;
    api.put("acme", "alpha", json!({ "installStatus": FAILED }));
    api.put("acme", "gamma", json!({ "installStatus": FAILED }));
    let all = ["alpha", "beta", "gamma"];
    served.shows(&failed, |page| names(page) == all).await;
    let page = served
        .shows(&alpha, |page| page["runners"][0]["installStatus"] == FAILED)
        .await;
    assert_eq!(names(&page), ["alpha"]);
}

#[tokio::test]
async fn a_preview_is_what_a_teammate_sees() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put(
        "acme",
        "alpha",
        json!({
            "installStatus": FAILED,
            "installError": { "message": "no node", "remediationHints": ["add a node"] },
        }),
    );
    api.put("acme", "beta", json!({}));
    let served = Served::before(&api).await;
    served.sign_in("ada").await;
    for bits in 0..16_u8 {
        let has = |bit: u8| bits & (1 << bit) != 0;
        let mut terms = json!({
            "title": "Title",
            "note": "Note",
            "sharer": "the platform team",
            "shows": { "errors": has(0), "places": has(1), "versions": has(2) },
        });
        if has(3) {
            terms["aliases"] = json!({ "alpha": "Runner 1", "beta": "Runner 2" });
        }
        let body = json!({ "terms": terms, "lifetime": 3600 });
        let link = served.share("ada", &body).await;
        let shown = served.shows(&link, |page| names(page).len() == 2).await;
        let preview = json!({ "terms": terms });
        let preview = served
            .manage(Method::POST, "preview", "ada", &preview)
            .await;
        let mut preview = done(preview).await;
        preview["until"] = shown["until"].clone();
        let plain = |mut page: Value| {
            for name in ["now", "asOf"] {
                page[name] = Value::Null;
            }
            for runner in page["runners"].as_array_mut().unwrap() {
                // Made up, of another salt; no name.
                runner["key"] = Value::Null;
            }
            page
        };
        assert_eq!(plain(preview), plain(shown), "{terms}");
    }
}

#[tokio::test]
async fn aliases_stand_for_names_also_of_those_who_come_later() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "canary-alpha", json!({}));
    let served = Served::before(&api).await;
    served.sign_in("ada").await;
    let aliases = json!({ "canary-alpha": "First" });
    let link = served
        .share("ada", &with(all(), "/terms/aliases", aliases))
        .await;
    served.shows(&link, |page| names(page) == ["First"]).await;
    api.put("acme", "canary-beta", json!({}));
    let page = served.shows(&link, |page| names(page).len() == 2).await;
    assert!(!page.to_string().contains("canary"), "{page}");
    assert!(names(&page)[1].starts_with("Runner "), "{page}");
    let again = served.look(&link).await;
    assert_eq!(names(&again), names(&page), "the same name each time");
}

#[tokio::test]
async fn the_last_24_hours_are_shown_where_wanted() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    let body = with(all(), "/terms/shows", json!({ "history": true }));
    let link = served.share(ADMIN, &body).await;
    let has_past = |page: &Value| {
        let past = page["runners"][0]["past"].as_array();
        past.is_some_and(|past| past.iter().any(|span| span["standing"] == "healthy"))
    };
    served.shows(&link, has_past).await;
    let bare = served.share(ADMIN, &all()).await;
    let page = served.shows(&bare, |page| !names(page).is_empty()).await;
    assert_eq!(page["runners"][0]["past"], Value::Null);
}

#[tokio::test]
async fn that_time_goes_on_is_no_news() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({ "installStatus": FAILED }));
    let served = Served::before(&api).await;
    served.sign_in("ada").await;
    let body = with(all(), "/terms/shows", json!({ "history": true }));
    let link = served.share("ada", &body).await;
    let is_known = |span: &Value| span["standing"] == "failed";
    let has_past = |page: &Value| {
        let past = page["runners"][0]["past"].as_array();
        past.is_some_and(|past| past.iter().any(is_known))
    };
    served.shows(&link, has_past).await;
    let mut viewer = served.watch(&link).await;
    // The history is read again each second while it settles.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    api.put("acme", "beta", json!({ "installStatus": FAILED }));
    let is_told = |event: &Event| event.data["changed"].is_array();
    let told = viewer.until(is_told).await;
    let changed = told.last().unwrap().data["changed"].as_array().unwrap();
    assert!(
        changed.iter().all(|runner| runner["name"] == "beta"),
        "{told:?}"
    );
}

#[tokio::test]
async fn what_is_shown_can_be_changed_while_it_is_looked_at() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    let link = served.share(ADMIN, &all()).await;
    served.shows(&link, |page| names(page) == ["alpha"]).await;
    let mut viewer = served.watch(&link).await;
    let first = viewer.next().await.unwrap();
    assert_eq!(first.data["runners"][0]["zone"], Value::Null);
    let terms = json!({ "title": "Renamed", "shows": { "places": true } });
    let change = json!({ "terms": terms });
    done(served.manage(Method::PATCH, &link.id, ADMIN, &change).await).await;
    viewer
        .until(|event| {
            event.data["title"] == "Renamed" && event.data["runners"][0]["zone"].is_string()
        })
        .await;
}

#[tokio::test]
async fn links_outlive_a_restart() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    let link = served.share(ADMIN, &all()).await;
    served.shows(&link, |page| names(page) == ["alpha"]).await;
    let data = served.stop().await;
    let served = Served::on(data, |_| {}).await;
    served
        .shows(&link, |page| {
            names(page) == ["alpha"] && page["live"] == true
        })
        .await;
    let shares = eventually(async || {
        let list = served.json(SHARES, ADMIN).await;
        (list["shares"][0]["opened"].as_i64()? >= 2).then_some(list)
    });
    assert!(shares.await["shares"][0]["openedAt"].is_i64());
}

#[tokio::test]
async fn links_outlive_a_change_of_keys() {
    let (old, new) = ("07".repeat(32), "08".repeat(32));
    let keys = |text: &str| Some(text.parse().unwrap());
    let served = Served::with(|options| options.session_keys = keys(&old)).await;
    served.create("alpha").await;
    let link = served.share(ADMIN, &all()).await;
    let data = served.stop().await;
    let both = format!("{new} {old}");
    // It stops in order, by when everything is sealed with the first key.
    let served = Served::on(data, |options| options.session_keys = keys(&both)).await;
    served.shows(&link, |page| names(page) == ["alpha"]).await;
    let data = served.stop().await;
    let served = Served::on(data, |options| options.session_keys = keys(&new)).await;
    served
        .shows(&link, |page| {
            names(page) == ["alpha"] && page["live"] == true
        })
        .await;
}
