//! Who a token belongs to, with a cache: when the API ends rights, they end here within one interval.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Person;
use super::rights::FoundRights;
use crate::http::Refusal;
use crate::settings::secret::{self, Hash};
use crate::upstream::Upstream;

/// How many tokens are known before those that were not used for long are forgotten.
const KNOWN_TOKENS: usize = 1000;

/// How long an answer stands in while the API does not say.
const STAND_IN: Duration = Duration::from_mins(10);

/// Who is behind which token, by the token's hash.
pub(crate) struct Callers {
    upstream: Upstream,
    rights: FoundRights,
    /// How old an answer may be.
    age: Duration,
    known: Mutex<HashMap<Hash, Arc<Entry>>>,
}

/// Locked while the API is asked, so that it is asked once however many want to know.
type Entry = tokio::sync::Mutex<Option<KnownPerson>>;

/// What the API said of a token.
struct KnownPerson {
    person: Person,
    said_at: Instant,
    /// When it was last asked, whether it said anything or not.
    asked_at: Instant,
}

impl Callers {
    /// `probes` says whether a create of nothing may be sent to find out what a token may do, where the API
    /// does not say.
    pub(crate) fn new(upstream: Upstream, age: Duration, probes: bool) -> Self {
        Self {
            upstream,
            rights: FoundRights::new(probes),
            age,
            known: Mutex::default(),
        }
    }

    /// Whose token this is, asked now.
    ///
    /// # Errors
    /// 401 when the token is not accepted, 403 when it has no right to sandboxes, 503 when there is no
    /// telling.
    pub(crate) async fn ask(&self, token: &str) -> Result<Person, Refusal> {
        self.rights.ask(&self.upstream, token).await
    }

    /// A write with this token was refused: what was found out about it before was not so.
    pub(crate) fn write_refused(&self, token: &str) {
        self.rights.refused(token);
    }

    /// Whose token this is.
    ///
    /// # Errors
    /// 401 and 403 if it is not accepted, 503 if that cannot be checked now and was not recently.
    pub(crate) async fn who_is(&self, token: &str) -> Result<Person, Refusal> {
        let hash = secret::hash(token);
        let entry = self.entry(hash);
        let mut known = entry.lock().await;
        if let Some(answer) = &*known
            && answer.asked_at.elapsed() < self.age
        {
            return Ok(answer.person.clone());
        }
        let asked = self.ask(token).await;
        let now = Instant::now();
        match (asked, &mut *known) {
            (Ok(person), known) => {
                *known = Some(KnownPerson {
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

    #[cfg(test)]
    pub(super) fn probing(self, probes: bool) -> Self {
        Self::new(self.upstream, self.age, probes)
    }

    fn entry(&self, hash: Hash) -> Arc<Entry> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > KNOWN_TOKENS {
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

    use axum::Router;
    use axum::response::IntoResponse;
    use http::StatusCode;

    use super::*;

    const AGE: Duration = Duration::from_secs(15);

    /// An API that answers with that status, and counts.
    fn api() -> (Callers, Arc<AtomicU16>, Arc<AtomicUsize>) {
        let status = Arc::new(AtomicU16::new(200));
        let asked = Arc::new(AtomicUsize::new(0));
        let (says, counts) = (Arc::clone(&status), Arc::clone(&asked));
        let answer = async move || {
            counts.fetch_add(1, Ordering::Relaxed);
            let status = StatusCode::from_u16(says.load(Ordering::Relaxed)).unwrap();
            let who = r#"{"principal": {"uid": "ada", "orgUid": "acme"}, "permissions": ["SANDBOX_USER"]}"#;
            (status, who).into_response()
        };
        let router = Router::new().fallback(answer);
        (Callers::new(Upstream::of(router), AGE, true), status, asked)
    }

    #[tokio::test(start_paused = true)]
    async fn many_who_ask_are_one() {
        let (callers, _, asked) = api();
        let all = (0..50).map(|_| callers.who_is("token"));
        for person in all {
            assert_eq!(person.await.unwrap().principal, "ada");
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        tokio::time::advance(AGE).await;
        callers.who_is("token").await.unwrap();
        assert_eq!(asked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_revoked_token_is_refused_and_a_silent_api_is_bridged_for_a_while() {
        let (callers, status, asked) = api();
        callers.who_is("token").await.unwrap();
        status.store(503, Ordering::Relaxed);
        tokio::time::advance(AGE).await;
        for _ in 0..10 {
            callers.who_is("token").await.unwrap();
        }
        assert_eq!(asked.load(Ordering::Relaxed), 2, "asked once per interval");
        assert_eq!(callers.who_is("other").await.unwrap_err().http(), 503);
        tokio::time::advance(STAND_IN).await;
        assert_eq!(callers.who_is("token").await.unwrap_err().http(), 503);

        status.store(200, Ordering::Relaxed);
        callers.who_is("token").await.unwrap();
        status.store(401, Ordering::Relaxed);
        tokio::time::advance(AGE).await;
        assert_eq!(callers.who_is("token").await.unwrap_err().http(), 401);
        assert!(
            callers.known.lock().unwrap().is_empty(),
            "nothing is kept of it"
        );
    }
}
