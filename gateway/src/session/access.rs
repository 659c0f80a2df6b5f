//! Who sent a request, and whether they may have what they ask for.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use contract::console::share::Selection;
use contract::model::Code;
use http::{HeaderMap, HeaderValue, header, request::Parts};
use jiff::Timestamp;

use super::access_watch::{AccessWatch, OfSession};
use super::cookie::{Brought, Cookie};
use super::store::{Session, Sessions};
use super::unreadable;
use crate::http::same_site::SameSite;
use crate::http::{ACCOUNT, Refusal};
use crate::identity::{Callers, Person, Rights};
use crate::upstream::token_of;

/// The scheme of what opens a link (design D8). The API knows it not, and it opens nothing else.
pub(crate) const SHARE_SCHEME: &str = "Share";

/// Finds out who sends requests. Clones are the same.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) cookie: Cookie,
    pub(crate) same_site: SameSite,
    pub(crate) sessions: Sessions,
    pub(crate) callers: Arc<Callers>,
}

/// The request comes from the console's own pages.
pub(crate) struct OwnPages;

/// A session whose cookie one of the console's own pages sent.
pub(crate) struct SignedIn {
    /// As the browser knows it.
    pub(crate) id: String,
    /// The cookie came under a name that it does not have any more.
    pub(super) outdated: Option<String>,
    pub(crate) session: Session,
}

/// On whose behalf the API is called: a bearer token, or the session's cookie from the console's own pages.
/// What the token may do, the API says at each request (contract 2).
pub(crate) enum Credential {
    /// A script's own: it speaks for itself.
    Own(HeaderValue),
    /// That of the session whose cookie a page of the console sent.
    OfSession(SignedIn),
}

/// Who sent a request, as the API names them.
pub(crate) struct Caller {
    pub(crate) person: Person,
    /// Whose runners they see.
    pub(crate) organization: String,
    pub(crate) token: String,
    /// The session whose cookie came with it; none for a script.
    session: Option<OfSession>,
}

impl Access {
    /// Finds the credential of a request. A script's own comes first: then the cookie is not read.
    ///
    /// # Errors
    /// 401 without any; 403 for a cookie that comes from elsewhere than the console's own pages.
    async fn credential(&self, request: &Parts) -> Result<Credential, Refusal> {
        let mut own = request.headers.get_all(header::AUTHORIZATION).iter();
        if let Some(value) = own.next() {
            if own.next().is_some() {
                let message = "the request has several Authorization headers";
                return Err(Refusal::new(Code::InvalidArgument, message));
            }
            if is_of_share(value) {
                // What opens a link opens nothing else, and goes nowhere else either.
                return Err(missing_token());
            }
            return Ok(Credential::Own(value.clone()));
        }
        if self.cookie.read(&request.headers).is_none() {
            return Err(missing_token());
        }
        self.same_site.check(request)?;
        let signed_in = self.signed_in(&request.headers).await?;
        let signed_in = signed_in.ok_or_else(missing_token)?;
        signed_in.session.check_account(&request.headers)?;
        Ok(Credential::OfSession(signed_in))
    }

    /// Who sent a request with this credential.
    ///
    /// # Errors
    /// 401 and 403 when the API does not accept them, 503 when it does not say.
    async fn caller(&self, credential: Credential) -> Result<Caller, Refusal> {
        let (token, signed_in) = match credential {
            Credential::Own(value) => (token_of(&value).ok_or_else(missing_token)?, None),
            Credential::OfSession(signed_in) => (signed_in.session.token.clone(), Some(signed_in)),
        };
        let person = match (self.callers.who_is(&token).await, &signed_in) {
            (Ok(person), _) => person,
            // The API is not to be asked now; the session knows whose it is.
            (Err(refusal), Some(signed_in)) if refusal.http().is_server_error() => {
                signed_in.session.person.clone()
            }
            (Err(refusal), _) => return Err(refusal),
        };
        let organization = person.organization_key().ok_or_else(|| {
            let message = "the API does not say to which organization this token belongs";
            Refusal::new(Code::PermissionDenied, message)
        })?;
        Ok(Caller {
            person,
            organization,
            token,
            session: signed_in.map(|SignedIn { id, session, .. }| OfSession {
                id,
                account: session.account,
            }),
        })
    }

