//! Live truth: one poller per organization, and everybody who reads along (design D4).
//!
//! ```text
//! API ─ reading ─> poller ─> hub ─> stream, stream, …
//!                    └─────> history
//! ```

mod calendars;
mod event;
mod hub;
mod mirror;
mod poller;
mod pollers;
mod readers;
mod reading;
mod ring;
mod routes;
mod stream;
mod tokens;

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use control_plane::ControlPlane;
use http_body_util::channel::Channel;
use tokio::sync::{mpsc, watch};

use crate::database::{Database, Leases, Notice};
use crate::dialects::Dialects;
use crate::history::History;
use crate::http::Refusal;
use crate::identity::Callers;
use crate::session::AccessWatch;
use crate::session::Sessions;
use crate::settings::Intervals;
use crate::settings::build::Build;
use crate::upstream::Upstream;

pub(crate) use event::{KEEP_ALIVE, event};
pub(crate) use hub::{Hub, Schedules};
use readers::{Readers, Viewer};
pub(crate) use routes::{LiveRoutes, X_ACCEL_BUFFERING, router};
use stream::Stream;

/// All organizations of which somebody reads.
pub(crate) struct Live {
    deps: LiveDeps,
    organizations: Mutex<HashMap<String, Polled>>,
    /// Organizations that need a poller.
    wanted: mpsc::UnboundedSender<String>,
    wanting: Mutex<Option<mpsc::UnboundedReceiver<String>>>,
    closing: watch::Sender<bool>,
    leases: Leases,
}

/// What the pollers are made of.
pub(crate) struct LiveDeps {
    pub(crate) database: Database,
    pub(crate) upstream: Upstream,
    pub(crate) dialects: Dialects,
    pub(crate) sessions: Sessions,
    pub(crate) callers: Arc<Callers>,
    pub(crate) history: History,
    pub(crate) intervals: Intervals,
    /// Of the pages.
    pub(crate) build: Build,
    /// The control plane inside this program, and the token that reads it.
    pub(crate) local: Option<(ControlPlane, String)>,
    /// The token that keeps links live while nobody is signed in.
    pub(crate) of_links: Option<String>,
}

/// Some link of an organization is being looked at: its runners are read as for somebody who reads.
pub(crate) struct Subscription {
    pub(crate) hub: Arc<Hub>,
    _viewer: Viewer,
}

/// How much there is of what.
pub(crate) struct Figures {
    /// Organizations that are polled.
    pub(crate) organizations: usize,
    /// Open streams.
    pub(crate) streams: usize,
    /// Age of what was last known of the organization that was read longest ago.
    pub(crate) age: Option<Duration>,
}

#[derive(Clone)]
struct Polled {
    hub: Arc<Hub>,
    readers: Arc<Readers>,
    has_poller: bool,
}

impl Live {
    pub(crate) fn new(deps: LiveDeps) -> Arc<Self> {
        let (wanted, wanting) = mpsc::unbounded_channel();
        let leases = Leases::new(deps.database.clone(), deps.intervals.lease);
        Arc::new(Self {
            deps,
            organizations: Mutex::default(),
            wanted,
            wanting: Mutex::new(Some(wanting)),
            closing: watch::Sender::new(false),
            leases,
        })
    }

    /// What is known of an organization. Its poller starts if it does not run.
    pub(crate) fn hub(&self, organization: &str) -> Arc<Hub> {
        self.polled(organization).hub
    }

    fn polled(&self, organization: &str) -> Polled {
        self.with_polled(organization, |polled| polled.clone())
    }

    fn with_polled<T>(&self, organization: &str, take: impl FnOnce(&mut Polled) -> T) -> T {
        let mut organizations = self
            .organizations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let polled = organizations
            .entry(organization.to_owned())
            .or_insert_with(|| Polled {
                hub: Arc::new(Hub::new(organization, self.deps.database.is_shared)),
                readers: Arc::default(),
                has_poller: false,
            });
        if !polled.has_poller {
            polled.has_poller = true;
            // After the end of everything nobody polls any more.
            self.wanted.send(organization.to_owned()).ok();
        }
        take(polled)
    }

    /// Opens a stream for a caller of that organization.
    pub(crate) fn open(
        &self,
        organization: &str,
        token: &str,
        watch_access: AccessWatch,
        last_event_id: Option<String>,
    ) -> Channel<Bytes, Infallible> {
        // In one step: an organization with a reader is not forgotten.
        let (hub, reader) = self.with_polled(organization, |polled| {
            let reader = polled.readers.enter(token);
            (Arc::clone(&polled.hub), reader)
        });
        let intervals = self.deps.intervals;
        hub.wanted.notify_one();
        let (out, body) = Channel::new(4);
        let build = self.deps.build.clone();
        let stream = Stream {
            hub,
            out,
            intervals,
            build,
            rights: watch_access.rights(),
            account: watch_access.account(),
        };
        tokio::spawn(stream.run(
            last_event_id,
            reader,
            watch_access,
            self.closing.subscribe(),
        ));
        body
    }

    /// Sees to it that an organization is polled as long as links of it are looked at. They bring no token
    /// of their own.
    pub(crate) fn subscribe(&self, organization: &str) -> Subscription {
        let subscription = self.with_polled(organization, |polled| Subscription {
            _viewer: polled.readers.view(),
            hub: Arc::clone(&polled.hub),
        });
        subscription.hub.wanted.notify_one();
        subscription
    }

    /// Of the simulated API, what is known of every organization; none before another one.
    pub(crate) fn simulated(&self) -> Option<Vec<(String, Arc<Hub>)>> {
        self.deps.local.as_ref()?;
        let organizations = self.organizations.lock();
        let organizations = organizations.unwrap_or_else(PoisonError::into_inner);
        let all = organizations
            .iter()
            .map(|(name, polled)| (name.clone(), Arc::clone(&polled.hub)));
        Some(all.collect())
    }

    /// The organization of the token that watches while nobody is signed in; none without one, or where it has no right.
    ///
    /// # Errors
    /// When the API cannot say.
    pub(crate) async fn organization_of_token(&self) -> Result<Option<String>, Refusal> {
        let Some(token) = &self.deps.of_links else {
            return Ok(None);
        };
        match self.deps.callers.who_is(token).await {
            Ok(person) => Ok(person.organization_key()),
            Err(refusal) if matches!(refusal.http().as_u16(), 401 | 403) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// What is known of an organization, if it is being polled.
    pub(crate) fn known(&self, organization: &str) -> Option<Arc<Hub>> {
        let organizations = self.organizations.lock();
        let organizations = organizations.unwrap_or_else(PoisonError::into_inner);
        let polled = organizations.get(organization);
        polled.map(|polled| Arc::clone(&polled.hub))
    }

    /// Turns true when every stream is to end.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// A runner was changed through this gateway: whoever polls reads it at once.
    pub(crate) async fn touch(&self, organization: String, runner_id: String) {
        let database = &self.deps.database;
        if database.is_shared {
            // This gateway hears it, too.
            database
                .call(&Notice::Touched(runner_id, organization))
                .await;
        } else {
            self.hub(&organization).touch(runner_id);
        }
    }

    /// Whether the gateway is about to stop.
    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// How much there is of what.
    pub(crate) fn figures(&self) -> Figures {
        let organizations = self
            .organizations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let all = organizations.values();
        Figures {
            organizations: all.clone().filter(|one| one.has_poller).count(),
            streams: all.clone().map(|one| one.readers.count()).sum(),
            age: all.filter_map(|one| one.hub.age()).max(),
        }
    }

    /// Ends every stream.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }
}
