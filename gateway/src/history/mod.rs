//! What happened to runners while the gateway watched (design D4).

mod action;
mod attribution;
mod fingerprint;
mod limits;
mod memory;
mod news;
mod observation;
mod past;
mod remote_edits;
mod simulated;
mod store;
mod uptime;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::console::{Happening, Millis};
use jiff::Timestamp;

pub(crate) use action::{Action, answered_id};
pub(crate) use fingerprint::{changed_groups, fingerprint};
pub use limits::HistoryLimits;
pub(crate) use memory::Memory;
pub(crate) use observation::Observation;

use crate::database::{Database, Leases};
use crate::settings::secret;
use attribution::{Attribution, Seen};
use simulated::past;
use store::{ALL, NewEntry, Store};

/// Of a first look no more runners than this get an entry; the rest are only remembered.
const FIRST_SEEN: usize = 1000;

/// Looking away for less than this is not worth an entry, in milliseconds.
const BLINK: i64 = 60_000;

/// The history of all organizations. Clones share everything.
#[derive(Clone)]
pub(crate) struct History {
    store: Store,
    attribution: Arc<Attribution>,
    watches: Arc<Mutex<HashMap<String, Watch>>>,
    /// Names this gateway, of this start, to others of the same database.
    gateway: Arc<str>,
    /// Whether what is first seen is given a past.
    simulates: bool,
}

/// How an organization is looked at.
#[derive(Debug)]
struct Watch {
    /// Last time that somebody looked; none if nobody ever did.
    until: Option<Millis>,
    /// How many runners the first look has brought so far; none after it.
    first_look: Option<usize>,
    /// Runners that were known to another build, whose notes this one cannot read.
    unreadable: HashSet<String>,
    /// Since then something kept us from looking.
    broken: Break,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    None,
    /// The API could not be asked.
    Trouble,
    /// There was no poller.
    Absence,
}

impl History {
    pub(crate) fn new(database: Database, limits: HistoryLimits) -> Self {
        Self {
            store: Store::new(database, limits),
            attribution: Arc::default(),
            watches: Arc::default(),
            gateway: secret::random()[..16].into(),
            simulates: false,
        }
    }

    /// Gives the runners of the very first look a past, which is marked as simulated.
    pub(crate) fn with_simulated_past(self, simulates: bool) -> Self {
        Self { simulates, ..self }
    }

