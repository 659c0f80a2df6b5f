//! Whether those who made links still may read what they show: a link is worth no more than its maker's
//! right, and ends with it within one interval.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::stored::Stored;
use crate::callers::Callers;
use crate::secret::{self, Hash};
use crate::session::Seal;

/// How many refused tokens are remembered.
const MANY: usize = 10_000;

/// Looks after the rights of makers.
pub(super) struct Makers {
    callers: Arc<Callers>,
    seal: Seal,
    /// How long a refusal is believed: whoever tries a dead link again and again must not make the gateway
    /// ask the API as often.
    age: Duration,
    refused: Mutex<HashMap<Hash, Instant>>,
}

impl Makers {
    pub(super) fn new(callers: Arc<Callers>, seal: Seal, age: Duration) -> Self {
        Self {
            callers,
            seal,
            age,
            refused: Mutex::default(),
        }
    }

    /// Closes a token for a link; it opens for no other.
    pub(super) fn seal(&self, token: &str, id: &str) -> Vec<u8> {
        self.seal.close(token, context(id).as_bytes())
    }

    /// The token of a link closed anew, where that was done with a key that is on its way out.
    pub(super) fn seal_again(&self, share: &Stored) -> Option<Vec<u8>> {
        let opened = self
            .seal
            .open(&share.token, context(&share.id).as_bytes())?;
        opened
            .is_outdated
            .then(|| self.seal(&opened.text, &share.id))
    }

    /// Whether the maker of a link may still read the runners of its organization. While the API does not
    /// say, what it said before holds.
    pub(super) async fn may(&self, share: &Stored) -> bool {
        let Some(token) = self.seal.open(&share.token, context(&share.id).as_bytes()) else {
            return false;
        };
        let token = token.text;
        let hash = secret::hash(&token);
        if self.is_refused(&hash) {
            return false;
        }
        let may = match self.callers.who_is(&token).await {
            Ok(person) => person.tenant().as_ref() == Some(&share.organization),
            Err(refusal) => refusal.http().is_server_error(),
        };
        if !may {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            if refused.len() >= MANY {
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

fn context(id: &str) -> String {
    format!("share/{id}")
}
