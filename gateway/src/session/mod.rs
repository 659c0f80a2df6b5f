//! `/console/session`: sign-in, who am I, sign-out (design D1).

mod code;
mod cookie;
mod seal;
mod store;

use axum::response::{IntoResponse, Response};
use contract::wire::Code;
use http::{HeaderValue, Method, header, request::Parts};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(crate) use code::OneTimeCode;
pub(crate) use cookie::Cookie;
pub(crate) use seal::Seal;
pub(crate) use store::{Session, Sessions};

use crate::app::{App, BUILD};
use crate::person::{Person, Rights};
use crate::refusal::Refusal;

/// How a person proves who they are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Proof {
    /// The one-time code of the printed link.
    Code(String),
    /// An API token.
    Token(String),
}

/// Who is signed in, and to what.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WhoIsSignedIn {
    signed_in: bool,
    rights: Rights,
    principal: String,
    organization: String,
    /// The control plane is the local, simulated one (design D10).
    simulated: bool,
    /// The gateway's version.
    build: &'static str,
}

impl App {
    /// Answers a request that the console's own pages sent.
    pub(crate) async fn session(&self, request: &Parts, body: &[u8]) -> Result<Response, Refusal> {
        let id = self.cookie.read(&request.headers);
        match request.method {
            Method::POST => self.sign_in(id, body).await,
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

    async fn sign_in(&self, old: Option<&str>, body: &[u8]) -> Result<Response, Refusal> {
        // The parser's own message may quote the body, and with it a token.
        let proof = serde_json::from_slice(body).map_err(|_| {
            let message = r#"send {"code": "…"} from a sign-in link or {"token": "…"}"#;
            Refusal::new(Code::InvalidArgument, message)
        })?;
        let token = match proof {
            Proof::Token(token) => token.trim().to_owned(),
            Proof::Code(code) => {
                let known = self.code.as_ref();
                let token = known.and_then(|known| known.redeem(&code, Timestamp::now()));
                token.ok_or_else(|| {
                    let message = "this sign-in link was used already or has expired; \
                                   sign in with a token, or restart the gateway for a new link";
                    Refusal::new(Code::Unauthenticated, message)
                })?
            }
        };
        let person = self.upstream.who_is(&token).await?;
        // A new id at each sign-in: one that somebody planted before is worth nothing after it.
        if let Some(old) = old {
            self.sessions.end(old).await.map_err(unreadable)?;
        }
        let session = Session { person, token };
        let id = self
            .sessions
            .begin(&session, Timestamp::now())
            .await
            .map_err(unreadable)?;
        tracing::info!(rights = ?session.person.rights, "signed in");
        let answer = self.describe(session.person);
        Ok((
            [(header::SET_COOKIE, self.cookie.set(&id))],
            axum::Json(answer),
        )
            .into_response())
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
        let nobody = || Refusal::new(Code::Unauthenticated, "nobody is signed in");
        let id = id.ok_or_else(nobody)?;
        let now = Timestamp::now();
        let session = self.sessions.find(id, now).await.map_err(unreadable)?;
        let session = session.ok_or_else(nobody)?;
        let person = match self.upstream.who_is(&session.token).await {
            Ok(person) => person,
            Err(refusal) if refusal.http().is_client_error() => {
                self.sessions.end(id).await.map_err(unreadable)?;
                return Err(refusal);
            }
            // The API is not to be asked now; whatever is asked of it will say so.
            Err(_) => return Ok(axum::Json(self.describe(session.person)).into_response()),
        };
        if person != session.person {
            self.sessions
                .update(id, &person)
                .await
                .map_err(unreadable)?;
        }
        Ok(axum::Json(self.describe(person)).into_response())
    }

    fn describe(&self, person: Person) -> WhoIsSignedIn {
        WhoIsSignedIn {
            signed_in: true,
            rights: person.rights,
            principal: person.principal,
            organization: person.organization,
            simulated: self.upstream.simulated,
            build: BUILD,
        }
    }
}

fn unreadable(error: sqlx::Error) -> Refusal {
    Refusal::fault("the gateway's session database failed", &error)
}
