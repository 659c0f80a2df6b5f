//! `/console/session` and `/console/sessions`.

use std::sync::Arc;

use axum::extract::{FromRef, Path, State};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use contract::console::{Millis, ServedApi, pasted_token};
use contract::model::Code;
use http::{HeaderValue, header, request::Parts};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::access::{Access, OwnPages, SignedIn, nobody};
use super::account::Account;
use super::code::OneTimeCode;
use super::sessions_of::OpenSession;
use super::sign_ins::SignIns;
use super::store::Browser;
use super::unreadable;
use crate::dialects::Dialects;
use crate::http::{CheckedBody, RawBody, Refusal};
use crate::identity::{Person, Rights};
use crate::settings::build::VERSION;
use crate::settings::secret;

/// What these paths are answered from.
#[derive(Clone)]
pub(crate) struct SessionRoutes {
    pub(crate) access: Access,
    pub(crate) sign_ins: Arc<SignIns>,
    pub(crate) dialects: Dialects,
    /// Of the printed link; none before a remote API.
    pub(crate) code: Option<Arc<OneTimeCode>>,
    /// The control plane is the local, simulated one (design D10).
    pub(crate) simulated: bool,
}

impl FromRef<SessionRoutes> for Access {
    fn from_ref(routes: &SessionRoutes) -> Self {
        routes.access.clone()
    }
}

/// The paths of sessions.
pub(crate) fn router(routes: SessionRoutes) -> Router {
    let session = get(who_is_signed_in).post(sign_in).delete(sign_out);
    Router::new()
        .route("/console/session", session)
        .route("/console/session/switch", post(switch))
        .route("/console/session/accounts/{id}", delete(leave))
        .route("/console/sessions", get(list).delete(end_others))
        .route("/console/sessions/{id}", delete(end))
        .with_state(routes)
}

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

/// Which account to switch to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    account: String,
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
    /// Which versions of the API the current account is served (design D11).
    api: ServedApi,
    /// The gateway's version.
    build: &'static str,
    /// The gateway's clock: a browser's may be wrong.
    now: Millis,
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

async fn sign_in(
    State(routes): State<SessionRoutes>,
    _: OwnPages,
    request: Parts,
    CheckedBody(body): CheckedBody,
) -> Result<Response, Refusal> {
    let Access {
        cookie,
        sessions,
        callers,
        ..
    } = &routes.access;
    routes.sign_ins.check_address(&request)?;
    // The parser's own message may quote the body, and with it a token.
    let wanted = || {
        let message = r#"send {"code": "…"} from a sign-in link or {"token": "…"}"#;
        Refusal::new(Code::InvalidArgument, message)
    };
    let proof: SignIn = serde_json::from_slice(&body).map_err(|_| wanted())?;
    let token = match (proof.token, proof.code) {
        (Some(token), None) => {
            let token = pasted_token(&token).to_owned();
            routes.sign_ins.check_token(&token)?;
            token
        }
        (None, Some(code)) => {
            let known = routes.code.as_ref();
            let token = known.and_then(|known| known.redeem(&code, Timestamp::now()));
            token.ok_or_else(|| {
                let message = "this sign-in link has already been used or has expired; \
                               sign in with a token, or restart the gateway for a new link";
                Refusal::new(Code::Unauthenticated, message)
            })?
        }
        _ => return Err(wanted()),
    };
    let person = callers.ask(&token).await?;
    if let Some(organization) = person.organization_key() {
        let dialects = &routes.dialects;
        dialects.ask(&organization, &token, person.rights).await;
    }
    let old = cookie.read(&request.headers).map(|brought| brought.id);
    let keep = old.filter(|_| proof.add);
    let browser = Browser::of(&request);
    let id = sessions.begin(&person, &token, &browser, keep, Timestamp::now());
    let id = id.await.map_err(unreadable)?;
    if let Some(old) = old {
        sessions.end(old).await.map_err(unreadable)?;
    }
    tracing::info!(rights = ?person.rights, "signed in");
    let answer = routes.describe(&id).await?;
    Ok(([(header::SET_COOKIE, cookie.set(&id))], Json(answer)).into_response())
}

async fn sign_out(
    State(routes): State<SessionRoutes>,
    _: OwnPages,
    request: Parts,
    _: CheckedBody,
) -> Result<Response, Refusal> {
    let Access {
        cookie, sessions, ..
    } = &routes.access;
    if let Some(brought) = cookie.read(&request.headers) {
        sessions.end(brought.id).await.map_err(unreadable)?;
    }
    Ok(([(header::SET_COOKIE, cookie.clear())], Json(json!({}))).into_response())
}

/// Asks the API each time: rights change, and tokens are revoked.
async fn who_is_signed_in(
    State(routes): State<SessionRoutes>,
    SignedIn {
        id,
        outdated,
        session,
    }: SignedIn,
    _: RawBody,
) -> Result<Response, Refusal> {
    let Access {
        cookie,
        sessions,
        callers,
        ..
    } = &routes.access;
    match callers.ask(&session.token).await {
        Ok(person) if person != session.person => {
            let update = sessions.update(&id, &session.account, &person);
            update.await.map_err(unreadable)?;
        }
        Err(refusal) if refusal.http().is_client_error() => {
            let leave = sessions.leave(&secret::hash(&id), &session.account).await;
            leave.map_err(unreadable)?;
            return Err(refusal);
        }
        // When the API is not to be asked now, whatever is asked of it will say so.
        _ => {}
    }
    let cookies = outdated.map(|outdated| cookie.renamed(&id, &outdated));
    let cookies = cookies.into_iter().flatten();
    let cookies = AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((cookies, Json(routes.describe(&id).await?)).into_response())
}