    /// What is remembered of an organization's runners; a memory that this build cannot read is none. Tries until the database answers: without its
    /// memory, everything would be taken for new.
    pub(crate) async fn recall(
        &self,
        organization: &str,
        pause: Duration,
    ) -> HashMap<String, Memory> {
        loop {
            let recalled = async {
                let until = self.store.watched_until(organization).await?;
                let memories = self.store.memories(organization).await?;
                Ok::<_, sqlx::Error>((until, memories))
            };
            match recalled.await {
                Ok((until, memories)) => {
                    let (known, unreadable): (Vec<_>, Vec<_>) = memories
                        .into_iter()
                        .partition(|(_, memory)| memory.is_some());
                    let unreadable: HashSet<_> = unreadable.into_iter().map(|(id, _)| id).collect();
                    if !unreadable.is_empty() {
                        let count = unreadable.len();
                        tracing::warn!(
                            organization,
                            count,
                            "another version stored runners in a way that this one cannot read; they \
                             count as not seen yet"
                        );
                    }
                    let watch = Watch {
                        until,
                        first_look: until.is_none().then_some(0),
                        unreadable,
                        broken: match until {
                            None => Break::None,
                            // Another gateway may have looked until just now.
                            Some(_) if self.store.is_shared() => Break::Trouble,
                            Some(_) => Break::Absence,
                        },
                    };
                    self.with_watches(|watches| watches.insert(organization.to_owned(), watch));
                    let known = known.into_iter();
                    return known
                        .filter_map(|(id, memory)| Some((id, memory?)))
                        .collect();
                }
                Err(error) => {
                    tracing::error!(%error, "the history cannot be read");
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }

    /// Writes what the poller saw, when it asked at that time, and answers whose history has grown. What
    /// cannot be written is lost: the live view goes on. A gateway that does not hold the organization's
    /// lease any more writes nothing: another one sees the same.
    pub(crate) async fn write(
        &self,
        leases: &Leases,
        organization: &str,
        observations: Vec<Observation>,
        asked_at: Timestamp,
    ) -> Vec<String> {
        let now = Millis::from(Timestamp::now());
        let mut entries = self.looked(organization, now);
        if observations.iter().any(|one| !one.happenings.is_empty()) {
            self.restore(self.import_remote_edits(asked_at).await).await;
        }
        let mut grown = Vec::new();
        let mut memories = Vec::with_capacity(observations.len());
        for observation in observations {
            let Observation {
                runner_id,
                uuid,
                happenings,
                mut memory,
                beginning,
                ..
            } = observation;
            let keys = [runner_id.as_str(), uuid.as_str()];
            let happenings = self
                .attribution
                .attribute(organization, keys, happenings, asked_at);
            let happenings =
                self.as_first_look(organization, &runner_id, happenings, memory.as_ref());
            // Nobody has looked before at what is first seen.
            let is_first = |what: &Happening| matches!(what, Happening::FirstSeen { .. });
            if self.simulates
                && happenings.iter().any(is_first)
                && let Some(memory) = &mut memory
            {
                let past = past(&runner_id, memory, &beginning, now);
                if let Some((since, _)) = past.first() {
                    memory.since = *since;
                    entries.extend(past.into_iter().map(|(at, what)| NewEntry {
                        runner_id: runner_id.clone(),
                        at,
                        what,
                    }));
                    entries.push(NewEntry {
                        runner_id: runner_id.clone(),
                        at: now,
                        what: Happening::Simulated,
                    });
                    memories.push((runner_id, Some(memory.clone())));
                    continue;
                }
            }
            if !happenings.iter().all(is_first) {
                grown.push(runner_id.clone());
            }
            entries.extend(happenings.into_iter().map(|what| NewEntry {
                runner_id: runner_id.clone(),
                at: now,
                what,
            }));
            memories.push((runner_id, memory));
        }
        let only_with = Some(leases);
        let written = self.store.write(only_with, organization, entries, memories);
        if let Err(error) = written.await {
            lost(&error);
        }
        grown
    }

    /// Everything was looked at; nothing before that time is unwatched.
    pub(crate) async fn watched(&self, leases: &Leases, organization: &str, as_of: Millis) {
        self.with_watch(organization, |watch| watch.first_look = None);
        self.restore(self.import_remote_edits(as_of.instant()).await)
            .await;
        self.attribution.expire(organization, as_of.instant());
        if let Err(error) = self.store.set_watched(leases, organization, as_of).await {
            lost(&error);
        }
    }

    /// What was put down to an edit that was not done was somebody else's doing.
    async fn restore(&self, seen: Vec<Seen>) {
        let at = Millis::from(Timestamp::now());
        for Seen {
            organization,
            runner_id,
            what,
        } in seen
        {
            let entry = NewEntry {
                runner_id,
                at,
                what,
            };
            self.put(&organization, vec![entry]).await;
        }
    }

    /// Something keeps us from looking.
    pub(crate) fn interrupted(&self, organization: &str) {
        self.with_watch(organization, |watch| {
            if watch.broken == Break::None {
                watch.broken = Break::Trouble;
            }
        });
    }

    /// Writes down what was done to runners, if the same was not written down within that time.
    pub(crate) async fn note_once(
        &self,
        organization: &str,
        runner_ids: Vec<String>,
        what: Happening,
        within: Duration,
    ) {
        let now = Millis::from(Timestamp::now());
        let since = Millis(now.0 - i64::try_from(within.as_millis()).unwrap_or(i64::MAX));
        let mut news = Vec::new();
        for runner_id in runner_ids {
            match self.store.has(organization, &runner_id, &what, since).await {
                Ok(true) => {}
                Ok(false) => news.push(runner_id),
                Err(error) => return lost(&error),
            }
        }
        self.note(organization, news, what).await;
    }

    /// Writes down what was done to runners beside what the poller sees. What cannot be written is lost.
    pub(crate) async fn note(&self, organization: &str, runner_ids: Vec<String>, what: Happening) {
        let at = Millis::from(Timestamp::now());
        let entries = runner_ids.into_iter().map(|runner_id| NewEntry {
            runner_id,
            at,
            what: what.clone(),
        });
        self.put(organization, entries.collect()).await;
    }

    /// Forgets what is too old or too much.
    pub(crate) async fn sweep(&self, now: Timestamp) -> Result<u64, sqlx::Error> {
        self.store.sweep(now.into()).await
    }

    /// Somebody looks again: says for how long nobody did.
    fn looked(&self, organization: &str, now: Millis) -> Vec<NewEntry> {
        let since = self.with_watch(organization, |watch| {
            let until = watch.until.replace(now);
            let broken = std::mem::replace(&mut watch.broken, Break::None);
            until.filter(|until| match broken {
                Break::None => false,
                Break::Trouble => now.0 - until.0 >= BLINK,
                Break::Absence => true,
            })
        });
        let unwatched = |since| NewEntry {
            runner_id: ALL.to_owned(),
            at: now,
            what: Happening::Unwatched { since },
        };
        since.flatten().map(unwatched).into_iter().collect()
    }

    /// At the very first look a runner that is there was not made just now.
    fn as_first_look(
        &self,
        organization: &str,
        runner_id: &str,
        happenings: Vec<Happening>,
        memory: Option<&Memory>,
    ) -> Vec<Happening> {
        let seen = self.with_watch(organization, |watch| {
            let is_new_to_us = watch.unreadable.remove(runner_id);
            let seen = watch.first_look.as_mut().map(|seen| {
                *seen += 1;
                *seen
            });
            seen.or(is_new_to_us.then_some(0))
        });
        let (Some(seen), Some(memory)) = (seen.flatten(), memory) else {
            return happenings;
        };
        let mut left = Vec::new();
        for happening in happenings {
            match happening {
                Happening::Created { .. } if seen > FIRST_SEEN => {}
                Happening::Created { .. } => left.push(Happening::FirstSeen {
                    status: memory.install.clone(),
                }),
                other => left.push(other),
            }
        }
        left
    }

    async fn put(&self, organization: &str, entries: Vec<NewEntry>) {
        let written = self.store.write(None, organization, entries, Vec::new());
        if let Err(error) = written.await {
            lost(&error);
        }
    }

    fn with_watch<T>(&self, organization: &str, change: impl FnOnce(&mut Watch) -> T) -> Option<T> {
        self.with_watches(|watches| watches.get_mut(organization).map(change))
    }

    fn with_watches<T>(&self, change: impl FnOnce(&mut HashMap<String, Watch>) -> T) -> T {
        change(&mut self.watches.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn lost(error: &sqlx::Error) {
    tracing::error!(%error, "the history cannot be written");
}
