//! Who looked, as far as is known: how often a link was opened, and when last. Counted in memory and
//! written now and then, so that opening a link is no write.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use contract::console::Millis;
use jiff::Timestamp;

use super::store::Store;
use super::stored::Stored;
use super::trail::Trail;

/// Counts openings.
pub(super) struct Openings {
    store: Store,
    trail: Trail,
    counts: Mutex<HashMap<String, Count>>,
}

struct Count {
    share: Stored,
    times: i64,
    at: Millis,
}

impl Openings {
    pub(super) fn new(store: Store, trail: Trail) -> Self {
        Self {
            store,
            trail,
            counts: Mutex::default(),
        }
    }

    /// Somebody opened a link.
    pub(super) fn add(&self, share: &Stored) {
        let at = Timestamp::now().into();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(share.id.clone()).or_insert_with(|| Count {
            share: share.clone(),
            times: 0,
            at,
        });
        count.times += 1;
        count.at = at;
    }

    /// Writes down what was counted.
    pub(super) async fn flush(&self) {
        let counts = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *counts)
        };
        for (id, Count { share, times, at }) in counts {
            if let Err(error) = self.store.opened(&id, times, at).await {
                tracing::error!(%error, "the opening of a link could not be recorded");
                continue;
            }
            self.trail.opened(&share).await;
        }
    }
}
