//! What happened, entry by entry.

use contract::console::{Happening, HistoryEntry, Millis};
use sqlx::Row;

use super::Store;

impl Store {
    /// Entries of a runner and of all runners, the newest first; only those before that number.
    pub(in crate::history) async fn entries(
        &self,
        organization: &str,
        runner_id: &str,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<HistoryEntry>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT id, at, what FROM happenings \
             WHERE organization = $1 AND runner_id IN ($2, '') AND id < $3 \
             ORDER BY id DESC LIMIT $4",
        )
        .bind(organization)
        .bind(runner_id)
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(self.database.pool())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(HistoryEntry {
                    id: row.try_get("id")?,
                    at: Millis(row.try_get("at")?),
                    runner_id: runner_id.to_owned(),
                    what: happening(row.try_get("what")?),
                })
            })
            .collect()
    }

    /// Whether the same was written down of a runner since that instant.
    pub(in crate::history) async fn has(
        &self,
        organization: &str,
        runner_id: &str,
        what: &Happening,
        since: Millis,
    ) -> Result<bool, sqlx::Error> {
        let found = sqlx::query(
            "SELECT 1 FROM happenings \
             WHERE organization = $1 AND runner_id = $2 AND at >= $3 AND what = $4 LIMIT 1",
        )
        .bind(organization)
        .bind(runner_id)
        .bind(since.0)
        .bind(serde_json::to_string(what).map_err(|error| sqlx::Error::Encode(error.into()))?)
        .fetch_optional(self.database.pool())
        .await?;
        Ok(found.is_some())
    }

    /// The instant of a runner's first entry.
    pub(in crate::history) async fn first_at(
        &self,
        organization: &str,
        runner_id: &str,
    ) -> Result<Option<Millis>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT min(at) AS first FROM happenings WHERE organization = $1 AND runner_id = $2",
        )
        .bind(organization)
        .bind(runner_id)
        .fetch_one(self.database.pool())
        .await?;
        Ok(row.try_get::<Option<i64>, _>("first")?.map(Millis))
    }
}

/// What happened, whoever wrote it: one entry that cannot be read hides no other.
pub(in crate::history) fn happening(text: &str) -> Happening {
    serde_json::from_str(text).unwrap_or_else(|_| Happening::Newer(text.into()))
}
