//! Links that show a teammate how runners are, from outside (design D8).

mod badge;
mod canary;
mod managing;
mod opening;
mod rights;
mod secrecy;
mod showing;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use sqlx::AnyPool;

use crate::fake_api::FakeApi;
use crate::served::{Reader, Served, done, eventually};

pub(crate) const SHARES: &str = "/console/shares";
pub(crate) const PAGE: &str = "/console/shared";
pub(crate) const EVENTS: &str = "/console/shared/events";

/// A link that was made.
pub(crate) struct Link {
    pub(crate) id: String,
    pub(crate) address: String,
    /// What opens it, as its page sends it.
    pub(crate) authorization: String,
}

/// A link to all runners of the organization, for an hour, that shows nothing but how they are.
pub(crate) fn all() -> Value {
    json!({
        "terms": { "title": "All", "selection": { "matching": {} } },
        "lifetime": 3600,
    })
}

/// Terms changed at a field.
pub(crate) fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

impl Served {
    /// A gateway before a remote API, everything as often as a test can bear.
    pub(crate) async fn before(api: &FakeApi) -> Self {
        let url = api.url.parse().unwrap();
        Self::with(|options| options.upstream = Some(url)).await
    }

    pub(crate) async fn share(&self, token: &str, body: &Value) -> Link {
        let request = self.request(Method::POST, SHARES).bearer_auth(token);
        let made = done(request.json(body).send().await.unwrap()).await;
        let link = made["link"].as_str().unwrap().to_owned();
        let (_, secret) = link.split_once('#').unwrap();
        let secret = secret.strip_suffix(".p").unwrap_or(secret);
        Link {
            id: made["share"]["id"].as_str().unwrap().to_owned(),
            authorization: format!("Share {secret}"),
            address: link,
        }
    }

    /// Changes or ends a link, or its badge.
    pub(crate) async fn manage(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: &Value,
    ) -> Response {
        let request = self.request(method, &format!("{SHARES}/{path}"));
        request.bearer_auth(token).json(body).send().await.unwrap()
    }

    /// What somebody with that secret gets.
    pub(crate) async fn open(&self, authorization: &str) -> Response {
        let request = self.request(Method::GET, PAGE);
        let request = request.header("authorization", authorization);
        request.send().await.unwrap()
    }

    pub(crate) async fn look(&self, link: &Link) -> Value {
        done(self.open(&link.authorization).await).await
    }

    pub(crate) async fn watch(&self, link: &Link) -> Reader {
        let request = self.request(Method::GET, EVENTS);
        Reader::of(request.header("authorization", &link.authorization)).await
    }

    /// Waits until what a link shows is right.
    pub(crate) async fn shows(&self, link: &Link, holds: impl Fn(&Value) -> bool) -> Value {
        eventually(async || Some(self.look(link).await).filter(|page| holds(page))).await
    }

    /// The gateway's own database.
    pub(crate) async fn database(&self) -> AnyPool {
        sqlx::any::install_default_drivers();
        AnyPool::connect(&self.data.address).await.unwrap()
    }

    /// Lets a link's time be up.
    pub(crate) async fn let_end(&self, link: &Link) {
        let database = self.database().await;
        let ended = sqlx::query("UPDATE shares SET ends_at = 1 WHERE id = $1");
        ended.bind(&link.id).execute(&database).await.unwrap();
        database.close().await;
    }
}

/// The names that a page shows.
pub(crate) fn names(page: &Value) -> Vec<&str> {
    let runners = page["runners"].as_array().unwrap();
    runners
        .iter()
        .map(|runner| runner["name"].as_str().unwrap())
        .collect()
}
