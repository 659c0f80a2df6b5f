//! What is told of a runner's past.

use contract::console::{HistoryEntry, Millis, Span};

use super::uptime::{Facts, uptime};
use super::{History, Memory, store};

impl History {
    /// How a runner stood in the 24 hours before `now`, of which `memory` is known, and that somebody looked
    /// until then; without that, until when somebody ever did.
    pub(crate) async fn spans(
        &self,
        organization: &str,
        runner_id: &str,
        memory: Option<&Memory>,
        watched_until: Option<Millis>,
        now: Millis,
    ) -> Result<Vec<Span>, sqlx::Error> {
        let watched_until = match watched_until {
            Some(until) => until,
            None => self
                .store
                .watched_until(organization)
                .await?
                .unwrap_or_default(),
        };
        let since = memory.map(|memory| memory.since);
        let entries = self.entries(organization, runner_id, since, None, store::PER_RUNNER);
        let mut entries = entries.await?;
        entries.reverse();
        let known = Facts {
            entries: &entries,
            present: memory.map(|memory| (memory.install.clone(), memory.is_connected())),
            since,
            watched_until,
        };
        Ok(uptime(&known, now))
    }

    /// Entries of a runner that is known since that instant, the newest first. What concerned all runners before
    /// it was known of did not concern it.
    pub(crate) async fn entries(
        &self,
        organization: &str,
        runner_id: &str,
        since: Option<Millis>,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<HistoryEntry>, sqlx::Error> {
        let first = self.store.first_at(organization, runner_id).await?;
        let Some(first) = first.into_iter().chain(since).min() else {
            return Ok(Vec::new());
        };
        let entries = self.store.entries(organization, runner_id, before, limit);
        let mut entries = entries.await?;
        entries.retain(|entry| entry.at >= first);
        Ok(entries)
    }
}
