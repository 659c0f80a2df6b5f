//! Several accounts in one browser, and the sessions of a person.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::fake_api::FakeApi;
use crate::served::Served;
use crate::stage::{RUNNERS, SESSION};

const SESSIONS: &str = "/console/sessions";

/// Before an API with two organizations, of each of which ada has a token.
async fn stage() -> (FakeApi, Served) {
    let api = FakeApi::start().await;
    api.admit("ada-acme", "acme");
    api.admit("ada-other", "other");
    api.put("acme", "alpha", json!({}));
    api.put("other", "beta", json!({}));
    let url = api.url.parse().unwrap();
    let served = Served::with(|options| {
        options.upstream = Some(url);
        options.intervals.idle = Duration::from_millis(100);
    })
    .await;
    (api, served)
}

/// A browser: a cookie that is kept, and the page's account.
struct Browser<'a> {
    served: &'a Served,
    cookie: String,
    account: String,
}

impl<'a> Browser<'a> {
    fn new(served: &'a Served) -> Self {
        Self {
            served,
            cookie: String::new(),
            account: String::new(),
        }
    }

    async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Response {
        let mut request = self.served.request(method, path);
        request = request.header("cookie", &self.cookie);
        request = request.header(
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        );
        if !self.account.is_empty() {
            request = request.header("runner-console-account", &self.account);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        if let Some(cookie) = answer.headers().get("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            cookie.clone_into(&mut self.cookie);
        }
        answer
    }

    async fn get(&mut self, path: &str) -> Value {
        let answer = self.send(Method::GET, path, None).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    async fn status(&mut self, method: Method, path: &str) -> u16 {
        self.send(method, path, None).await.status().as_u16()
    }

    /// Signs in; the page is the new account's then.
    async fn sign_in(&mut self, token: &str, add: bool) -> Value {
        let proof = json!({ "token": token, "add": add });
        let answer = self.send(Method::POST, SESSION, Some(proof)).await;
        assert_eq!(answer.status(), 200);
        let who: Value = answer.json().await.unwrap();
        who["account"]
            .as_str()
            .unwrap()
            .clone_into(&mut self.account);
        who
    }

    async fn switch(&mut self, account: &str) -> u16 {
        let wanted = Some(json!({ "account": account }));
        let answer = self.send(Method::POST, "/console/session/switch", wanted);
        answer.await.status().as_u16()
    }

    /// The runners that the API shows.
    async fn runners(&mut self) -> Vec<String> {
        let runners = self.get(RUNNERS).await;
        let ids = runners["runners"].as_array().unwrap().iter();
        let ids = ids.map(|runner| runner["identity"]["runnerId"].as_str().unwrap().to_owned());
        ids.collect()
    }
}

/// Organizations of the accounts, and the account of one.
fn accounts(who: &Value) -> Vec<(&str, &str)> {
    let accounts = who["accounts"].as_array().unwrap().iter();
    accounts
        .map(|account| {
            let organization = account["organization"].as_str().unwrap();
            (organization, account["account"].as_str().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn one_browser_is_signed_in_to_two_organizations() {
    let (_api, served) = stage().await;
    let mut browser = Browser::new(&served);
    browser.sign_in("ada-acme", false).await;
    let first_cookie = browser.cookie.clone();
    let who = browser.sign_in("ada-other", true).await;
    assert_ne!(browser.cookie, first_cookie, "a new id at each sign-in");
    assert_eq!(who["organization"], "other");
    let all = accounts(&who);
    assert_eq!([all[0].0, all[1].0], ["acme", "other"]);
    assert!(
        !who.to_string().contains("\"ada-acme\""),
        "no token is told"
    );
    assert_eq!(browser.runners().await, ["beta"]);

    assert_eq!(browser.switch(all[0].1).await, 200);
    assert_eq!(browser.switch("0123456789abcdef").await, 404);
    browser.account = all[0].1.to_owned();
    assert_eq!(browser.runners().await, ["alpha"]);

    let leave = format!("/console/session/accounts/{}", all[0].1);
    assert_eq!(browser.status(Method::DELETE, &leave).await, 200);
    browser.account = all[1].1.to_owned();
    assert_eq!(browser.runners().await, ["beta"]);
    let leave = format!("/console/session/accounts/{}", all[1].1);
    assert_eq!(browser.status(Method::DELETE, &leave).await, 200);
    assert!(browser.cookie.ends_with('='), "the cookie is taken away");

    let mut old = Browser::new(&served);
    old.cookie = first_cookie;
    assert_eq!(old.status(Method::GET, SESSION).await, 401);
}

#[tokio::test]
async fn without_asking_to_stay_a_sign_in_ends_what_was() {
    let (_api, served) = stage().await;
    let mut browser = Browser::new(&served);
    browser.sign_in("ada-acme", false).await;
    let who = browser.sign_in("ada-other", false).await;
    assert_eq!(accounts(&who).len(), 1);
}

#[tokio::test]
async fn a_tab_of_another_account_is_refused_everything() {
    let (_api, served) = stage().await;
    let mut tab = Browser::new(&served);
    tab.sign_in("ada-acme", false).await;
    let acme = tab.account.clone();
    tab.sign_in("ada-other", true).await;
    let other = tab.account.clone();
    tab.account = acme;
    for (method, path) in [
        (Method::GET, RUNNERS),
        (Method::POST, RUNNERS),
        (Method::GET, "/console/runners"),
        (Method::GET, "/console/history?runner=alpha"),
        (Method::GET, "/console/uptime?runner=alpha"),
        (Method::GET, "/console/days?runners=alpha"),
        (Method::GET, SESSIONS),
        (Method::DELETE, SESSIONS),
    ] {
        let body = (method == Method::POST).then(|| json!({}));
        let answer = tab.send(method.clone(), path, body).await;
        assert_eq!(answer.status(), 409, "{method} {path}");
        assert_eq!(answer.headers()["runner-console-account"], other.as_str());
    }
    // A stream's address says whose it is, as no header can.
    let stream = |account: &str| format!("/console/events?account={account}");
    let wrong = stream(&tab.account);
    tab.account = String::new();
    assert_eq!(tab.status(Method::GET, &wrong).await, 409);
    assert_eq!(tab.status(Method::GET, &stream(&other)).await, 200);
}

#[tokio::test]
async fn a_switch_ends_the_streams_of_the_account_before() {
    let (_api, served) = stage().await;
    let mut browser = Browser::new(&served);
    browser.sign_in("ada-acme", false).await;
    let who = browser.sign_in("ada-other", true).await;
    let mut stream = served.page(&browser.cookie).await;
    stream.until(|event| event.brings("beta", |_| true)).await;
    let acme = accounts(&who)[0].1.to_owned();
    assert_eq!(browser.switch(&acme).await, 200);
    stream.ends().await;
    let mut stream = served.page(&browser.cookie).await;
    stream.until(|event| event.brings("alpha", |_| true)).await;
    assert!(!stream.seen.contains("beta"), "{}", stream.seen);
}

#[tokio::test]
async fn a_revoked_token_leaves_the_other_account() {
    let (api, served) = stage().await;
    let mut browser = Browser::new(&served);
    browser.sign_in("ada-acme", false).await;
    browser.sign_in("ada-other", true).await;
    api.revoke("ada-other");
    assert_eq!(browser.status(Method::GET, SESSION).await, 401);
    browser.account = String::new();
    let who = browser.get(SESSION).await;
    assert_eq!(who["organization"], "acme");
    assert_eq!(accounts(&who).len(), 1);
}

#[tokio::test]
async fn a_person_sees_and_ends_their_own_sessions_only() {
    let (api, served) = stage().await;
    api.admit("eve", "acme");
    let (mut here, mut there) = (Browser::new(&served), Browser::new(&served));
    let mut eve = Browser::new(&served);
    here.sign_in("ada-acme", false).await;
    there.sign_in("ada-acme", false).await;
    eve.sign_in("eve", false).await;

    let listed = here.get(SESSIONS).await;
    let listed = listed["sessions"].as_array().unwrap().clone();
    assert_eq!(listed.len(), 2, "{listed:?}");
    let other = listed.iter().find(|one| one["current"] == false).unwrap();
    assert_eq!(other["browser"], "Firefox on Linux");
    assert_eq!(other["address"], "127.0.0.1");
    assert!(other["begunAt"].as_i64() <= other["usedAt"].as_i64());
    let id = other["id"].as_str().unwrap();
    for browser in [&here, &there] {
        let secret = browser.cookie.split_once('=').unwrap().1;
        assert!(
            !secret.contains(id),
            "the public name is no part of the secret"
        );
    }

    let path = format!("{SESSIONS}/{id}");
    assert_eq!(eve.status(Method::DELETE, &path).await, 404);
    assert_eq!(there.status(Method::GET, SESSION).await, 200);
    assert_eq!(here.status(Method::DELETE, &path).await, 200);
    assert_eq!(there.status(Method::GET, SESSION).await, 401);
    assert_eq!(here.status(Method::DELETE, &path).await, 404);
    assert_eq!(eve.status(Method::GET, SESSION).await, 200);

    there.account = String::new();
    there.sign_in("ada-acme", false).await;
    assert_eq!(here.status(Method::DELETE, SESSIONS).await, 200);
    assert_eq!(there.status(Method::GET, SESSION).await, 401);
    assert_eq!(
        here.status(Method::GET, SESSION).await,
        200,
        "this one stays"
    );
    let foreign = here.served.request(Method::DELETE, SESSIONS);
    let foreign = foreign.header("cookie", &here.cookie);
    let foreign = foreign
        .header("origin", "https://evil.example")
        .send()
        .await;
    assert_eq!(foreign.unwrap().status(), 403);
}