/// Switches to another account of this browser.
async fn switch(
    State(routes): State<SessionRoutes>,
    SignedIn { id, .. }: SignedIn,
    CheckedBody(body): CheckedBody,
) -> Result<Json<WhoIsSignedIn>, Refusal> {
    let Switch { account } = serde_json::from_slice(&body).map_err(|_| {
        let message = r#"name one of this browser's accounts: {"account": "…"}"#;
        Refusal::new(Code::InvalidArgument, message)
    })?;
    let switched = routes.access.sessions.switch(&id, &account).await;
    if !switched.map_err(unreadable)? {
        let message = "this browser is no longer signed in to that account; sign in again";
        return Err(Refusal::new(Code::NotFound, message));
    }
    routes.describe(&id).await.map(Json)
}

/// Signs out of one account of this browser.
async fn leave(
    State(routes): State<SessionRoutes>,
    SignedIn { id, .. }: SignedIn,
    Path(account): Path<String>,
    request: Parts,
    _: RawBody,
) -> Result<Response, Refusal> {
    let Access {
        cookie, sessions, ..
    } = &routes.access;
    let leave = sessions.leave(&secret::hash(&id), &account).await;
    leave.map_err(unreadable)?;
    if routes.access.signed_in(&request.headers).await?.is_some() {
        return Ok(Json(json!({})).into_response());
    }
    let clear: HeaderValue = cookie.clear();
    Ok(([(header::SET_COOKIE, clear)], Json(json!({}))).into_response())
}

/// Lists the sessions of the person who asks.
async fn list(
    State(routes): State<SessionRoutes>,
    signed_in: SignedIn,
    request: Parts,
    _: RawBody,
) -> Result<Json<Value>, Refusal> {
    let own = routes.sessions_of(&signed_in, &request).await?;
    let id = &signed_in.id;
    let sessions: Vec<_> = own.iter().map(|one| OwnSession::new(one, id)).collect();
    Ok(Json(json!({ "sessions": sessions })))
}

/// Ends all sessions of the person but the one that asks.
async fn end_others(
    State(routes): State<SessionRoutes>,
    signed_in: SignedIn,
    request: Parts,
    _: RawBody,
) -> Result<Json<Value>, Refusal> {
    let own = routes.sessions_of(&signed_in, &request).await?;
    let others = own.iter().filter(|one| !one.is(&signed_in.id));
    let ended = routes.end_all(others).await?;
    Ok(Json(json!({ "ended": ended })))
}

/// Ends one session of the person who asks.
async fn end(
    State(routes): State<SessionRoutes>,
    signed_in: SignedIn,
    Path(public_id): Path<String>,
    request: Parts,
    _: RawBody,
) -> Result<Json<Value>, Refusal> {
    let own = routes.sessions_of(&signed_in, &request).await?;
    let named = own.iter().filter(|one| one.public_id() == public_id);
    match routes.end_all(named).await? {
        0 => {
            let message = "you have no such session; it may already have ended";
            Err(Refusal::new(Code::NotFound, message))
        }
        ended => Ok(Json(json!({ "ended": ended }))),
    }
}

impl SessionRoutes {
    async fn describe(&self, id: &str) -> Result<WhoIsSignedIn, Refusal> {
        let sessions = &self.access.sessions;
        let session = sessions.find(id, Timestamp::now());
        let session = session.await.map_err(unreadable)?.ok_or_else(nobody)?;
        let accounts = sessions.accounts(id).await.map_err(unreadable)?;
        let accounts = accounts.into_iter();
        let api = match session.person.organization_key() {
            Some(organization) => {
                let rights = session.person.rights;
                let dialects = &self.dialects;
                dialects
                    .current(&organization, &session.token, rights)
                    .await
            }
            None => ServedApi::default(),
        };
        Ok(WhoIsSignedIn {
            signed_in: true,
            current: AnAccount::new(session.account, session.person),
            accounts: accounts
                .map(|Account { id, person, .. }| AnAccount::new(id, person))
                .collect(),
            simulated: self.simulated,
            api,
            build: VERSION,
            now: Timestamp::now().into(),
        })
    }

    async fn sessions_of(
        &self,
        SignedIn { session, .. }: &SignedIn,
        request: &Parts,
    ) -> Result<Vec<OpenSession>, Refusal> {
        session.check_account(&request.headers)?;
        let sessions = &self.access.sessions;
        let own = sessions.sessions_of(&session.person, Timestamp::now());
        own.await.map_err(unreadable)
    }

    async fn end_all(
        &self,
        sessions: impl Iterator<Item = &OpenSession>,
    ) -> Result<usize, Refusal> {
        let mut count = 0;
        for one in sessions {
            let leave = self.access.sessions.leave(&one.hash, &one.account);
            leave.await.map_err(unreadable)?;
            count += 1;
        }
        Ok(count)
    }
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

impl OwnSession {
    fn new(own: &OpenSession, asking: &str) -> Self {
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
