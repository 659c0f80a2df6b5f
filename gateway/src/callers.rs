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
type Entry = tokio::sync::Mutex<Option<Answer>>;

/// What the API said of a token.
struct Answer {
    person: Person,
    said_at: Instant,
    /// When it was last asked, whether it said anything or not.
    asked_at: Instant,
}

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
        if let Some(answer) = &*known
            && answer.asked_at.elapsed() < self.age
        {
            return Ok(answer.person.clone());
        }
        let asked = self.upstream.who_is(token).await;
        let now = Instant::now();
        match (asked, &mut *known) {
            (Ok(person), known) => {
                *known = Some(Answer {
                    person: person.clone(),
                    said_at: now,
                    asked_at: now,
                });
                Ok(person)
            }
            (Err(refusal), Some(answer))
                if refusal.http().is_server_error() && answer.said_at.elapsed() < STAND_IN =>
            {
                answer.asked_at = now;
                Ok(answer.person.clone())
            }
            (Err(refusal), _) => {
                self.forget(&hash);
                Err(refusal)
            }
        }
    }

    fn entry(&self, hash: Hash) -> Arc<Entry> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > MANY {
            // One that is locked is in use.
            known.retain(|_, entry| {
                entry.try_lock().map_or(true, |entry| {
                    let answer = entry.as_ref();
                    answer.is_some_and(|answer| answer.asked_at.elapsed() < self.age)
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
