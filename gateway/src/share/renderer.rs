//! What a link shows at a moment: what the hub knows, what the history tells, or, for want of both, what
//! was known last.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use contract::console::share::{Known, Pseudonym, SharedPage, Terms};
use contract::console::{Millis, Span};
use contract::model::{ConnectionStatus, InstallStatus};
use jiff::Timestamp;
use tokio::time::Instant;

use super::store::Store;
use super::stored::Stored;
use crate::history::History;
use crate::live::{Hub, Live, Subscription};
use crate::settings::secret;

/// The last 24 hours of this many runners are shown at most: each is read from the database.
const PASTS: usize = 200;

/// How long the last 24 hours of a runner that does not change are believed: only their end moves.
const BELIEVED: Duration = Duration::from_mins(5);

/// How long after a change the history may still be growing by it.
const SETTLING: Duration = Duration::from_secs(3);

/// Looks at runners on behalf of links.
pub(super) struct Renderer {
    store: Store,
    live: Arc<Live>,
    history: History,
}

/// What was found out for earlier looks of the same link.
#[derive(Default)]
pub(super) struct Memory {
    pasts: HashMap<String, Past>,
    /// What was known when somebody last could look; read once.
    former: Option<(Vec<Known>, Option<Millis>)>,
}

struct Past {
    standing: (InstallStatus, ConnectionStatus),
    changed: Instant,
    read: Instant,
    spans: Vec<Span>,
}

impl Renderer {
    pub(super) fn new(store: Store, live: Arc<Live>, history: History) -> Self {
        Self {
            store,
            live,
            history,
        }
    }

    /// Sees to it that what a link shows is kept up to date.
    pub(super) fn subscribe(&self, organization: &str) -> Subscription {
        self.live.subscribe(organization)
    }

    /// What a link shows now.
    pub(super) async fn page(
        &self,
        share: &Stored,
        hub: &Hub,
        memory: &mut Memory,
        now: Timestamp,
    ) -> SharedPage {
        let selected = hub.select(&share.terms.selection, now);
        let (mut known, as_of, live, more) = if selected.as_of.is_some() {
            (selected.known, selected.as_of, selected.live, selected.more)
        } else {
            let (known, as_of) = self.former(share, memory, now).await;
            (known, as_of, false, 0)
        };
        if share.terms.shows.history {
            self.add_pasts(hub, &mut known, memory, now).await;
        }
        let pseudonym = |runner_id: &str| pseudonym(&share.salt, runner_id);
        SharedPage {
            until: Some(share.ends_at),
            as_of,
            live,
            more,
            ..SharedPage::of(&share.terms, &known, pseudonym, now)
        }
    }

    /// What a link with these terms would show.
    pub(super) async fn preview(
        &self,
        organization: &str,
        terms: &Terms,
        now: Timestamp,
    ) -> SharedPage {
        let hub = self.live.hub(organization);
        let selected = hub.select(&terms.selection, now);
        let mut known = selected.known;
        if terms.shows.history {
            self.add_pasts(&hub, &mut known, &mut Memory::default(), now)
                .await;
        }
        SharedPage {
            as_of: selected.as_of,
            live: selected.live,
            more: selected.more,
            ..SharedPage::of(
                terms,
                &known,
                |runner_id| pseudonym("preview", runner_id),
                now,
            )
        }
    }

    /// Keeps what is known for a time in which nothing is.
    pub(super) async fn keep(&self, share: &Stored, now: Timestamp) {
        let Some(hub) = self.live.known(&share.organization) else {
            return;
        };
        let selected = hub.select(&share.terms.selection, now);
        if let Some(as_of) = selected.as_of
            && let Err(error) = self.store.keep(&share.id, &selected.known, as_of).await
        {
            tracing::error!(%error, "the last known status of a link could not be stored");
        }
    }

    async fn former(
        &self,
        share: &Stored,
        memory: &mut Memory,
        now: Timestamp,
    ) -> (Vec<Known>, Option<Millis>) {
        if memory.former.is_none() {
            match self.store.kept(&share.id).await {
                Ok(kept) => memory.former = Some(kept.unwrap_or_default()),
                Err(error) => tracing::error!(%error, "the last known status could not be read"),
            }
        }
        let (known, as_of) = memory.former.clone().unwrap_or_default();
        // The terms may have changed since it was kept.
        let picked = {
            let summaries = known.iter().map(|known| &known.summary);
            let picked = share.terms.selection.pick(summaries, now);
            let ids = picked.iter().map(|summary| summary.runner_id.clone());
            ids.collect::<std::collections::HashSet<_>>()
        };
        let still = known
            .into_iter()
            .filter(|known| picked.contains(&known.summary.runner_id));
        (still.collect(), as_of)
    }

    async fn add_pasts(&self, hub: &Hub, known: &mut [Known], memory: &mut Memory, now: Timestamp) {
        for known in known.iter_mut().take(PASTS) {
            let summary = &known.summary;
            let standing = (
                summary.install_status.clone(),
                summary.connection_status.clone(),
            );
            let past = memory.pasts.get(&summary.runner_id);
            let same = past.filter(|past| past.standing == standing);
            let changed = same.map_or_else(Instant::now, |past| past.changed);
            let settled = |past: &&Past| {
                past.read.elapsed() < BELIEVED && past.read.duration_since(past.changed) > SETTLING
            };
            if let Some(past) = same.filter(settled) {
                known.past.clone_from(&past.spans);
                continue;
            }
            match hub
                .spans(&self.history, &summary.runner_id, now.into())
                .await
            {
                Ok(read) => {
                    let known_already = memory.pasts.remove(&summary.runner_id);
                    let spans = known_already
                        .map(|past| past.spans)
                        .filter(|spans| is_same_course(spans, &read))
                        .unwrap_or(read);
                    known.past.clone_from(&spans);
                    let past = Past {
                        standing,
                        changed,
                        read: Instant::now(),
                        spans,
                    };
                    memory.pasts.insert(summary.runner_id.clone(), past);
                }
                Err(error) => tracing::error!(%error, "the history cannot be read"),
            }
        }
    }
}

/// Whether nothing happened between two readings but time: viewers let the newest span go on by
/// themselves, so it is no news that the 24 hours begin and end later.
fn is_same_course(before: &[Span], after: &[Span]) -> bool {
    let starts = |spans: &[Span]| {
        let later = spans.iter().skip(1).map(|span| span.from);
        let firsts = std::iter::once(None).chain(later.map(Some));
        let standings = spans.iter().map(|span| span.standing);
        standings.zip(firsts).collect::<Vec<_>>()
    };
    starts(before) == starts(after)
}

/// A name for a runner that cannot be traced back without the salt, which never leaves the gateway.
fn pseudonym(salt: &str, runner_id: &str) -> Pseudonym {
    let hash = secret::hash(&[salt, runner_id].join("\n"));
    let digits = secret::hexadecimal(&hash[..8]);
    Pseudonym {
        name: format!("Runner {}", digits[..4].to_uppercase()),
        key: digits,
    }
}
