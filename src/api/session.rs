//! The session with the gateway: sign-in, who am I, sign-out (design D1).

use contract::console::{Millis, ServedApi};
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Client, Intent,
    client::{attempt, decode},
    early,
    fetch::Method,
};
use crate::paths::api;

/// What the token may do (contract 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Rights {
    /// `SANDBOX_ADMIN`: read and write.
    Admin,
    /// `SANDBOX_USER`: read.
    User,
}

impl Rights {
    /// The right's name in CoreWeave's access policies.
    pub(crate) fn role(self) -> &'static str {
        match self {
            Self::Admin => "Sandbox Admin",
            Self::User => "Sandbox User",
        }
    }
}

/// Who is signed in, and to what.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    pub(crate) rights: Rights,
    #[serde(default)]
    pub(crate) principal: String,
    #[serde(default)]
    pub(crate) organization: String,
    /// Which of the browser's accounts this is.
    #[serde(default)]
    pub(crate) account: String,
    /// All of them, this one among them.
    #[serde(default)]
    pub(crate) accounts: Vec<Account>,
    /// The control plane is the local, simulated one (design D10).
    #[serde(default)]
    pub(crate) simulated: bool,
    /// Which versions of the API the organization is served, and which of them is spoken.
    #[serde(default)]
    pub(crate) api: ServedApi,
    /// Version of the gateway.
    #[serde(default)]
    pub(crate) build: String,
    /// The server's clock as this was written.
    #[serde(default)]
    pub(crate) now: Option<Millis>,
    /// When it was asked for and came, in milliseconds since the page was opened, where that was before the
    /// console was there.
    #[serde(skip)]
    pub(crate) early: Option<(i64, i64)>,
}

/// One of the accounts of this browser.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Account {
    #[serde(rename = "account")]
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) principal: String,
    #[serde(default)]
    pub(crate) organization: String,
}

/// A browser in which the person is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnSession {
    pub(crate) id: String,
    pub(crate) begun_at: Millis,
    /// To within a minute.
    pub(crate) used_at: Millis,
    /// What it is, in a few words.
    #[serde(default)]
    pub(crate) browser: String,
    /// Where it signed in from, if that is known.
    #[serde(default)]
    pub(crate) address: String,
    /// This browser.
    #[serde(default)]
    pub(crate) current: bool,
}

#[derive(Deserialize)]
struct OwnSessions {
    sessions: Vec<OwnSession>,
}

/// How a person proves who they are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Proof {
    /// The one-time code of a printed link.
    Code(String),
    /// An API token.
    Token(String),
}

/// Who is signed in; a 401 is the error of nobody.
pub(crate) async fn get() -> Result<Me, ApiError> {
    match early::session().await {
        Some((401, body, _)) => return Err(ApiError::refused(Intent::Read, 401, &body)),
        Some((200, body, (asked, came))) => {
            if let Ok(me) = serde_json::from_str(&body) {
                #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a page")]
                let early = Some((asked as i64, came as i64));
                return Ok(Me { early, ..me });
            }
        }
        Some(_) | None => {}
    }
    get_now().await
}

/// Who is signed in now, whatever was known when the page was opened.
async fn get_now() -> Result<Me, ApiError> {
    let answer = attempt(Method::Get, api::SESSION, None, "")
        .await
        .map_err(|refusal| refusal.error)?;
    decode(Intent::Read, &answer)
}

/// Signs in; the answer sets the cookie. Accounts that this browser has stay if the new one is added.
pub(crate) async fn sign_in(proof: &Proof, add: bool) -> Result<Me, ApiError> {
    let body = serde_json::to_value(proof).map(|mut body| {
        body["add"] = add.into();
        body.to_string()
    });
    post(api::SESSION, &body.unwrap_or_default()).await?;
    get_now().await
}

/// Makes another account of this browser the current one.
pub(crate) async fn switch(account: &str) -> Result<(), ApiError> {
    let body = serde_json::json!({ "account": account });
    post(api::SWITCH, &body.to_string()).await
}

/// Signs out of one account of this browser.
pub(crate) async fn leave(account: &str) -> Result<(), ApiError> {
    attempt(Method::Delete, &api::account(account), None, "")
        .await
        .map(|_| ())
        .map_err(|refusal| refusal.error)
}

/// Where the person is signed in, the last used first.
pub(crate) async fn own_sessions(client: &Client) -> Result<Vec<OwnSession>, ApiError> {
    let own: OwnSessions = client.get(api::SESSIONS).await?;
    Ok(own.sessions)
}

/// Signs the person out of one of their sessions; of all others for none.
pub(crate) async fn end_session(client: &Client, id: Option<&str>) -> Result<(), ApiError> {
    let path = id.map_or_else(|| api::SESSIONS.to_owned(), api::own_session);
    let _: serde_json::Value = client.write(Method::Delete, &path, None).await?;
    Ok(())
}

async fn post(path: &str, body: &str) -> Result<(), ApiError> {
    attempt(Method::Post, path, Some(body), "")
        .await
        .map(|_| ())
        .map_err(|refusal| refusal.error)
}

/// Signs out; the cookie is void afterwards.
pub(crate) async fn sign_out() -> Result<(), ApiError> {
    attempt(Method::Delete, api::SESSION, None, "")
        .await
        .map(|_| ())
        .map_err(|refusal| refusal.error)
}
