//! The one store of runners: a signal per runner, keyed by runner ID (design D4).
//!
//! Answers arrive out of order: a list that was asked for before a save may come after the save's own
//! answer and would undo it on screen. So every reading carries a [`Ticket`] drawn before it was asked
//! for, and a runner is not overwritten by a reading older than what is known of it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use contract::wire::Runner;
use jiff::Timestamp;
use leptos::prelude::*;

use super::lifecycle::is_changing;
use crate::api::ApiError;

/// A runner that is shown where it is read; changes re-render only that.
pub(crate) type Row = ArcRwSignal<Arc<Runner>>;

/// When a reading was asked for, in the order of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(u64);

#[derive(Default)]
struct Book {
    tickets: u64,
    /// Of each runner, the newest reading that wrote it.
    written: HashMap<String, Ticket>,
    /// Of each runner that went, when.
    gone: HashMap<String, Ticket>,
    /// Runners that the list under way has named.
    named: HashSet<String>,
}

/// How the store stands to the truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// Nothing is known yet.
    Loading,
    /// Everything was read at this instant.
    AsOf(Timestamp),
    /// The newest try failed; what is shown is from the instant, if there was one.
    Stale(Option<Timestamp>, ApiError),
}

impl Freshness {
    /// When everything was last known.
    pub(crate) fn as_of(&self) -> Option<Timestamp> {
        match self {
            Self::Loading => None,
            Self::AsOf(at) => Some(*at),
            Self::Stale(at, _) => *at,
        }
    }
}

/// The store.
#[derive(Clone, Copy)]
pub(crate) struct Fleet {
    rows: RwSignal<BTreeMap<String, Row>>,
    book: StoredValue<Book>,
    freshness: RwSignal<Freshness>,
}

impl Fleet {
    /// An empty store.
    pub(crate) fn new() -> Self {
        Self {
            rows: RwSignal::new(BTreeMap::new()),
            book: StoredValue::new(Book::default()),
            freshness: RwSignal::new(Freshness::Loading),
        }
    }

    /// How the store stands to the truth.
    pub(crate) fn freshness(self) -> Freshness {
        self.freshness.get()
    }

    /// Every runner in order of runner IDs. Changes when runners come and go, not when one changes.
    pub(crate) fn rows(self) -> Vec<(String, Row)> {
        self.rows.with(|rows| {
            rows.iter()
                .map(|(id, row)| (id.clone(), row.clone()))
                .collect()
        })
    }

    /// How many runners there are.
    pub(crate) fn len(self) -> usize {
        self.rows.with(BTreeMap::len)
    }

    /// The row of a runner.
    pub(crate) fn row(self, runner_id: &str) -> Option<Row> {
        self.rows.with(|rows| rows.get(runner_id).cloned())
    }

    /// Whether any runner is changing, which makes it worth asking often.
    pub(crate) fn is_changing(self, now: Timestamp) -> bool {
        self.rows.with_untracked(|rows| {
            rows.values()
                .any(|row| row.with_untracked(|runner| is_changing(runner, now)))
        })
    }

    /// Draws a ticket; do it before asking.
    pub(crate) fn ticket(self) -> Ticket {
        self.book
            .try_update_value(|book| {
                book.tickets += 1;
                Ticket(book.tickets)
            })
            .unwrap_or(Ticket(0))
    }

    /// Takes the answer of a write: newer than any reading asked for before it came.
    pub(crate) fn answered(self, runner: Runner) {
        let ticket = self.ticket();
        self.read(ticket, vec![runner]);
    }

    /// Takes runners that were read.
    pub(crate) fn read(self, ticket: Ticket, runners: Vec<Runner>) {
        let mut new = Vec::new();
        self.book.update_value(|book| {
            for runner in runners {
                let id = runner.runner_id().to_owned();
                let known = book.written.get(&id).max(book.gone.get(&id)).copied();
                book.named.insert(id.clone());
                if id.is_empty() || known.is_some_and(|known| known > ticket) {
                    continue;
                }
                book.gone.remove(&id);
                book.written.insert(id.clone(), ticket);
                match self.rows.with_untracked(|rows| rows.get(&id).cloned()) {
                    Some(row) if row.with_untracked(|old| **old == runner) => {}
                    Some(row) => row.set(Arc::new(runner)),
                    None => new.push((id, ArcRwSignal::new(Arc::new(runner)))),
                }
            }
        });
        if !new.is_empty() {
            self.rows.update(|rows| rows.extend(new));
        }
    }

