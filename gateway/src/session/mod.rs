//! `/console/session`: sign-in, who am I, sign-out (design D1), and the accounts and sessions of a person.

mod account;
mod answers;
mod browser;
mod code;
mod cookie;
mod keys;
mod limits;
mod own;
mod seal;
mod sign_ins;
mod store;

use axum::response::{IntoResponse, Response};
use contract::wire::Code;
use http::{HeaderValue, Method, header, request::Parts};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(crate) use answers::{ACCOUNT, check_account};
pub(crate) use code::OneTimeCode;
pub(crate) use cookie::Cookie;
pub use keys::SessionKeys;
pub(crate) use keys::key as parse_key;
pub use limits::SessionLimits;
pub(crate) use seal::Seal;
pub(crate) use sign_ins::SignIns;
pub(crate) use store::{Browser, Session, Sessions};

use crate::app::{App, BUILD};
use crate::person::{Person, Rights};
use crate::refusal::Refusal;
use account::Account;

/// How a person proves who they are: by one of the two.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// The one-time code of the printed link.
    code: Option<String>,
    /// An API token.
    token: Option<String>,
    /// Stay signed in to the accounts that this browser has.
    #[serde(default)]
    add: bool,
}

/// Who is signed in, and to what.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WhoIsSignedIn {
    signed_in: bool,
    #[serde(flatten)]
    current: AnAccount,
    /// All accounts of this browser, the current one among them.
    accounts: Vec<AnAccount>,
    /// The control plane is the local, simulated one (design D10).
    simulated: bool,
    /// The gateway's version.
    build: &'static str,
}

/// An account of a browser.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AnAccount {
    account: String,
    rights: Rights,
    principal: String,
    organization: String,
}

impl AnAccount {
    fn new(account: String, person: Person) -> Self {
        Self {
            account,
            rights: person.rights,
            principal: person.principal,
            organization: person.organization,
        }
    }
}

impl App {
    /// Answers a request that the console's own pages sent.
    pub(crate) async fn session(&self, request: &Parts, body: &[u8]) -> Result<Response, Refusal> {
        let id = self.cookie.read(&request.headers);
        match request.method {
            Method::POST => {
                self.sign_ins.check_address(request)?;
                self.sign_in(request, id, body).await
            }
            Method::DELETE => self.sign_out(id).await,
            _ => self.who_is_signed_in(id).await,
        }
    }

    /// The session that a request's cookie belongs to.
    pub(crate) async fn find_session(&self, request: &Parts) -> Result<Option<Session>, Refusal> {
        match self.cookie.read(&request.headers) {
            Some(id) => self
                .sessions
                .find(id, Timestamp::now())
                .await
                .map_err(unreadable),
            None => Ok(None),
        }
    }

    async fn sign_in(
        &self,
        request: &Parts,
        old: Option<&str>,
        body: &[u8],
    ) -> Result<Response, Refusal> {
        // The parser's own message may quote the body, and with it a token.
        let wanted = || {
            let message = r#"send {"code": "…"} from a sign-in link or {"token": "…"}"#;
            Refusal::new(Code::InvalidArgument, message)
        };
        let proof: SignIn = serde_json::from_slice(body).map_err(|_| wanted())?;
        let token = match (proof.token, proof.code) {
            (Some(token), None) => {
                let token = token.trim().to_owned();
                self.sign_ins.check_token(&token)?;
                token
            }
            (None, Some(code)) => {
                let known = self.code.as_ref();
                let token = known.and_then(|known| known.redeem(&code, Timestamp::now()));
                token.ok_or_else(|| {
                    let message = "this sign-in link was used already or has expired; \
                                   sign in with a token, or restart the gateway for a new link";
                    Refusal::new(Code::Unauthenticated, message)
                })?
            }
            _ => return Err(wanted()),
        };
        let person = self.upstream.who_is(&token).await?;
        let keep = old.filter(|_| proof.add);
        let browser = Browser::of(request);
        let now = Timestamp::now();
        let id = self.sessions.begin(&person, &token, &browser, keep, now);
        let id = id.await.map_err(unreadable)?;
        if let Some(old) = old {
            self.sessions.end(old).await.map_err(unreadable)?;
        }
        tracing::info!(rights = ?person.rights, "signed in");
        let answer = self.describe(&id).await?;
        let cookie = [(header::SET_COOKIE, self.cookie.set(&id))];
        Ok((cookie, axum::Json(answer)).into_response())
    }

    async fn sign_out(&self, id: Option<&str>) -> Result<Response, Refusal> {
        if let Some(id) = id {
            self.sessions.end(id).await.map_err(unreadable)?;
        }
        let clear: HeaderValue = self.cookie.clear();
        Ok(([(header::SET_COOKIE, clear)], axum::Json(json!({}))).into_response())
    }

    /// Asks the API each time: rights change, and tokens are revoked.
    async fn who_is_signed_in(&self, id: Option<&str>) -> Result<Response, Refusal> {
        let id = id.ok_or_else(nobody)?;
        let now = Timestamp::now();
        let session = self.sessions.find(id, now).await.map_err(unreadable)?;
        let session = session.ok_or_else(nobody)?;
        match self.upstream.who_is(&session.token).await {
            Ok(person) if person != session.person => {
                let update = self.sessions.update(id, &session.account, &person);
                update.await.map_err(unreadable)?;
            }
            Err(refusal) if refusal.http().is_client_error() => {
                let hash = crate::secret::hash(id);
                let leave = self.sessions.leave(&hash, &session.account);
                leave.await.map_err(unreadable)?;
                return Err(refusal);
            }
            // When the API is not to be asked now, whatever is asked of it will say so.
            _ => {}
        }
        Ok(axum::Json(self.describe(id).await?).into_response())
    }

    async fn describe(&self, id: &str) -> Result<WhoIsSignedIn, Refusal> {
        let session = self.sessions.find(id, Timestamp::now());
        let session = session.await.map_err(unreadable)?.ok_or_else(nobody)?;
        let accounts = self.sessions.accounts(id).await.map_err(unreadable)?;
        let accounts = accounts.into_iter();
        Ok(WhoIsSignedIn {
            signed_in: true,
            current: AnAccount::new(session.account, session.person),
            accounts: accounts
                .map(|Account { id, person, .. }| AnAccount::new(id, person))
                .collect(),
            simulated: self.upstream.simulated,
            build: BUILD,
        })
    }
}

fn nobody() -> Refusal {
    Refusal::new(Code::Unauthenticated, "nobody is signed in")
}

fn unreadable(error: sqlx::Error) -> Refusal {
    Refusal::fault("the gateway's session database failed", &error)
}
