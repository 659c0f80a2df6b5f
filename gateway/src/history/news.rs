//! What happened and has not been processed for notifications yet. It is written with the history, so that neither
//! is there without the other, and taken with whatever comes of it.

use contract::console::{HistoryEntry, Millis};
use sqlx::{Any, Row, Transaction};
use tokio::sync::watch;

use super::History;
use super::store::{NewEntry, Store, happening, insert};

/// Of the last days no more entries than this are looked at again.
const LOOKED_AT: i64 = 50_000;

impl Store {
    /// Notes entries for those who tell of them, if somebody of the organization wants to be told of anything.
    pub(super) async fn announce(
        &self,
        write: &mut Transaction<'static, Any>,
        organization: &str,
        entries: &[NewEntry],
    ) -> Result<bool, sqlx::Error> {
        if entries.is_empty() {
            return Ok(false);
        }
        let wanted = sqlx::query(
            "SELECT 1 FROM notification_rules WHERE organization = $1 AND ended_at IS NULL LIMIT 1",
        )
        .bind(organization)
        .fetch_optional(&mut **write)
        .await?;
        if wanted.is_none() {
            return Ok(false);
        }
        insert(write, "notification_news", organization, entries).await?;
        Ok(true)
    }
}

impl History {
    /// Counts how often there was news through this gateway.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.store.news.subscribe()
    }

    /// Whether there is news of an organization.
    pub(crate) async fn has_news(&self, organization: &str) -> Result<bool, sqlx::Error> {
        let found = sqlx::query("SELECT 1 FROM notification_news WHERE organization = $1 LIMIT 1")
            .bind(organization)
            .fetch_optional(self.store.database.pool())
            .await?;
        Ok(found.is_some())
    }

    /// Takes the news of an organization, the oldest first. It is gone when the transaction is committed.
    pub(crate) async fn take_news(
        &self,
        organization: &str,
        transaction: &mut Transaction<'static, Any>,
    ) -> Result<Vec<HistoryEntry>, sqlx::Error> {
        let rows = sqlx::query(
            "DELETE FROM notification_news WHERE organization = $1 RETURNING id, runner_id, at, what",
        )
        .bind(organization)
        .fetch_all(&mut **transaction)
        .await?;
        let mut entries = entries(&rows)?;
        entries.sort_by_key(|entry| entry.id);
        Ok(entries)
    }

    /// What happened to all runners of an organization since that instant, the oldest first.
    pub(crate) async fn since(
        &self,
        organization: &str,
        since: Millis,
    ) -> Result<Vec<HistoryEntry>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT id, runner_id, at, what FROM happenings \
             WHERE organization = $1 AND at >= $2 ORDER BY id DESC LIMIT $3",
        )
        .bind(organization)
        .bind(since.0)
        .bind(LOOKED_AT)
        .fetch_all(self.store.database.pool())
        .await?;
        let mut entries = entries(&rows)?;
        entries.reverse();
        Ok(entries)
    }

    /// What happened last to all runners of an organization, the newest first.
    pub(crate) async fn newest(
        &self,
        organization: &str,
        most: i64,
    ) -> Result<Vec<HistoryEntry>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT id, runner_id, at, what FROM happenings \
             WHERE organization = $1 ORDER BY id DESC LIMIT $2",
        )
        .bind(organization)
        .bind(most)
        .fetch_all(self.store.database.pool())
        .await?;
        entries(&rows)
    }
}

fn entries(rows: &[sqlx::any::AnyRow]) -> Result<Vec<HistoryEntry>, sqlx::Error> {
    let entry = |row: &sqlx::any::AnyRow| {
        Ok(HistoryEntry {
            id: row.try_get("id")?,
            runner_id: row.try_get("runner_id")?,
            at: Millis(row.try_get("at")?),
            what: happening(row.try_get("what")?),
        })
    };
    rows.iter().map(entry).collect()
}
