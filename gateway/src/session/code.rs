//! The one-time code of the printed sign-in link.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::settings::secret::{self, Hash};

/// How long a printed link works.
const LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// A code that signs in once, with a token that the gateway knows. Kept as a hash and in memory only, so
/// that a restart ends it.
pub(crate) struct OneTimeCode {
    left: Mutex<Option<Left>>,
}

struct Left {
    hash: Hash,
    token: String,
    until: Timestamp,
}

impl OneTimeCode {
    /// Makes a code, and returns it beside what recognizes it.
    pub(crate) fn new(token: &str, now: Timestamp) -> (Self, String) {
        let code = secret::random();
        let left = Left {
            hash: secret::hash(&code),
            token: token.to_owned(),
            until: now + LIFETIME,
        };
        let left = Mutex::new(Some(left));
        (Self { left }, code)
    }

    /// Spends the code: gives its token, once and in time.
    pub(crate) fn redeem(&self, code: &str, now: Timestamp) -> Option<String> {
        // Hashes of a random secret are compared: how long that takes tells nothing of use.
        let hash = secret::hash(code);
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.take_if(|left| left.hash == hash)
            .filter(|left| now < left.until)
            .map(|left| left.token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once() {
        let now = Timestamp::UNIX_EPOCH;
        let (codes, code) = OneTimeCode::new("token", now);
        assert_eq!(codes.redeem("another", now), None);
        assert_eq!(codes.redeem("", now), None);
        assert_eq!(codes.redeem(&code, now).as_deref(), Some("token"));
        assert_eq!(codes.redeem(&code, now), None);
    }

    #[test]
    fn a_code_ends() {
        let now = Timestamp::UNIX_EPOCH;
        let (codes, code) = OneTimeCode::new("token", now);
        assert_eq!(codes.redeem(&code, now + LIFETIME), None);
    }
}
