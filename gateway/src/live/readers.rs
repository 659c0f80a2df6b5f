//! Who reads the streams of an organization, by the tokens that they may be polled with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::settings::secret::{self, Hash};

/// The tokens of open streams, and how many streams each has; and how many links are looked at, which
/// have none.
#[derive(Default)]
pub(super) struct Readers(Mutex<Open>);

#[derive(Default)]
struct Open {
    streams: HashMap<Hash, (String, usize)>,
    links: usize,
}

/// A link that is being looked at; dropping it says that it is not any more.
pub(super) struct Viewer(Arc<Readers>);

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
        let stream = open.streams.entry(hash);
        stream.or_insert_with(|| (token.to_owned(), 0)).1 += 1;
        Reader {
            readers: Arc::clone(self),
            hash,
        }
    }

    /// Notes that a link is looked at.
    pub(super) fn view(self: &Arc<Self>) -> Viewer {
        self.open().links += 1;
        Viewer(Arc::clone(self))
    }

    /// Whether some link is looked at.
    pub(super) fn has_viewers(&self) -> bool {
        self.open().links > 0
    }

    /// Whether nobody reads and nobody looks.
    pub(super) fn is_empty(&self) -> bool {
        let open = self.open();
        open.streams.is_empty() && open.links == 0
    }

    /// How many streams are open.
    pub(super) fn count(&self) -> usize {
        self.open().streams.values().map(|(_, count)| count).sum()
    }

    /// The tokens of all streams.
    pub(super) fn tokens(&self) -> Vec<String> {
        self.open()
            .streams
            .values()
            .map(|(token, _)| token.clone())
            .collect()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut open = self.readers.open();
        if let Some((_, count)) = open.streams.get_mut(&self.hash) {
            *count -= 1;
            if *count == 0 {
                open.streams.remove(&self.hash);
            }
        }
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.0.open().links -= 1;
    }
}
