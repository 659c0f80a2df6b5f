//! Passphrases of links (argon2id, RFC 9106).
//!
//! How long a check takes follows from what was given alone: with a passphrase it is one run of argon2id,
//! whether there is such a link or not, and without one it is none.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::settings::secret::{self, Hash};

/// Runs at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// How many right passphrases are remembered.
const REMEMBERED: usize = 10_000;

/// Checks passphrases.
pub(super) struct Passphrases {
    running: Semaphore,
    /// A hash that nothing has.
    dummy_hash: String,
    /// Right ones recently, under a key of this process: a wall of displays that reconnect must not be a
    /// wall of work.
    right: Mutex<HashMap<String, Hash>>,
    key: String,
    #[cfg(test)]
    pub(super) runs: std::sync::atomic::AtomicUsize,
}

/// The hash to keep of a passphrase.
pub(super) async fn hash(passphrase: &str) -> Option<String> {
    let passphrase = passphrase.to_owned();
    let hashed = tokio::task::spawn_blocking(move || {
        let hash = Argon2::default().hash_password(passphrase.as_bytes());
        hash.ok().map(|hash| hash.to_string())
    });
    hashed.await.ok().flatten()
}

impl Passphrases {
    pub(super) fn new() -> Self {
        let dummy_hash = Argon2::default().hash_password(secret::random().as_bytes());
        Self {
            running: Semaphore::new(AT_ONCE),
            dummy_hash: dummy_hash.map(|hash| hash.to_string()).unwrap_or_default(),
            right: Mutex::default(),
            key: secret::random(),
            #[cfg(test)]
            runs: std::sync::atomic::AtomicUsize::new(0),
        }
    }

    /// Whether this one was right a while ago, so that there is no work to do.
    pub(super) fn is_known(&self, expected: Option<&str>, given: &str) -> bool {
        let Some(expected) = expected else {
            return false;
        };
        let right = self.right.lock().unwrap_or_else(PoisonError::into_inner);
        right.get(expected) == Some(&self.mark(expected, given))
    }

    /// Whether what was given opens what is expected; none is expected of links without a passphrase and
    /// of those that do not exist.
    pub(super) async fn opens(&self, expected: Option<&str>, given: Option<&str>) -> bool {
        let Some(given) = given else {
            return expected.is_none();
        };
        if self.is_known(expected, given) {
            return true;
        }
        let is_right = self.run(expected.unwrap_or(&self.dummy_hash), given).await;
        if let Some(expected) = expected.filter(|_| is_right) {
            let mut right = self.right.lock().unwrap_or_else(PoisonError::into_inner);
            if right.len() >= REMEMBERED {
                right.clear();
            }
            right.insert(expected.to_owned(), self.mark(expected, given));
        }
        is_right || expected.is_none()
    }

    async fn run(&self, expected: &str, given: &str) -> bool {
        // The semaphore is never closed.
        let _turn = self.running.acquire().await.ok();
        #[cfg(test)]
        self.runs.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let (expected, given) = (expected.to_owned(), given.to_owned());
        let verified = tokio::task::spawn_blocking(move || {
            let expected = PasswordHash::new(&expected).ok()?;
            let argon2 = Argon2::default();
            argon2.verify_password(given.as_bytes(), &expected).ok()
        });
        matches!(verified.await, Ok(Some(())))
    }

    fn mark(&self, expected: &str, given: &str) -> Hash {
        secret::hash(&[&self.key, expected, given].join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    #[tokio::test]
    async fn the_work_follows_from_what_was_given_alone() {
        let all = Passphrases::new();
        let locked = hash("correct horse").await.unwrap();
        assert!(locked.starts_with("$argon2id$"));
        let runs = || all.runs.swap(0, Ordering::Relaxed);

        assert!(!all.opens(Some(&locked), None).await);
        assert!(all.opens(None, None).await, "nothing is asked");
        assert_eq!(runs(), 0);

        assert!(!all.opens(Some(&locked), Some("wrong")).await);
        assert_eq!(runs(), 1);
        assert!(all.opens(None, Some("wrong")).await, "nothing is asked");
        assert_eq!(runs(), 1, "as much as for one that is asked");
        assert!(all.opens(Some(&locked), Some("correct horse")).await);
        assert_eq!(runs(), 1);
        assert!(all.opens(Some(&locked), Some("correct horse")).await);
        assert_eq!(runs(), 0, "it is known by now");
        assert!(!all.opens(Some(&locked), Some("wrong")).await);
        assert_eq!(runs(), 1);
    }
}
