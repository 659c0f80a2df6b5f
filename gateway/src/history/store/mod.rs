//! The history's tables: their SQL is here, but for the news.

mod entries;
mod memories;
mod sweep;
#[cfg(test)]
mod tests;
mod write;

pub(super) use entries::happening;
pub(super) use write::insert;

use contract::console::{Happening, Millis};
use tokio::sync::watch;

use super::{HistoryLimits, Memory};
use crate::database::Database;

/// Stands for all runners of an organization.
pub(super) const ALL: &str = "";

/// The newest so many entries of a runner are kept.
pub(super) const PER_RUNNER: i64 = 1000;

/// An entry to be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewEntry {
    pub(super) runner_id: String,
    pub(super) at: Millis,
    pub(super) what: Happening,
}

/// What to remember of a runner; nothing if it is gone.
pub(super) type Remember = (String, Option<Memory>);

/// Entries and memories of all organizations.
#[derive(Clone)]
pub(super) struct Store {
    pub(super) database: Database,
    limits: HistoryLimits,
    /// Counts how often there was news.
    pub(super) news: watch::Sender<u64>,
}

impl Store {
    /// In a database whose tables are up to date.
    pub(super) fn new(database: Database, limits: HistoryLimits) -> Self {
        Self {
            database,
            limits,
            news: watch::Sender::new(0),
        }
    }

    /// Whether other gateways write to it, too.
    pub(super) fn is_shared(&self) -> bool {
        self.database.is_shared
    }
}