    /// The session that a request's cookie belongs to.
    pub(super) async fn signed_in(&self, headers: &HeaderMap) -> Result<Option<SignedIn>, Refusal> {
        let Some(Brought { id, outdated }) = self.cookie.read(headers) else {
            return Ok(None);
        };
        let session = self.sessions.find(id, Timestamp::now());
        let session = session.await.map_err(unreadable)?;
        Ok(session.map(|session| SignedIn {
            id: id.to_owned(),
            outdated: outdated.map(str::to_owned),
            session,
        }))
    }

    /// Watches over the rights of a caller.
    pub(crate) fn watch(&self, caller: &Caller) -> AccessWatch {
        AccessWatch {
            callers: Arc::clone(&self.callers),
            ended: self.sessions.ended(),
            sessions: self.sessions.clone(),
            organization: caller.organization.clone(),
            rights: caller.person.rights,
            token: caller.token.clone(),
            session: caller.session.clone(),
        }
    }
}

impl Caller {
    /// Checks that a page is of the account that its browser stands for.
    ///
    /// # Errors
    /// 409 after a switch to another account.
    pub(crate) fn check_account(&self, meant: Option<&str>) -> Result<(), Refusal> {
        match (&self.session, meant) {
            (Some(session), Some(meant)) if session.account != meant => {
                Err(Refusal::switched(&session.account))
            }
            _ => Ok(()),
        }
    }
}

impl Caller {
    /// Checks that a person may know what they choose runners by: what is chosen tells it.
    ///
    /// # Errors
    /// 403 for guardrails and policies, which are for administrators.
    pub(crate) fn check_selection(&self, selection: &Selection) -> Result<(), Refusal> {
        if self.person.rights != Rights::Admin && selection.is_for_admins() {
            let message = "choosing runners by guardrails or policy needs SANDBOX_ADMIN";
            return Err(Refusal::new(Code::PermissionDenied, message));
        }
        Ok(())
    }
}

impl Session {
    /// A page shows one account; after a switch in another tab it must not act as the other one.
    pub(super) fn check_account(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        match headers.get(ACCOUNT) {
            Some(meant) if meant.as_bytes() != self.account.as_bytes() => {
                Err(Refusal::switched(&self.account))
            }
            _ => Ok(()),
        }
    }
}

impl<S> FromRequestParts<S> for OwnPages
where
    S: Send + Sync,
    Access: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(request: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let access = Access::from_ref(state);
        access.same_site.check(request).map(|()| Self)
    }
}

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    Access: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(request: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let access = Access::from_ref(state);
        access.same_site.check(request)?;
        access.signed_in(&request.headers).await?.ok_or_else(nobody)
    }
}

impl<S> FromRequestParts<S> for Credential
where
    S: Send + Sync,
    Access: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(request: &mut Parts, state: &S) -> Result<Self, Refusal> {
        Access::from_ref(state).credential(request).await
    }
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Access: FromRef<S>,
{
    type Rejection = Refusal;

    async fn from_request_parts(request: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let access = Access::from_ref(state);
        let credential = access.credential(request).await?;
        access.caller(credential).await
    }
}

/// 401 for a request without a usable token.
pub(crate) fn missing_token() -> Refusal {
    Refusal::new(Code::Unauthenticated, "missing or invalid token")
}

/// 401 for a browser that is not signed in.
pub(super) fn nobody() -> Refusal {
    Refusal::new(Code::Unauthenticated, "nobody is signed in")
}

/// Whether it is what opens a link (design D8).
fn is_of_share(value: &HeaderValue) -> bool {
    let scheme = value.as_bytes().split(|byte| *byte == b' ').next();
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(SHARE_SCHEME.as_bytes()))
}
