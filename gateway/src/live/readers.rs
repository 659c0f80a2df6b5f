//! Who reads the streams of an organization, by the tokens that they may be polled with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::secret::{self, Hash};

/// The tokens of open streams, and how many streams each has.
#[derive(Default)]
pub(super) struct Readers(Mutex<HashMap<Hash, (String, usize)>>);

/// A stream that is open; dropping it says that it is not any more.
pub(super) struct Reader {
    readers: Arc<Readers>,
    hash: Hash,
}

impl Readers {
    /// Notes that a stream of this token is open.
    pub(super) fn enter(self: &Arc<Self>, token: &str) -> Reader {
        let hash = secret::hash(token);
        let mut open = self.open();
        open.entry(hash).or_insert_with(|| (token.to_owned(), 0)).1 += 1;
        Reader {
            readers: Arc::clone(self),
            hash,
        }
    }

    /// Whether nobody reads.
    pub(super) fn is_empty(&self) -> bool {
        self.open().is_empty()
    }

    /// How many streams are open.
    pub(super) fn count(&self) -> usize {
        self.open().values().map(|(_, count)| count).sum()
    }

    /// The tokens of all streams.
    pub(super) fn tokens(&self) -> Vec<String> {
        self.open()
            .values()
            .map(|(token, _)| token.clone())
            .collect()
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Hash, (String, usize)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut open = self.readers.open();
        if let Some((_, count)) = open.get_mut(&self.hash) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.hash);
            }
        }
    }
}
