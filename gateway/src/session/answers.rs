//! Answers about the accounts of a browser, and about the sessions of a person.

use axum::response::{IntoResponse, Response};
use contract::wire::Code;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header, request::Parts};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::own::Own;
use super::{Session, nobody, unreadable};
use crate::app::App;
use crate::refusal::Refusal;
use crate::request_path::RequestPath;
use crate::secret;

/// By which a page says whose page it is, and a refusal whose the browser's session is by now.
pub(crate) const ACCOUNT: HeaderName = HeaderName::from_static("runner-console-account");

/// Which account to switch to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    account: String,
}

/// A session, as its person sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OwnSession {
    id: String,
    /// Milliseconds since 1970.
    begun_at: i64,
    /// Likewise, to within a minute.
    used_at: i64,
    browser: String,
    address: String,
    /// The one that asks.
    current: bool,
}

/// A page shows one account; after a switch in another tab it must not act as the other one.
pub(crate) fn check_account(headers: &HeaderMap, session: &Session) -> Result<(), Refusal> {
    match headers.get(ACCOUNT) {
        Some(meant) if meant.as_bytes() != session.account.as_bytes() => {
            Err(Refusal::switched(&session.account))
        }
        _ => Ok(()),
    }
}

impl App {
    /// Switches to another account of this browser.
    pub(crate) async fn switch(&self, request: &Parts, body: &[u8]) -> Result<Response, Refusal> {
        let id = self.cookie.read(&request.headers).ok_or_else(nobody)?;
        self.find_session(request).await?.ok_or_else(nobody)?;
        let Switch { account } = serde_json::from_slice(body).map_err(|_| {
            let message = r#"name one of this browser's accounts: {"account": "…"}"#;
            Refusal::new(Code::InvalidArgument, message)
        })?;
        if !self
            .sessions
            .switch(id, &account)
            .await
            .map_err(unreadable)?
        {
            let message = "this browser is not signed in to that account any more; sign in again";
            return Err(Refusal::new(Code::NotFound, message));
        }
        Ok(axum::Json(self.describe(id).await?).into_response())
    }

    /// Signs out of one account of this browser.
    pub(crate) async fn leave(
        &self,
        request: &Parts,
        path: &RequestPath,
    ) -> Result<Response, Refusal> {
        let id = self.cookie.read(&request.headers).ok_or_else(nobody)?;
        self.find_session(request).await?.ok_or_else(nobody)?;
        let account = path.segments().last().map_or("", String::as_str);
        let hash = secret::hash(id);
        let leave = self.sessions.leave(&hash, account);
        leave.await.map_err(unreadable)?;
        if self.find_session(request).await?.is_some() {
            return Ok(axum::Json(json!({})).into_response());
        }
        let clear: HeaderValue = self.cookie.clear();
        Ok(([(header::SET_COOKIE, clear)], axum::Json(json!({}))).into_response())
    }

    /// Lists the sessions of the person who asks, and ends one of them or all but the one that asks.
    pub(crate) async fn own_sessions(
        &self,
        request: &Parts,
        path: &RequestPath,
    ) -> Result<Response, Refusal> {
        let id = self.cookie.read(&request.headers).ok_or_else(nobody)?;
        let session = self.find_session(request).await?.ok_or_else(nobody)?;
        check_account(&request.headers, &session)?;
        let own = self.sessions.own(&session.person, Timestamp::now());
        let own = own.await.map_err(unreadable)?;
        if request.method != Method::DELETE {
            let sessions: Vec<_> = own.iter().map(|one| OwnSession::new(one, id)).collect();
            return Ok(axum::Json(json!({ "sessions": sessions })).into_response());
        }
        let named = path.segments().get(2);
        let ended = own.iter().filter(|one| match named {
            Some(public_id) => one.public_id() == *public_id,
            None => !one.is(id),
        });
        let mut count = 0;
        for one in ended {
            let leave = self.sessions.leave(&one.hash, &one.account);
            leave.await.map_err(unreadable)?;
            count += 1;
        }
        if named.is_some() && count == 0 {
            let message = "you have no such session; it may have ended already";
            return Err(Refusal::new(Code::NotFound, message));
        }
        Ok(axum::Json(json!({ "ended": count })).into_response())
    }
}

impl OwnSession {
    fn new(own: &Own, asking: &str) -> Self {
        Self {
            id: own.public_id(),
            begun_at: own.times.created_at,
            used_at: own.times.seen_at,
            browser: own.browser.clone(),
            address: own.address.clone(),
            current: own.is(asking),
        }
    }
}
