//! How often somebody may knock before they have to wait.

use std::hash::{BuildHasher, Hash, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

use contract::model::Code;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::http::Refusal;

/// So many at once, then one per interval, for each key on its own.
///
/// Keys share 65,536 places, which a random hash chooses: the memory is bounded whoever comes, and nobody
/// can aim at somebody else's place.
pub(crate) struct RateLimit {
    places: DefaultKeyedRateLimiter<u16>,
    random: RandomState,
    clock: DefaultClock,
}

impl RateLimit {
    /// `burst` at once, then one every `every`. An interval of nothing limits nothing.
    pub(crate) fn new(burst: NonZeroU32, every: Duration) -> Self {
        let every = every.max(Duration::from_nanos(1));
        let quota = Quota::with_period(every).expect("it is not zero");
        Self {
            places: DefaultKeyedRateLimiter::keyed(quota.allow_burst(burst)),
            random: RandomState::new(),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one of this key.
    ///
    /// # Errors
    /// 429 with `Retry-After` when there were too many (RFC 6585, 4).
    pub(crate) fn check(&self, key: &impl Hash) -> Result<(), Refusal> {
        let hash = self.random.hash_one(key);
        let place = u16::try_from(hash & 0xffff).unwrap_or_default();
        self.places.check_key(&place).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            let message = format!("too many attempts; try again in {seconds} s");
            Refusal::new(Code::ResourceExhausted, message).retry_after(seconds)
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    fn limit() -> RateLimit {
        let burst = NonZeroU32::new(3).unwrap();
        RateLimit::new(burst, Duration::from_hours(1))
    }

    #[test]
    fn after_the_burst_one_has_to_wait_and_is_told_how_long() {
        let limit = limit();
        for _ in 0..3 {
            limit.check(&"ada").unwrap();
        }
        let refusal = limit.check(&"ada").unwrap_err().into_response();
        assert_eq!(refusal.status(), 429);
        let wait = refusal.headers()["retry-after"].to_str().unwrap();
        let wait: u64 = wait.parse().unwrap();
        assert!((3500..=3600).contains(&wait), "{wait}");
        limit.check(&"grace").unwrap();
    }

    #[test]
    fn the_memory_is_bounded_whoever_comes() {
        let limit = limit();
        for key in 0..200_000_u32 {
            limit.check(&key).ok();
        }
        assert!(limit.places.len() <= 1 << 16);
    }
}
