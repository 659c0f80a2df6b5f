//! The tokens with which an organization's runners may be read.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::readers::Readers;
use super::reading::{Retry, Trouble};
use crate::identity::{Callers, Rights};
use crate::session::Sessions;
use crate::settings::secret::{self, Hash};

/// Where tokens come from.
pub(super) enum Tokens {
    /// The local control plane's own, so that the history has no gaps.
    Local {
        token: String,
        readers: Arc<Readers>,
    },
    /// Those of the people who are there.
    Borrowed(Borrowed),
}

/// Tokens of open streams and of sessions.
pub(super) struct Borrowed {
    pub(super) organization: String,
    pub(super) readers: Arc<Readers>,
    pub(super) sessions: Sessions,
    pub(super) callers: Arc<Callers>,
    /// The service's own, for links that are looked at and for nobody else (CVE-2018-18264).
    pub(super) of_links: Option<String>,
    pub(super) refused: HashMap<Hash, (Instant, u16, String)>,
    /// How long a refused token is not tried again.
    pub(super) rest: Duration,
}

impl Tokens {
    /// Whether no stream is open.
    pub(super) fn nobody_reads(&self) -> bool {
        match self {
            Self::Local { readers, .. } => readers.is_empty(),
            Self::Borrowed(borrowed) => borrowed.readers.is_empty(),
        }
    }

    /// Whether there is nobody on whose behalf to ask.
    pub(super) async fn is_idle(&self) -> bool {
        match self {
            Self::Local { .. } => false,
            Self::Borrowed(borrowed) => {
                borrowed.readers.is_empty() && borrowed.of_sessions().await.is_empty()
            }
        }
    }

    /// A token that is accepted, as far as is known, and its right; an administrator's if there is one and it is
    /// to be.
    pub(super) async fn one(&mut self, of_admin: bool) -> Result<(String, Rights), Trouble> {
        match self {
            Self::Local { token, .. } => Ok((token.clone(), Rights::Admin)),
            Self::Borrowed(borrowed) => borrowed.one(of_admin).await,
        }
    }

    /// The API did not accept that token.
    pub(super) fn refused(&mut self, token: &str, trouble: Trouble) {
        if let Self::Borrowed(borrowed) = self {
            let refusal = (Instant::now(), trouble.http, trouble.message);
            borrowed.refused.insert(secret::hash(token), refusal);
        }
    }
}

impl Borrowed {
    async fn one(&mut self, of_admin: bool) -> Result<(String, Rights), Trouble> {
        self.refused.retain(|_, (at, ..)| at.elapsed() < self.rest);
        let mut why = (
            401,
            "none of this organization's tokens is accepted any longer".to_owned(),
        );
        // Those who read are there; of the others any will do.
        let mut candidates = self.readers.tokens();
        let mut asked_sessions = false;
        let mut of_reader = None;
        loop {
            let Some(token) = candidates.pop() else {
                if std::mem::replace(&mut asked_sessions, true) {
                    break;
                }
                candidates = self.of_links().into_iter().collect();
                candidates.extend(self.of_sessions().await);
                continue;
            };
            if let Some((_, http, message)) = self.refused.get(&secret::hash(&token)) {
                why = (*http, message.clone());
                continue;
            }
            // A token may have moved to another organization, whose runners are none of ours.
            match self.callers.who_is(&token).await {
                Ok(person) if person.organization_key().as_ref() == Some(&self.organization) => {
                    if person.rights == Rights::Admin || !of_admin {
                        return Ok((token, person.rights));
                    }
                    of_reader.get_or_insert((token, person.rights));
                }
                Ok(_) => {}
                Err(refusal) => why = (refusal.http().as_u16(), refusal.message().to_owned()),
            }
        }
        if let Some(found) = of_reader {
            return Ok(found);
        }
        let (http, message) = why;
        let retry = if http >= 500 {
            Retry::Soon
        } else {
            Retry::Later
        };
        Err(Trouble {
            http,
            message,
            retry,
        })
    }

    /// The service's token, while links are looked at: the last to be tried.
    fn of_links(&self) -> Option<String> {
        let token = self.of_links.as_ref();
        token.filter(|_| self.readers.has_viewers()).cloned()
    }

    /// Tokens of people who are signed in; the last is the newest.
    async fn of_sessions(&self) -> Vec<String> {
        let tokens = self.sessions.tokens(&self.organization).await;
        tokens.unwrap_or_else(|error| {
            tracing::error!(%error, "sessions could not be read");
            Vec::new()
        })
    }
}
