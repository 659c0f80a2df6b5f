//! The history's tables: their SQL is here, but for the news.

use std::collections::HashMap;

use contract::console::{Happening, HistoryEntry, Millis};
use sqlx::{Any, AssertSqlSafe, Row, Transaction};
use tokio::sync::watch;

use super::{HistoryLimits, Memory};
use crate::database::{Database, Leases, json, placeholders};

/// Stands for all runners of an organization.
pub(super) const ALL: &str = "";

/// The newest so many entries of a runner are kept.
pub(super) const PER_RUNNER: i64 = 1000;

/// Rows of one statement.
const ROWS: usize = 500;

/// An entry to be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewEntry {
    pub(super) runner_id: String,
    pub(super) at: Millis,
    pub(super) what: Happening,
}

/// What to remember of a runner; nothing if it is gone.
pub(super) type Remember = (String, Option<Memory>);

/// Entries and memories of all organizations.
#[derive(Clone)]
pub(super) struct Store {
    pub(super) database: Database,
    limits: HistoryLimits,
    /// Counts how often there was news.
    pub(super) news: watch::Sender<u64>,
}

impl Store {
    /// In a database whose tables are up to date.
    pub(super) fn new(database: Database, limits: HistoryLimits) -> Self {
        Self {
            database,
            limits,
            news: watch::Sender::new(0),
        }
    }

    /// Whether other gateways write to it, too.
    pub(super) fn is_shared(&self) -> bool {
        self.database.is_shared
    }

    /// Writes entries and memories, all or nothing; nothing if it is for whoever holds the organization's
    /// lease, and that is another gateway.
    pub(super) async fn write(
        &self,
        only_with: Option<&Leases>,
        organization: &str,
        entries: Vec<NewEntry>,
        memories: Vec<Remember>,
    ) -> Result<(), sqlx::Error> {
        if entries.is_empty() && memories.is_empty() {
            return Ok(());
        }
        let mut write = self.database.begin().await?;
        if let Some(leases) = only_with
            && !leases.is_held(organization, &mut write).await?
        {
            return Ok(());
        }
        insert(&mut write, "happenings", organization, &entries).await?;
        let is_news = self.announce(&mut write, organization, &entries).await?;
        remember(&mut write, organization, memories).await?;
        write.commit().await?;
        if is_news {
            self.news.send_modify(|count| *count += 1);
        }
        Ok(())
    }

    /// Every memory of an organization; none of a runner whose row another build wrote in a way that this one
    /// cannot read.
    pub(super) async fn memories(
        &self,
        organization: &str,
    ) -> Result<HashMap<String, Option<Memory>>, sqlx::Error> {
        let rows = sqlx::query("SELECT runner_id, memory FROM memories WHERE organization = $1")
            .bind(organization)
            .fetch_all(self.database.pool())
            .await?;
        rows.iter()
            .map(|row| {
                let memory: String = row.try_get("memory")?;
                Ok((
                    row.try_get("runner_id")?,
                    serde_json::from_str(&memory).ok(),
                ))
            })
            .collect()
    }

    /// Until when an organization was looked at; none if it never was.
    pub(super) async fn watched_until(
        &self,
        organization: &str,
    ) -> Result<Option<Millis>, sqlx::Error> {
        let row = sqlx::query("SELECT watched_until FROM watches WHERE organization = $1")
            .bind(organization)
            .fetch_optional(self.database.pool())
            .await?;
        row.map(|row| row.try_get("watched_until").map(Millis))
            .transpose()
    }

    /// Notes that an organization was looked at, by whoever holds its lease.
    pub(super) async fn set_watched(
        &self,
        leases: &Leases,
        organization: &str,
        until: Millis,
    ) -> Result<(), sqlx::Error> {
        let mut write = self.database.begin().await?;
        if !leases.is_held(organization, &mut write).await? {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO watches (organization, watched_until) VALUES ($1, $2) \
             ON CONFLICT (organization) DO UPDATE SET watched_until = excluded.watched_until",
        )
        .bind(organization)
        .bind(until.0)
        .execute(&mut *write)
        .await?;
        write.commit().await
    }