    /// Begins to read the whole list.
    pub(crate) fn begin_list(self) -> Ticket {
        self.book.update_value(|book| book.named.clear());
        self.ticket()
    }

    /// The whole list was read: what it did not name is gone, unless it was written since.
    pub(crate) fn end_list(self, ticket: Ticket, now: Timestamp) {
        let mut lost = Vec::new();
        self.book.update_value(|book| {
            let named = std::mem::take(&mut book.named);
            lost = self.rows.with_untracked(|rows| {
                rows.keys()
                    .filter(|id| !named.contains(*id))
                    .cloned()
                    .collect()
            });
            lost.retain(|id| {
                book.written
                    .get(id)
                    .is_none_or(|written| *written <= ticket)
            });
            book.gone.retain(|_, gone| *gone > ticket);
        });
        for id in lost {
            self.remove(&id);
        }
        self.freshness.set(Freshness::AsOf(now));
    }

    /// The list could not be read; what is shown stays.
    pub(crate) fn fail_list(self, error: ApiError) {
        let as_of = self.freshness.with_untracked(Freshness::as_of);
        self.freshness.set(Freshness::Stale(as_of, error));
    }

    /// A runner does not exist (any more).
    pub(crate) fn remove(self, runner_id: &str) {
        let ticket = self.ticket();
        self.book.update_value(|book| {
            book.written.remove(runner_id);
            book.gone.insert(runner_id.to_owned(), ticket);
        });
        if self
            .rows
            .with_untracked(|rows| rows.contains_key(runner_id))
        {
            self.rows.update(|rows| {
                rows.remove(runner_id);
            });
        }
    }
}

/// The store of the signed-in console.
pub(crate) fn use_fleet() -> Fleet {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runner(id: &str, revision: i32) -> Runner {
        let mut runner = Runner {
            active_revision: revision,
            ..Runner::default()
        };
        runner.identity.runner_id = id.to_owned();
        runner
    }

    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn with_fleet(test: impl FnOnce(Fleet)) {
        Owner::new().with(|| test(Fleet::new()));
    }

    fn revision(fleet: Fleet, id: &str) -> Option<i32> {
        untrack(|| fleet.row(id).map(|row| row.get().active_revision))
    }

    #[test]
    fn a_list_brings_changes_and_takes_away() {
        with_fleet(|fleet| {
            let list = fleet.begin_list();
            fleet.read(list, vec![runner("b", 1), runner("a", 1)]);
            fleet.end_list(list, now());
            let ids: Vec<String> = untrack(|| fleet.rows())
                .into_iter()
                .map(|row| row.0)
                .collect();
            assert_eq!(ids, ["a", "b"]);

            let list = fleet.begin_list();
            fleet.read(list, vec![runner("b", 2)]);
            fleet.end_list(list, now());
            assert_eq!(
                (revision(fleet, "a"), revision(fleet, "b")),
                (None, Some(2))
            );
        });
    }

    #[test]
    fn an_old_list_does_not_undo_a_write() {
        with_fleet(|fleet| {
            fleet.answered(runner("a", 1));
            let list = fleet.begin_list();
            fleet.answered(runner("a", 2));
            fleet.answered(runner("new", 1));
            fleet.read(list, vec![runner("a", 1)]);
            fleet.end_list(list, now());
            assert_eq!(
                (revision(fleet, "a"), revision(fleet, "new")),
                (Some(2), Some(1))
            );
        });
    }

    #[test]
    fn an_old_list_does_not_bring_back_the_deleted() {
        with_fleet(|fleet| {
            fleet.answered(runner("a", 1));
            let list = fleet.begin_list();
            fleet.remove("a");
            fleet.read(list, vec![runner("a", 1)]);
            fleet.end_list(list, now());
            assert_eq!(revision(fleet, "a"), None);
            let list = fleet.begin_list();
            fleet.read(list, vec![runner("a", 7)]);
            assert_eq!(revision(fleet, "a"), Some(7));
        });
    }

    #[test]
    fn a_failed_refresh_keeps_what_is_shown() {
        with_fleet(|fleet| {
            let list = fleet.begin_list();
            fleet.read(list, vec![runner("a", 1)]);
            fleet.end_list(list, now());
            fleet.fail_list(ApiError::refused(crate::api::Intent::Read, 503, ""));
            assert_eq!(revision(fleet, "a"), Some(1));
            let freshness = untrack(|| fleet.freshness());
            assert_eq!(freshness.as_of(), Some(now()));
            assert!(matches!(freshness, Freshness::Stale(..)));
        });
    }
}
