//! Whether a caller still may have what they were let have.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::store::Sessions;
use crate::identity::{Callers, Rights};

/// A session and the account that it stood for.
#[derive(Clone)]
pub(super) struct OfSession {
    pub(super) id: String,
    pub(super) account: String,
}

/// Tells whether a caller may still read.
pub(crate) struct AccessWatch {
    pub(super) callers: Arc<Callers>,
    pub(super) sessions: Sessions,
    /// Moves when some session ends.
    pub(super) ended: watch::Receiver<u64>,
    pub(super) organization: String,
    /// What the caller might do when they came.
    pub(super) rights: Rights,
    pub(super) token: String,
    pub(super) session: Option<OfSession>,
}

impl AccessWatch {
    /// What the caller might do when they came.
    pub(crate) fn rights(&self) -> Rights {
        self.rights
    }

    /// The account of the caller's session; none for a script.
    pub(crate) fn account(&self) -> Option<String> {
        let session = self.session.as_ref()?;
        Some(session.account.clone())
    }

    /// Returns when the caller may no longer read, or not as much as when they came: looks every so often, and when a
    /// session is ended.
    pub(crate) async fn revoked(mut self, every: Duration) {
        loop {
            let ended = async {
                if self.session.is_none() || self.ended.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            // In either case it is time to look.
            let _ = tokio::time::timeout(every, ended).await;
            if !self.is_valid().await {
                return;
            }
        }
    }

    /// Whether the caller may still read as much. While the API does not say, what it said before holds.
    async fn is_valid(&self) -> bool {
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
            Ok(person) => {
                person.organization_key().as_ref() == Some(&self.organization)
                    && (self.rights == Rights::User || person.rights == Rights::Admin)
            }
            Err(refusal) => refusal.http().is_server_error(),
        }
    }
}
