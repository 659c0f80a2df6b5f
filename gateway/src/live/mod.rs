//! Live truth: one poller per organization, and everybody who reads along (design D4).
//!
//! ```text
//! API ─ reading ─> poller ─> hub ─> stream, stream, …
//!                    └─────> history
//! ```

mod answers;
mod calendars;
mod event;
mod hub;
mod mirror;
mod poller;
mod pollers;
mod readers;
mod reading;
mod ring;
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

use crate::caller::Guard;
use crate::callers::Callers;
use crate::database::{Database, Leases, Notice};
use crate::history::History;
use crate::pace::Pace;
use crate::session::Sessions;
use crate::upstream::Upstream;

pub(crate) use event::{KEEP_ALIVE, event};
pub(crate) use hub::Hub;
use readers::{Onlooker, Readers};
use stream::Stream;

/// All organizations of which somebody reads.
pub(crate) struct Live {
    parts: Parts,
    organizations: Mutex<HashMap<String, Organization>>,
    /// Organizations that need a poller.
    wanted: mpsc::UnboundedSender<String>,
    wanting: Mutex<Option<mpsc::UnboundedReceiver<String>>>,
    closing: watch::Sender<bool>,
    leases: Leases,
}

/// What the pollers are made of.
pub(crate) struct Parts {
    pub(crate) database: Database,
    pub(crate) upstream: Upstream,
    pub(crate) sessions: Sessions,
    pub(crate) callers: Arc<Callers>,
    pub(crate) history: History,
    pub(crate) pace: Pace,
    /// The control plane inside this program, and the token that reads it.
    pub(crate) local: Option<(ControlPlane, String)>,
    /// The token that keeps links live while nobody is signed in.
    pub(crate) of_links: Option<String>,
}

/// Some link of an organization is being looked at: its runners are read as for somebody who reads.
pub(crate) struct Attendance {
    pub(crate) hub: Arc<Hub>,
    _onlooker: Onlooker,
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
struct Organization {
    hub: Arc<Hub>,
    readers: Arc<Readers>,
    is_polled: bool,
}

impl Live {
    pub(crate) fn new(parts: Parts) -> Arc<Self> {
        let (wanted, wanting) = mpsc::unbounded_channel();
        let leases = Leases::new(parts.database.clone(), parts.pace.lease);
        Arc::new(Self {
            parts,
            organizations: Mutex::default(),
            wanted,
            wanting: Mutex::new(Some(wanting)),
            closing: watch::Sender::new(false),
            leases,
        })
    }

    /// What is known of an organization. Its poller starts if it does not run.
    pub(crate) fn hub(&self, tenant: &str) -> Arc<Hub> {
        self.organization(tenant).hub
    }

    fn organization(&self, tenant: &str) -> Organization {
        self.with_organization(tenant, |organization| organization.clone())
    }

    fn with_organization<T>(&self, tenant: &str, take: impl FnOnce(&mut Organization) -> T) -> T {
        let mut organizations = self
            .organizations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let organization = organizations
            .entry(tenant.to_owned())
            .or_insert_with(|| Organization {
                hub: Arc::new(Hub::new(tenant, self.parts.database.is_shared)),
                readers: Arc::default(),
                is_polled: false,
            });
        if !organization.is_polled {
            organization.is_polled = true;
            // After the end of everything nobody polls any more.
            self.wanted.send(tenant.to_owned()).ok();
        }
        take(organization)
    }

    /// Opens a stream for a caller of that organization.
    pub(crate) fn open(
        &self,
        tenant: &str,
        token: &str,
        guard: Guard,
        last_event_id: Option<String>,
    ) -> Channel<Bytes, Infallible> {
        // In one step: an organization with a reader is not forgotten.
        let (hub, reader) = self.with_organization(tenant, |organization| {
            let reader = organization.readers.enter(token);
            (Arc::clone(&organization.hub), reader)
        });
        let pace = self.parts.pace;
        hub.wanted.notify_one();
        let (out, body) = Channel::new(4);
        let stream = Stream { hub, out, pace };
        tokio::spawn(stream.run(last_event_id, reader, guard, self.closing.subscribe()));
        body
    }

    /// Sees to it that an organization is polled as long as links of it are looked at. They bring no token
    /// of their own.
    pub(crate) fn attend(&self, tenant: &str) -> Attendance {
        let attendance = self.with_organization(tenant, |organization| Attendance {
            _onlooker: organization.readers.look(),
            hub: Arc::clone(&organization.hub),
        });
        attendance.hub.wanted.notify_one();
        attendance
    }

    /// What is known of an organization, if it is being polled.
    pub(crate) fn known(&self, tenant: &str) -> Option<Arc<Hub>> {
        let organizations = self.organizations.lock();
        let organizations = organizations.unwrap_or_else(PoisonError::into_inner);
        let organization = organizations.get(tenant);
        organization.map(|organization| Arc::clone(&organization.hub))
    }

    /// Turns true when every stream is to end.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// A runner was changed through this gateway: whoever polls reads it at once.
    pub(crate) async fn touch(&self, tenant: String, runner_id: String) {
        let database = &self.parts.database;
        if database.is_shared {
            // This gateway hears it, too.
            database.call(&Notice::Touched(runner_id, tenant)).await;
        } else {
            self.hub(&tenant).touch(runner_id);
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
            organizations: all.clone().filter(|one| one.is_polled).count(),
            streams: all.clone().map(|one| one.readers.count()).sum(),
            age: all.filter_map(|one| one.hub.age()).max(),
        }
    }

    /// Ends every stream.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }
}
