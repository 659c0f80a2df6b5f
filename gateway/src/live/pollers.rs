//! The pollers of all organizations: each runs as long as somebody is there to read, and hears what other
//! gateways call.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use tokio::task::JoinSet;

use super::calendars::Calendars;
use super::mirror::Mirror;
use super::poller::Poller;
use super::tokens::{Borrowed, Tokens};
use super::{Live, Organization, Parts};
use crate::database::Notice;

impl Live {
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
}
