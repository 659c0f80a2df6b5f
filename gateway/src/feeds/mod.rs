//! Feeds: calendars of maintenance and what happened, for programs that have an address and nothing else.
//!
//! ```text
//! maker ── session ──> manage ─> store
//! calendar ─ address ─> files ─> hub's schedules ─> periods ─> published ─> ical
//! reader ── address ──> files ─> history ─> atom
//! ```
//!
//! The address holds a secret of its own and ends with its maker's right, as a badge does (design D8).

mod atom;
mod files;
mod ical;
mod manage;
mod periods;
mod published;
mod routes;
mod store;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use files::router as file_router;
pub(crate) use routes::{FeedRoutes, router};

use crate::database::Database;
use crate::history::History;
use crate::identity::Callers;
use crate::live::Live;
use crate::session::{CreatorRights, Seal};
use store::Store;

/// How long a first reading of the runners is waited for.
const FIRST_READING: Duration = Duration::from_secs(10);

/// What feeds are made of.
pub(crate) struct FeedDeps {
    pub(crate) database: Database,
    pub(crate) live: Arc<Live>,
    pub(crate) callers: Arc<Callers>,
    pub(crate) history: History,
    pub(crate) seal: Seal,
    /// How often the right of a maker is asked for.
    pub(crate) check: Duration,
    /// Whether anything may be shown to those who have no right of their own.
    pub(crate) enabled: bool,
}

/// All feeds.
pub(crate) struct Feeds {
    store: Store,
    live: Arc<Live>,
    history: History,
    creator_rights: CreatorRights,
    enabled: bool,
}

impl Feeds {
    pub(crate) fn new(deps: FeedDeps) -> Arc<Self> {
        Arc::new(Self {
            store: Store {
                database: deps.database,
            },
            live: deps.live,
            history: deps.history,
            creator_rights: CreatorRights::new(deps.callers, deps.seal, deps.check),
            enabled: deps.enabled,
        })
    }
}
