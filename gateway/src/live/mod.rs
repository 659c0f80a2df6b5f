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
use tokio::task::JoinSet;

use crate::caller::Guard;
use crate::callers::Callers;
use crate::database::{Database, Leases, Notice};
use crate::history::History;
use crate::pace::Pace;
use crate::session::Sessions;
use crate::upstream::Upstream;

use calendars::Calendars;
pub(crate) use event::{KEEP_ALIVE, event};
pub(crate) use hub::Hub;
use mirror::Mirror;
use poller::Poller;
use readers::{Onlooker, Readers};
use stream::Stream;
use tokens::{Borrowed, Tokens};

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

    /// Runs the pollers, until it is dropped or one of them breaks.
    pub(crate) async fn run(self: Arc<Self>) {
        let wanting = self
            .wanting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(mut wanting) = wanting else {
            return;
        };
        let mut pollers = JoinSet::new();
        let mut looks = tokio::time::interval(self.parts.pace.unwatched);
        let listening = self.parts.database.listen(|notice| self.hear(&notice));
        let mut listening = std::pin::pin!(listening);
        loop {
            tokio::select! {
                () = &mut listening => {}
                Some(tenant) = wanting.recv() => {
                    let poller = self.poller(&tenant);
                    pollers.spawn(async move {
                        poller.run().await;
                        tenant
                    });
                }
                Some(ended) = pollers.join_next() => match ended {
                    Ok(tenant) => self.rest(&tenant),
                    Err(error) => {
                        tracing::error!(%error, "a poller broke");
                        return;
                    }
                },
                _ = looks.tick() => self.look().await,
            }
        }
    }

    /// Sees to it that every organization with a session is polled: the history goes on while nobody reads.
    async fn look(&self) {
        let tenants = match &self.parts.local {
            Some((_, token)) => {
                let person = self.parts.callers.who_is(token).await;
                person
                    .ok()
                    .and_then(|person| person.tenant())
                    .into_iter()
                    .collect()
            }
            None => self.parts.sessions.tenants().await.unwrap_or_else(|error| {
                tracing::error!(%error, "sessions could not be read");
                Vec::new()
            }),
        };
        for tenant in tenants {
            self.organization(&tenant);
        }
    }

    fn poller(&self, tenant: &str) -> Poller {
        let Organization { hub, readers, .. } = self.organization(tenant);
        let Parts {
            database,
            upstream,
            sessions,
            callers,
            history,
            pace,
            local,
            of_links,
        } = &self.parts;
        let tokens = match local {
            Some((_, token)) => Tokens::Local {
                token: token.clone(),
                readers,
            },
            None => Tokens::Borrowed(Borrowed {
                tenant: tenant.to_owned(),
                readers,
                sessions: sessions.clone(),
                callers: Arc::clone(callers),
                of_links: of_links.clone(),
                refused: HashMap::new(),
                rest: pace.idle,
            }),
        };
        let leases = self.leases.clone();
        Poller {
            mirror: Mirror::new(database.clone(), leases.clone(), tenant),
            leases,
            hub,
            upstream: upstream.clone(),
            tokens,
            history: history.clone(),
            pace: *pace,
            changes: local.as_ref().map(|(plane, _)| plane.changes()),
            calendars: Calendars::default(),
            failures: 0,
            overrun: false,
        }
    }

    /// Forgets an organization of which nobody is there any more.
    fn rest(&self, tenant: &str) {
        let mut organizations = self
            .organizations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(organization) = organizations.get(tenant) else {
            return;
        };
        if organization.readers.is_empty() {
            organizations.remove(tenant);
        } else {
            // Somebody came just now.
            self.wanted.send(tenant.to_owned()).ok();
        }
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

    /// Hears what another gateway calls, or this one itself.
    fn hear(&self, notice: &Notice) {
        let known = |tenant: &str| {
            let organizations = self
                .organizations
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let organization = organizations.get(tenant);
            organization.map(|organization| Arc::clone(&organization.hub))
        };
        match notice {
            Notice::Mirror(tenant) => {
                if let Some(hub) = known(tenant) {
                    hub.mirrored.notify_one();
                }
            }
            Notice::Wanted(tenant) => {
                if let Some(hub) = known(tenant) {
                    hub.read_elsewhere(self.leases.pause() * 2);
                }
            }
            Notice::Touched(runner_id, tenant) => {
                if let Some(hub) = known(tenant) {
                    hub.touch(runner_id.clone());
                }
            }
            Notice::Ended => self.parts.sessions.some_ended(),
            Notice::Missed => {
                self.parts.sessions.some_ended();
                let organizations = self
                    .organizations
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                for organization in organizations.values() {
                    organization.hub.mirrored.notify_one();
                }
            }
        }
    }

    /// Lets other gateways take over at once.
    pub(crate) async fn hand_over(&self) {
        if self.parts.database.is_shared
            && let Err(error) = self.leases.release_all().await
        {
            tracing::warn!(%error, "other gateways will take over a little later");
        }
    }

    /// Ends every stream.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }
}
