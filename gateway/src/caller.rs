//! Who sent a request, and whether they still may have what they asked for.

use std::sync::Arc;
use std::time::Duration;

use contract::wire::Code;
use http::request::Parts;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::api::{Credential, missing_token, token_of};
use crate::app::App;
use crate::callers::Callers;
use crate::person::Person;
use crate::refusal::Refusal;
use crate::session::Sessions;

/// Who sent a request.
pub(crate) struct Caller {
    pub(crate) person: Person,
    pub(crate) token: String,
    /// The session whose cookie came with it; none for a script.
    session: Option<OfSession>,
}

/// A session and the account that it stood for.
#[derive(Clone)]
struct OfSession {
    id: String,
    account: String,
}

/// Tells whether a caller may still read.
pub(crate) struct Guard {
    callers: Arc<Callers>,
    sessions: Sessions,
    /// Moves when some session ends.
    ended: watch::Receiver<u64>,
    tenant: String,
    token: String,
    session: Option<OfSession>,
}

impl App {
    /// Who sent a request with this credential.
    ///
    /// # Errors
    /// 401 and 403 when the API does not accept them, 503 when it does not say.
    pub(crate) async fn caller(
        &self,
        request: &Parts,
        credential: Credential,
    ) -> Result<Caller, Refusal> {
        let (token, session) = match credential {
            Credential::Own(value) => (token_of(&value).ok_or_else(missing_token)?, None),
            Credential::OfSession(session) => {
                let id = self.cookie.read(&request.headers).map(str::to_owned);
                (session.token.clone(), Some((session, id)))
            }
        };
        let person = match (self.callers.who_is(&token).await, session.as_ref()) {
            (Ok(person), _) => person,
            // The API is not to be asked now; the session knows whose it is.
            (Err(refusal), Some((session, _))) if refusal.http().is_server_error() => {
                session.person.clone()
            }
            (Err(refusal), _) => return Err(refusal),
        };
        if person.tenant().is_none() {
            let message = "the API does not say to which organization this token belongs";
            return Err(Refusal::new(Code::PermissionDenied, message));
        }
        Ok(Caller {
            person,
            token,
            session: session.and_then(|(session, id)| {
                Some(OfSession {
                    id: id?,
                    account: session.account,
                })
            }),
        })
    }

    /// Watches over the rights of a caller.
    pub(crate) fn guard(&self, caller: &Caller) -> Guard {
        Guard {
            callers: Arc::clone(&self.callers),
            sessions: self.sessions.clone(),
            ended: self.sessions.ended(),
            tenant: caller.person.tenant().unwrap_or_default(),
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

impl Guard {
    /// Returns when the caller may no longer read: looks every so often, and when a session is ended.
    pub(crate) async fn falls(mut self, every: Duration) {
        loop {
            let ended = async {
                if self.session.is_none() || self.ended.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            // In either case it is time to look.
            let _ = tokio::time::timeout(every, ended).await;
            if !self.holds().await {
                return;
            }
        }
    }

    /// Whether the caller may still read. While the API does not say, what it said before holds.
    async fn holds(&self) -> bool {
        if let Some(OfSession { id, account }) = &self.session {
            match self.sessions.find(id, Timestamp::now()).await {
                Ok(Some(session)) if session.account == *account => {}
                Ok(_) => return false,
                Err(error) => {
                    tracing::error!(%error, "a stream's session could not be read");
                    return false;
                }
            }
        }
        match self.callers.who_is(&self.token).await {
            Ok(person) => person.tenant().as_ref() == Some(&self.tenant),
            Err(refusal) => refusal.http().is_server_error(),
        }
    }
}