    /// Entries of a runner and of all runners, the newest first; only those before that number.
    pub(super) async fn entries(
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
    pub(super) async fn has(
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
    pub(super) async fn first_at(
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

    /// Forgets what is too old or too much; returns how many entries that were.
    pub(super) async fn sweep(&self, now: Millis) -> Result<u64, sqlx::Error> {
        let age = i64::try_from(self.limits.age.as_millis()).unwrap_or(i64::MAX);
        let old = sqlx::query("DELETE FROM happenings WHERE at < $1")
            .bind(now.0 - age)
            .execute(self.database.pool())
            .await?;
        let much = sqlx::query(
            "DELETE FROM happenings WHERE id <= \
             (SELECT id FROM happenings ORDER BY id DESC LIMIT 1 OFFSET $1)",
        )
        .bind(self.limits.entries)
        .execute(self.database.pool())
        .await?;
        let busy = sqlx::query(
            "SELECT organization, runner_id FROM happenings \
             GROUP BY organization, runner_id HAVING count(*) > $1",
        )
        .bind(PER_RUNNER)
        .fetch_all(self.database.pool())
        .await?;
        let mut swept = old.rows_affected() + much.rows_affected();
        for row in busy {
            let done = sqlx::query(
                "DELETE FROM happenings WHERE organization = $1 AND runner_id = $2 AND id <= \
                 (SELECT id FROM happenings WHERE organization = $1 AND runner_id = $2 \
                  ORDER BY id DESC LIMIT 1 OFFSET $3)",
            )
            .bind(row.try_get::<String, _>("organization")?)
            .bind(row.try_get::<String, _>("runner_id")?)
            .bind(PER_RUNNER)
            .execute(self.database.pool())
            .await?;
            swept += done.rows_affected();
        }
        Ok(swept)
    }
}

/// Writes entries into a table of them.
pub(super) async fn insert(
    write: &mut Transaction<'static, Any>,
    table: &'static str,
    organization: &str,
    entries: &[NewEntry],
) -> Result<(), sqlx::Error> {
    for batch in entries.chunks(ROWS) {
        let rows = placeholders(batch.len(), 4);
        let sql = format!("INSERT INTO {table} (organization, runner_id, at, what) VALUES {rows}");
        let mut insert = sqlx::query(AssertSqlSafe(sql));
        for entry in batch {
            insert = insert
                .bind(organization)
                .bind(&entry.runner_id)
                .bind(entry.at.0)
                .bind(json(&entry.what)?);
        }
        insert.execute(&mut **write).await?;
    }
    Ok(())
}

async fn remember(
    write: &mut Transaction<'static, Any>,
    organization: &str,
    memories: Vec<Remember>,
) -> Result<(), sqlx::Error> {
    let mut rows = Vec::with_capacity(memories.len());
    for (runner_id, memory) in memories {
        match memory {
            Some(memory) => rows.push((runner_id, json(&memory)?)),
            None => {
                sqlx::query("DELETE FROM memories WHERE organization = $1 AND runner_id = $2")
                    .bind(organization)
                    .bind(runner_id)
                    .execute(&mut **write)
                    .await?;
            }
        }
    }
    for batch in rows.chunks(ROWS) {
        let values = placeholders(batch.len(), 3);
        let sql = format!(
            "INSERT INTO memories (organization, runner_id, memory) VALUES {values} \
             ON CONFLICT (organization, runner_id) DO UPDATE SET memory = excluded.memory"
        );
        let mut insert = sqlx::query(AssertSqlSafe(sql));
        for (runner_id, memory) in batch {
            insert = insert.bind(organization).bind(runner_id).bind(memory);
        }
        insert.execute(&mut **write).await?;
    }
    Ok(())
}

/// What happened, whoever wrote it: one entry that cannot be read hides no other.
pub(super) fn happening(text: &str) -> Happening {
    serde_json::from_str(text).unwrap_or_else(|_| Happening::Newer(text.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::scratch::Scratch;

    const NOW: Millis = Millis(AGE * 2);

    const AGE: i64 = 30 * 24 * 3600 * 1000;

    async fn store() -> (Store, Scratch) {
        limited(HistoryLimits::default()).await
    }

    async fn limited(limits: HistoryLimits) -> (Store, Scratch) {
        let scratch = Scratch::new().await;
        let address = scratch.address.parse().unwrap();
        let database = Database::open(&address).await.unwrap();
        (Store::new(database, limits), scratch)
    }

    fn entries(runner_id: &str, count: i64, at: i64) -> Vec<NewEntry> {
        let entry = |number| NewEntry {
            runner_id: runner_id.to_owned(),
            at: Millis(at + number),
            what: Happening::UpdateAvailable,
        };
        (0..count).map(entry).collect()
    }

    #[tokio::test]
    async fn what_is_too_old_or_too_much_is_forgotten() {
        let (store, _scratch) = store().await;
        let write = async |organization, entries| {
            store
                .write(None, organization, entries, vec![])
                .await
                .unwrap();
        };
        write("acme", entries("alpha", 5, NOW.0 - AGE - 100)).await;
        write("acme", entries("alpha", PER_RUNNER + 7, NOW.0 - 5000)).await;
        write("acme", entries("beta", 3, NOW.0 - 5000)).await;
        write("other", entries("alpha", 3, NOW.0 - 5000)).await;
        assert_eq!(store.sweep(NOW).await.unwrap(), 12);
        let count = async |organization, runner_id| {
            let entries = store.entries(organization, runner_id, None, 5000).await;
            entries.unwrap().len()
        };
        assert_eq!(count("acme", "alpha").await, 1000);
        assert_eq!(count("acme", "beta").await, 3);
        assert_eq!(count("other", "alpha").await, 3);
        let newest = store.entries("acme", "alpha", None, 1).await.unwrap();
        assert_eq!(newest[0].at, Millis(NOW.0 - 5000 + PER_RUNNER + 6));
        assert_eq!(store.sweep(NOW).await.unwrap(), 0);
    }

    #[tokio::test]
    #[ignore = "needs PostgreSQL"]
    async fn who_holds_no_lease_writes_nothing_of_what_only_its_holder_sees() {
        let scratch = Scratch::on_server().await;
        let address = scratch.address.parse().unwrap();
        let database = Database::open(&address).await.unwrap();
        let term = std::time::Duration::from_mins(1);
        let [holder, other] = [0, 1].map(|_| Leases::new(database.clone(), term));
        let store = Store::new(database, HistoryLimits::default());
        let _lease = holder.take("acme").await.unwrap().unwrap();
        let write = async |leases: &Leases, runner_id, at: Millis| {
            let entries = entries(runner_id, 1, at.0);
            let written = store.write(Some(leases), "acme", entries, vec![]);
            written.await.unwrap();
            store.set_watched(leases, "acme", at).await.unwrap();
        };
        write(&holder, "alpha", NOW).await;
        write(&other, "beta", Millis(NOW.0 + 1)).await;
        let count = async |runner_id| {
            let entries = store.entries("acme", runner_id, None, 10).await;
            entries.unwrap().len()
        };
        assert_eq!(count("alpha").await, 1);
        assert_eq!(count("beta").await, 0, "another gateway sees it");
        assert_eq!(store.watched_until("acme").await.unwrap(), Some(NOW));
    }

    #[tokio::test]
    async fn the_limits_are_those_that_were_set() {
        let (store, _scratch) = limited(HistoryLimits {
            age: std::time::Duration::from_mins(1),
            entries: 10,
        })
        .await;
        let write = async |runner_id, count, at| {
            let entries = entries(runner_id, count, at);
            store.write(None, "acme", entries, vec![]).await.unwrap();
        };
        write("alpha", 4, NOW.0 - 60_004).await;
        write("alpha", 3, NOW.0 - 59_000).await;
        assert_eq!(store.sweep(NOW).await.unwrap(), 4, "by age");
        write("beta", 9, NOW.0).await;
        assert_eq!(store.sweep(NOW).await.unwrap(), 2, "by size");
        let left = store.entries("acme", "alpha", None, 100).await.unwrap();
        let left: Vec<_> = left.iter().map(|entry| entry.at.0).collect();
        assert_eq!(left, [NOW.0 - 58_998], "the newest are left");
    }

    #[tokio::test]
    async fn a_memory_is_replaced_and_forgotten() {
        let (store, _scratch) = store().await;
        let memory = |at| {
            Memory::new(
                &contract::model::Runner::default(),
                contract::api::Dialect::V1beta2,
                Millis(at),
            )
        };
        let remember = async |memory| {
            let memories = vec![("alpha".to_owned(), memory)];
            store.write(None, "acme", vec![], memories).await.unwrap();
            store.memories("acme").await.unwrap()
        };
        for at in [1, 2] {
            let memories = remember(Some(memory(at))).await;
            assert_eq!(memories["alpha"], Some(memory(at)));
        }
        assert!(store.memories("other").await.unwrap().is_empty());
        assert!(remember(None).await.is_empty());
    }
}
