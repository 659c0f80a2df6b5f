//! Links that show a teammate how runners are (design D8).
//!
//! ```text
//! teammate ─ secret ─> viewer ─> access ─> broadcast ─ hub's news, redacted ─> stream, stream, …
//! maker ── session ──> manage ─> store
//! ```
//!
//! A teammate has no right to read runners; what they get is made of `contract::console::share`, and the
//! router that they speak to holds the access to links and nothing else of the gateway.

mod access;
mod badge;
mod broadcast;
mod broadcasts;
mod manage;
mod openings;
mod passphrase;
mod picture;
mod presented_secret;
mod renderer;
mod routes;
mod sharing;
mod store;
mod stored;
mod trail;
mod viewer;

use std::sync::Arc;
use std::time::Duration;

use contract::console::Millis;
use jiff::Timestamp;
use tokio::sync::watch;

pub(crate) use presented_secret::{Fresh, PresentedSecret, new_id};
pub(crate) use routes::{ShareRoutes, router};
pub use sharing::Sharing;
pub(crate) use viewer::{check_reading, router as viewer_router, unlisted};

use crate::database::Database;
use crate::history::History;
use crate::identity::Callers;
use crate::live::Live;
use crate::session::{CreatorRights, Seal};
use crate::settings::Intervals;
use crate::settings::PublicUrl;
use access::ShareAccess;
use broadcasts::Broadcasts;
use openings::Openings;
use renderer::Renderer;
use store::Store;
use stored::{Stored, made};
use trail::Trail;

/// How often what was opened is written down.
const FLUSH: Duration = Duration::from_secs(2);

/// How often the last known status of every link is kept, for a time without a credential.
const KEEP: Duration = Duration::from_mins(1);

/// What shares are made of.
pub(crate) struct ShareDeps {
    pub(crate) database: Database,
    pub(crate) live: Arc<Live>,
    pub(crate) callers: Arc<Callers>,
    pub(crate) history: History,
    pub(crate) seal: Seal,
    pub(crate) intervals: Intervals,
    pub(crate) sharing: Sharing,
    pub(crate) public_url: Option<PublicUrl>,
    /// Whether the gateway itself speaks TLS.
    pub(crate) tls: bool,
}

/// All links, as those who make them manage them.
pub(crate) struct Shares {
    store: Store,
    trail: Trail,
    creator_rights: Arc<CreatorRights>,
    renderer: Arc<Renderer>,
    openings: Arc<Openings>,
    sharing: Sharing,
    public_url: Option<PublicUrl>,
    tls: bool,
    /// Moves when some link was changed here; other gateways look for themselves.
    changed: watch::Sender<u64>,
    access: ShareAccess,
}

impl Shares {
    pub(crate) fn new(deps: ShareDeps) -> Arc<Self> {
        let ShareDeps {
            database,
            live,
            callers,
            history,
            seal,
            intervals,
            sharing,
            public_url,
            tls,
        } = deps;
        let store = Store::new(database);
        let creator_rights = Arc::new(CreatorRights::new(callers, seal, intervals.check));
        let renderer = Arc::new(Renderer::new(
            store.clone(),
            Arc::clone(&live),
            history.clone(),
        ));
        let trail = Trail {
            history,
            live: Arc::clone(&live),
        };
        let openings = Arc::new(Openings::new(store.clone(), trail.clone()));
        let changed = watch::Sender::new(0);
        let broadcasts = Broadcasts::new(broadcasts::Deps {
            store: store.clone(),
            live,
            creator_rights: Arc::clone(&creator_rights),
            renderer: Arc::clone(&renderer),
            changed: changed.clone(),
            check: intervals.check,
        });
        let access = ShareAccess::new(access::Deps {
            store: store.clone(),
            creator_rights: Arc::clone(&creator_rights),
            broadcasts,
            renderer: Arc::clone(&renderer),
            openings: Arc::clone(&openings),
            enabled: sharing.enabled,
        });
        Arc::new(Self {
            store,
            trail,
            creator_rights,
            renderer,
            openings,
            sharing,
            public_url,
            tls,
            changed,
            access,
        })
    }

    /// What a teammate's requests may reach.
    pub(crate) fn access(&self) -> ShareAccess {
        self.access.clone()
    }

    /// The links of an organization that show something: ID, title and end.
    pub(crate) async fn ends(
        &self,
        organization: &str,
        now: Timestamp,
    ) -> Result<Vec<(String, String, Millis)>, sqlx::Error> {
        let alive = self.store.alive(now.into()).await?.into_iter();
        let own = alive.filter(|share| share.organization == organization);
        Ok(own
            .map(|share| (share.id, share.terms.title, share.ends_at))
            .collect())
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
                    self.renderer.keep(&share, now).await;
                }
            }
            Err(error) => tracing::error!(%error, "links could not be read"),
        }
    }

    /// A link lives longer than a key that is on its way out.
    async fn seal_again(&self, share: &Stored) {
        if let Some(token) = self
            .creator_rights
            .seal_again(&share.token, &made(&share.id))
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
