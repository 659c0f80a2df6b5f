//! Who looked, as far as that is known: how often a link was opened, and when last. Counted in memory and
//! written now and then, so that opening a link is no write.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use contract::console::{Happening, Millis};
use jiff::Timestamp;

use super::happenings::note;
use super::store::Store;
use super::stored::Stored;
use crate::history::History;

/// Openings of a link are in the history at most once in so long, in milliseconds.
const PAUSE: i64 = 3600 * 1000;

/// Counts openings.
pub(super) struct Openings {
    store: Store,
    history: History,
    counts: Mutex<HashMap<String, Count>>,
    /// When the history was last told of a link.
    told: Mutex<HashMap<String, Millis>>,
}

struct Count {
    share: Stored,
    times: i64,
    at: Millis,
}

impl Openings {
    pub(super) fn new(store: Store, history: History) -> Self {
        Self {
            store,
            history,
            counts: Mutex::default(),
            told: Mutex::default(),
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
                tracing::error!(%error, "an opening could not be written down");
                continue;
            }
            if self.is_news(&id, at) {
                let what = Happening::ShareOpened {
                    title: share.terms.title.clone(),
                };
                note(&self.history, &share, what).await;
            }
        }
    }

    fn is_news(&self, id: &str, at: Millis) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, told| at.0 - told.0 < PAUSE);
        if told.contains_key(id) {
            return false;
        }
        told.insert(id.to_owned(), at);
        true
    }
}
