//! The pollers of all organizations: each runs while it has readers, and receives notices from other gateways.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use contract::api::Dialect;
use tokio::task::JoinSet;

use super::calendars::Calendars;
use super::mirror::Mirror;
use super::poller::{Policies, Poller};
use super::tokens::{Borrowed, Tokens};
use super::{Live, LiveDeps, Polled};
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
        let mut looks = tokio::time::interval(self.deps.intervals.unwatched);
        let listening = self.deps.database.listen(|notice| self.hear(&notice));
        let mut listening = std::pin::pin!(listening);
        loop {
            tokio::select! {
                () = &mut listening => {}
                Some(organization) = wanting.recv() => {
                    let poller = self.poller(&organization);
                    pollers.spawn(async move {
                        poller.run().await;
                        organization
                    });
                }
                Some(ended) = pollers.join_next() => match ended {
                    Ok(organization) => self.rest(&organization),
                    Err(error) => {
                        tracing::error!(%error, "a poller failed");
                        return;
                    }
                },
                _ = looks.tick() => self.look().await,
            }
        }
    }

    /// Sees to it that every organization with a session is polled: the history goes on while nobody reads.
    async fn look(&self) {
        let organizations = match &self.deps.local {
            Some((_, token)) => {
                let person = self.deps.callers.who_is(token).await;
                person
                    .ok()
                    .and_then(|person| person.organization_key())
                    .into_iter()
                    .collect()
            }
            None => self
                .deps
                .sessions
                .organizations()
                .await
                .unwrap_or_else(|error| {
                    tracing::error!(%error, "sessions could not be read");
                    Vec::new()
                }),
        };
        for organization in organizations {
            self.polled(&organization);
        }
    }

    fn poller(&self, organization: &str) -> Poller {
        let Polled { hub, readers, .. } = self.polled(organization);
        let LiveDeps {
            database,
            upstream,
            sessions,
            callers,
            dialects,
            history,
            intervals,
            local,
            of_links,
            ..
        } = &self.deps;
        let tokens = match local {
            Some((_, token)) => Tokens::Local {
                token: token.clone(),
                readers,
            },
            None => Tokens::Borrowed(Borrowed {
                organization: organization.to_owned(),
                readers,
                sessions: sessions.clone(),
                callers: Arc::clone(callers),
                of_links: of_links.clone(),
                refused: HashMap::new(),
                rest: intervals.idle,
            }),
        };
        let leases = self.leases.clone();
        Poller {
            mirror: Mirror::new(database.clone(), leases.clone(), organization),
            leases,
            hub,
            upstream: upstream.clone(),
            dialects: dialects.clone(),
            dialect: Dialect::default(),
            tokens,
            history: history.clone(),
            intervals: *intervals,
            changes: local.as_ref().map(|(plane, _)| plane.changes()),
            calendars: Calendars::default(),
            policies: Policies::default(),
            failures: 0,
            overrun: false,
        }
    }

    /// Forgets an organization of which nobody is there any more.
    fn rest(&self, organization: &str) {
        let mut organizations = self
            .organizations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(polled) = organizations.get(organization) else {
            return;
        };
        if polled.readers.is_empty() {
            organizations.remove(organization);
        } else {
            // Somebody came just now.
            self.wanted.send(organization.to_owned()).ok();
        }
    }

    /// Hears what another gateway calls, or this one itself.
    fn hear(&self, notice: &Notice) {
        match notice {
            Notice::Mirror(organization) => {
                if let Some(hub) = self.known(organization) {
                    hub.mirrored.notify_one();
                }
            }
            Notice::Wanted(organization) => {
                if let Some(hub) = self.known(organization) {
                    hub.read_elsewhere(self.leases.pause() * 2);
                }
            }
            Notice::Doubted(organization) => {
                if let Some(hub) = self.known(organization) {
                    hub.doubted_elsewhere.notify_one();
                }
            }
            Notice::Touched(runner_id, organization) => {
                if let Some(hub) = self.known(organization) {
                    hub.touch(runner_id.clone());
                }
            }
            Notice::Ended => self.deps.sessions.some_ended(),
            Notice::Missed => {
                self.deps.sessions.some_ended();
                let organizations = self
                    .organizations
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                for polled in organizations.values() {
                    polled.hub.mirrored.notify_one();
                }
            }
        }
    }

    /// Lets other gateways take over at once.
    pub(crate) async fn hand_over(&self) {
        if self.deps.database.is_shared
            && let Err(error) = self.leases.release_all().await
        {
            tracing::warn!(%error, "other gateways will take over a little later");
        }
    }
}
