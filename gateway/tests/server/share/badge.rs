//! The badge: a lesser secret of its own.

use reqwest::{Method, Response};
use serde_json::json;

use super::{Link, SHARES, all, names};
use crate::fake_api::FakeApi;
use crate::served::{Served, done, eventually};
use crate::stage::ADMIN;

async fn get(served: &Served, path: &str) -> Response {
    served.request(Method::GET, path).send().await.unwrap()
}

#[tokio::test]
async fn a_badge_says_one_word_until_it_is_revoked() {
    let served = Served::with(|_| {}).await;
    served.create("canary-runner").await;
    let link = served.share(ADMIN, &all()).await;
    served
        .shows(&link, |page| names(page) == ["canary-runner"])
        .await;
    let path = format!("{}/badge", link.id);
    let made = done(served.manage(Method::POST, &path, ADMIN, &json!({})).await).await;
    let address = made["address"].as_str().unwrap();
    let badge = &address[address.find("/console/").unwrap()..];
    let working = eventually(async || {
        let answer = get(&served, badge).await;
        assert_eq!(answer.status(), 200);
        let headers = answer.headers().clone();
        let text = answer.text().await.unwrap();
        text.contains(">working</text>").then_some((headers, text))
    });
    let (headers, text) = working.await;
    assert_eq!(headers["content-type"], "image/svg+xml");
    assert_eq!(headers["cross-origin-resource-policy"], "cross-origin");
    assert!(
        headers["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("default-src 'none'")
    );
    assert_eq!(headers["cache-control"], "no-store");
    assert!(text.contains("prefers-color-scheme:dark"));
    assert!(!text.contains("canary") && !text.contains("All"), "{text}");

    // It opens nothing else, and what opens the link is no badge.
    let capability = badge
        .rsplit('/')
        .next()
        .unwrap()
        .strip_suffix(".svg")
        .unwrap();
    assert_eq!(
        served.open(&format!("Share {capability}")).await.status(),
        404
    );
    let secret = link.authorization.strip_prefix("Share ").unwrap();
    let wrong = get(&served, &format!("/console/badge/{secret}.svg")).await;
    assert_eq!(wrong.status(), 404);
    let refused = wrong.text().await.unwrap();
    for odd in ["*", ":token", "..%2f", "%00", "x.svg", ".svg"] {
        let answer = get(&served, &format!("/console/badge/{odd}")).await;
        assert_eq!(answer.status(), 404, "{odd}");
    }

    // A new one ends the old, and an end ends both.
    let again = done(served.manage(Method::POST, &path, ADMIN, &json!({})).await).await;
    assert_ne!(again["address"], made["address"]);
    let old = get(&served, badge).await;
    assert_eq!(old.status(), 404);
    assert_eq!(old.text().await.unwrap(), refused);
    let new = again["address"].as_str().unwrap();
    let new = &new[new.find("/console/").unwrap()..];
    assert_eq!(get(&served, new).await.status(), 200);
    done(
        served
            .manage(Method::DELETE, &path, ADMIN, &json!({}))
            .await,
    )
    .await;
    assert_eq!(get(&served, new).await.status(), 404);
    let list = served.json(SHARES, ADMIN).await;
    assert_eq!(list["shares"][0]["hasBadge"], false);
    assert_eq!(
        served.open(&link.authorization).await.status(),
        200,
        "the link goes on"
    );
}

/// Makes a badge of a link and returns its path.
async fn make(served: &Served, link: &Link, token: &str) -> String {
    let path = format!("{}/badge", link.id);
    let made = done(served.manage(Method::POST, &path, token, &json!({})).await).await;
    let address = made["address"].as_str().unwrap();
    address[address.find("/console/").unwrap()..].to_owned()
}

#[tokio::test]
async fn a_badge_ends_with_its_link() {
    let served = Served::with(|_| {}).await;
    let [revoked, ended] = [
        served.share(ADMIN, &all()).await,
        served.share(ADMIN, &all()).await,
    ];
    let badges = [
        make(&served, &revoked, ADMIN).await,
        make(&served, &ended, ADMIN).await,
    ];
    for badge in &badges {
        assert_eq!(get(&served, badge).await.status(), 200);
    }
    let nothing = json!({});
    let revoke = served.manage(Method::DELETE, &revoked.id, ADMIN, &nothing);
    done(revoke.await).await;
    served.let_end(&ended).await;
    for badge in &badges {
        assert_eq!(get(&served, badge).await.status(), 404);
    }
}

#[tokio::test]
async fn a_badge_says_unknown_when_nobody_can_ask_and_ends_with_its_makers_token() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({}));
    let served = Served::before(&api).await;
    let cookie = served.sign_in("ada").await;
    let link = served.share("ada", &all()).await;
    let badge = make(&served, &link, "ada").await;
    let says = async |word: &str| {
        let text = get(&served, &badge).await.text().await.unwrap();
        text.contains(&format!(">{word}</text>")).then_some(())
    };
    eventually(async || says("working").await).await;
    let request = served.request(Method::DELETE, "/console/session");
    done(request.header("cookie", &cookie).send().await.unwrap()).await;
    eventually(async || says("unknown").await).await;
    api.revoke("ada");
    eventually(async || (get(&served, &badge).await.status() == 404).then_some(())).await;
}
