//! Who is behind a token, asked seldom: rights end at most one interval after the API ended them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::person::Person;
use crate::refusal::Refusal;
use crate::secret::{self, Hash};
use crate::upstream::Upstream;

/// How many tokens are known before those that were not used for long are forgotten.
const MANY: usize = 1000;

/// How long an answer stands in while the API does not say.
const STAND_IN: Duration = Duration::from_mins(10);

/// Who is behind which token, by the token's hash.
pub(crate) struct Callers {
    upstream: Upstream,
    /// How old an answer may be.
    age: Duration,
    known: Mutex<HashMap<Hash, Arc<Entry>>>,
}

/// Locked while the API is asked, so that it is asked once however many want to know.
type Entry = tokio::sync::Mutex<Option<(Instant, Person)>>;

impl Callers {
    pub(crate) fn new(upstream: Upstream, age: Duration) -> Self {
        Self {
            upstream,
            age,
            known: Mutex::default(),
        }
    }

    /// Whose token this is.
    ///
    /// # Errors
    /// 401 and 403 when it is not accepted, 503 when there is no telling and was none of late.
    pub(crate) async fn who_is(&self, token: &str) -> Result<Person, Refusal> {
        let hash = secret::hash(token);
        let entry = self.entry(hash);
        let mut known = entry.lock().await;
        if let Some((at, person)) = &*known
            && at.elapsed() < self.age
        {
            return Ok(person.clone());
        }
        match self.upstream.who_is(token).await {
            Ok(person) => {
                *known = Some((Instant::now(), person.clone()));
                Ok(person)
            }
            Err(refusal) => {
                let stand_in = known
                    .as_ref()
                    .filter(|(at, _)| refusal.http().is_server_error() && at.elapsed() < STAND_IN);
                match stand_in {
                    Some((_, person)) => Ok(person.clone()),
                    None => {
                        self.forget(&hash);
                        Err(refusal)
                    }
                }
            }
        }
    }

    fn entry(&self, hash: Hash) -> Arc<Entry> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > MANY {
            // One that is locked is in use.
            known.retain(|_, entry| {
                entry.try_lock().map_or(true, |entry| {
                    entry
                        .as_ref()
                        .is_some_and(|(at, _)| at.elapsed() < self.age)
                })
            });
        }
        Arc::clone(known.entry(hash).or_default())
    }

    fn forget(&self, hash: &Hash) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(hash);
    }
}
