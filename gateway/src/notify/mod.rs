//! Being told: what to tell, whom, and seeing to it that it arrives.
//!
//! ```text
//! history ─ news ─┐                       ┌─> messages ─ deliver ─> send ─> webhook, chat, mail
//! hub ─ runners ──┴─> watch ─> decide ────┤   (one transaction)
//!                                         └─> state
//! ```
//!
//! What happened is written down for this together with the history, and taken in one transaction with what was decided
//! and the messages that follow: nothing is lost or told twice by a gateway that stops at any point. Delivery is
//! tried until it succeeds, always under the message's one ID.

mod compose;
mod decide;
mod decision;
mod deliver;
mod manage;
mod organization;
mod preview;
mod routes;
mod send;
mod settings;
mod store;
mod watch;

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use contract::console::Millis;
use jiff::Timestamp;
use tokio::sync::Mutex;

pub(crate) use routes::{NotifyRoutes, router};
pub use settings::{MailServer, Notifying, Pace};

use crate::database::{Database, Leases};
use crate::history::History;
use crate::http::RateLimit;
use crate::identity::Callers;
use crate::live::Live;
use crate::session::{CreatorRights, Seal};
use crate::settings::Intervals;
use crate::share::Shares;
use organization::Organization;
use send::{Client, Mailer, Sender};
use store::Store;

/// Tests of channels at once, of one organization; then one each [`PER_TEST`].
const TESTS: NonZeroU32 = NonZeroU32::new(10).unwrap();
const PER_TEST: Duration = Duration::from_secs(10);

/// What notifications are made of.
pub(crate) struct NotifyDeps {
    pub(crate) database: Database,
    pub(crate) live: Arc<Live>,
    pub(crate) callers: Arc<Callers>,
    pub(crate) history: History,
    pub(crate) shares: Arc<Shares>,
    pub(crate) seal: Seal,
    pub(crate) intervals: Intervals,
    pub(crate) notifying: Notifying,
}

/// Tells what rules ask for.
pub(crate) struct Notifier {
    store: Store,
    live: Arc<Live>,
    history: History,
    shares: Arc<Shares>,
    seal: Seal,
    creator_rights: CreatorRights,
    leases: Leases,
    intervals: Intervals,
    pace: Pace,
    sender: Arc<Sender>,
    tests: RateLimit,
    /// Those that this gateway looks after.
    organizations: Mutex<HashMap<String, Organization>>,
}

impl Notifier {
    pub(crate) fn new(deps: NotifyDeps) -> Arc<Self> {
        let NotifyDeps {
            database,
            live,
            callers,
            history,
            shares,
            seal,
            intervals,
            notifying,
        } = deps;
        let Notifying {
            private,
            plain,
            mail,
            pace,
        } = notifying;
        // It was read when the program started.
        let mailer = mail.and_then(|server| Mailer::new(server.url(), server.from(), plain).ok());
        Arc::new(Self {
            leases: Leases::new(database.clone(), intervals.lease),
            store: Store { database },
            live,
            history,
            shares,
            creator_rights: CreatorRights::new(callers, seal.clone(), intervals.check),
            seal,
            intervals,
            pace,
            sender: Arc::new(Sender {
                client: Client::new(private, plain),
                mailer,
            }),
            tests: RateLimit::new(TESTS, PER_TEST),
            organizations: Mutex::default(),
        })
    }

    /// Forgets old messages.
    pub(crate) async fn sweep(&self, now: Timestamp) -> Result<u64, sqlx::Error> {
        self.store.sweep(Millis::from(now)).await
    }

    /// Lets other gateways go on at once.
    pub(crate) async fn hand_over(&self) {
        self.organizations.lock().await.clear();
        if self.store.database.is_shared
            && let Err(error) = self.leases.release_all().await
        {
            tracing::warn!(%error, "other gateways will send notifications a little later");
        }
    }
}
