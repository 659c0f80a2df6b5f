//! Whether the creators of links, feeds and rules may still read runners: what they created ends within one interval
//! of losing that right.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::seal::Seal;
use crate::identity::Callers;
use crate::settings::secret::{self, Hash};

/// How many refused tokens are remembered.
const REMEMBERED: usize = 10_000;

/// Looks after the rights of those who made something.
pub(crate) struct CreatorRights {
    callers: Arc<Callers>,
    seal: Seal,
    /// How long a refusal is believed: whoever tries a dead link again and again must not make the gateway
    /// ask the API as often.
    age: Duration,
    refused: Mutex<HashMap<Hash, Instant>>,
}

impl CreatorRights {
    pub(crate) fn new(callers: Arc<Callers>, seal: Seal, age: Duration) -> Self {
        Self {
            callers,
            seal,
            age,
            refused: Mutex::default(),
        }
    }

    /// Closes a token for something that was made; it opens for nothing else.
    pub(crate) fn seal(&self, token: &str, made: &str) -> Vec<u8> {
        self.seal.close(token, made.as_bytes())
    }

    /// A token closed anew, where that was done with a key that is on its way out.
    pub(crate) fn seal_again(&self, token: &[u8], made: &str) -> Option<Vec<u8>> {
        let opened = self.seal.open(token, made.as_bytes())?;
        opened.is_outdated.then(|| self.seal(&opened.text, made))
    }

    /// Whether the maker of something may still read the runners of its organization. While the API does not
    /// say, what it said before holds.
    pub(crate) async fn may(&self, organization: &str, token: &[u8], made: &str) -> bool {
        let Some(token) = self.seal.open(token, made.as_bytes()) else {
            return false;
        };
        let token = token.text;
        let hash = secret::hash(&token);
        if self.is_refused(&hash) {
            return false;
        }
        let may = match self.callers.who_is(&token).await {
            Ok(person) => person.organization_key().as_deref() == Some(organization),
            Err(refusal) => refusal.http().is_server_error(),
        };
        if !may {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            if refused.len() >= REMEMBERED {
                refused.clear();
            }
            refused.insert(hash, Instant::now());
        }
        may
    }

    fn is_refused(&self, hash: &Hash) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get(hash).is_some_and(|at| at.elapsed() < self.age)
    }
}
