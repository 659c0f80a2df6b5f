//! Links that show a teammate how runners are (design D8).
//!
//! ```text
//! teammate ─ secret ─> viewer ─> door ─> board ─ hub's news, redacted ─> stream, stream, …
//! maker ── session ──> manage ─> store
//! ```
//!
//! A teammate has no right to read runners; what they get is made of `contract::console::share`, and the
//! router that they speak to holds a door and nothing else of the gateway.

mod badge;
mod board;
mod boards;
mod capability;
mod door;
mod happenings;
mod look;
mod manage;
mod openings;
mod passphrase;
mod picture;
mod rights;
mod rules;
mod store;
mod stored;
mod viewer;

use std::sync::Arc;
use std::time::Duration;

use contract::console::Millis;
use jiff::Timestamp;
use tokio::sync::watch;

pub(crate) use capability::SCHEME;
pub use rules::Sharing;
pub(crate) use viewer::router;

use crate::callers::Callers;
use crate::database::Database;
use crate::history::History;
use crate::live::Live;
use crate::pace::Pace;
use crate::public_url::PublicUrl;
use crate::session::Seal;
use boards::Boards;
use door::Door;
use look::Looks;
use openings::Openings;
use rights::Makers;
use store::Store;
use stored::Stored;

/// How often what was opened is written down.
const FLUSH: Duration = Duration::from_secs(2);

/// How often the last known status of every link is kept, for a time without a credential.
const KEEP: Duration = Duration::from_mins(1);

/// What shares are made of.
pub(crate) struct Parts {
    pub(crate) database: Database,
    pub(crate) live: Arc<Live>,
    pub(crate) callers: Arc<Callers>,
    pub(crate) history: History,
    pub(crate) seal: Seal,
    pub(crate) pace: Pace,
    pub(crate) sharing: Sharing,
    pub(crate) public_url: Option<PublicUrl>,
    /// Whether the gateway itself speaks TLS.
    pub(crate) tls: bool,
}

/// All links, as those who make them manage them.
pub(crate) struct Shares {
    store: Store,
    history: History,
    makers: Arc<Makers>,
    looks: Arc<Looks>,
    openings: Arc<Openings>,
    sharing: Sharing,
    public_url: Option<PublicUrl>,
    tls: bool,
    /// Moves when some link was changed here; other gateways look for themselves.
    changed: watch::Sender<u64>,
    door: Door,
}

impl Shares {
    pub(crate) fn new(parts: Parts) -> Arc<Self> {
        let Parts {
            database,
            live,
            callers,
            history,
            seal,
            pace,
            sharing,
            public_url,
            tls,
        } = parts;
        let store = Store::new(database);
        let makers = Arc::new(Makers::new(callers, seal, pace.check));
        let looks = Arc::new(Looks::new(
            store.clone(),
            Arc::clone(&live),
            history.clone(),
        ));
        let openings = Arc::new(Openings::new(store.clone(), history.clone()));
        let changed = watch::Sender::new(0);
        let boards = Boards::new(boards::Parts {
            store: store.clone(),
            live,
            makers: Arc::clone(&makers),
            looks: Arc::clone(&looks),
            changed: changed.clone(),
            check: pace.check,
        });
        let door = Door::new(door::Parts {
            store: store.clone(),
            makers: Arc::clone(&makers),
            boards,
            looks: Arc::clone(&looks),
            openings: Arc::clone(&openings),
            enabled: sharing.enabled,
        });
        Arc::new(Self {
            store,
            history,
            makers,
            looks,
            openings,
            sharing,
            public_url,
            tls,
            changed,
            door,
        })
    }

    /// What a teammate's requests may reach.
    pub(crate) fn door(&self) -> Door {
        self.door.clone()
    }

    /// Writes down what was opened, and keeps what is known for later. Until it is dropped.
    pub(crate) async fn run(self: Arc<Self>) {
        let mut flushes = tokio::time::interval(FLUSH);
        let mut keeps = tokio::time::interval(KEEP);
        loop {
            tokio::select! {
                _ = flushes.tick() => self.openings.flush().await,
                _ = keeps.tick() => self.keep().await,
            }
        }
    }

    /// Writes down what was opened and what is known: the gateway stops.
    pub(crate) async fn close(&self) {
        self.openings.flush().await;
        self.keep().await;
    }

    async fn keep(&self) {
        let now = Timestamp::now();
        match self.store.alive(now.into()).await {
            Ok(shares) => {
                for share in shares {
                    self.seal_again(&share).await;
                    self.looks.keep(&share, now).await;
                }
            }
            Err(error) => tracing::error!(%error, "links could not be read"),
        }
    }

    /// A link lives longer than a key that is on its way out.
    async fn seal_again(&self, share: &Stored) {
        if let Some(token) = self.makers.seal_again(share)
            && let Err(error) = self.store.set_token(share, &token).await
        {
            tracing::error!(%error, "a link keeps its old key");
        }
    }

    /// Forgets links that ended long ago.
    pub(crate) async fn sweep(&self, now: Timestamp) -> Result<u64, sqlx::Error> {
        self.store.sweep(Millis::from(now)).await
    }
}
