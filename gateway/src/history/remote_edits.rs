//! Edits that go through other gateways of the same database.

use contract::mask::FieldMask;
use jiff::Timestamp;
use sqlx::Row as _;

use super::History;
use super::attribution::{EXPIRY, Expected, RemoteEdit, Seen};
use super::store::Store;

impl History {
    /// Tells the other gateways of an edit before it is sent: the one that polls may see it at once.
    pub(super) async fn announce(
        &self,
        id: &str,
        organization: Option<&str>,
        key: &str,
        expected: &Expected,
        now: Timestamp,
    ) {
        if self.store.is_shared() {
            let told = self
                .store
                .insert_edit(&self.gateway, id, organization, key, expected, now);
            complain(told.await);
        }
    }

    /// Tells them what came of it: when and for whom it was done, or that it was not.
    pub(super) async fn conclude(&self, id: &str, done: Option<(&str, Timestamp)>) {
        if self.store.is_shared() {
            complain(self.store.conclude_edit(id, done).await);
        }
    }

    /// Takes note of what other gateways tell, and returns what was put down to edits that were not done.
    pub(super) async fn import_remote_edits(&self, asked_at: Timestamp) -> Vec<Seen> {
        if !self.store.is_shared() {
            return Vec::new();
        }
        let edits = self.store.remote_edits(&self.gateway).await;
        let edits = edits.unwrap_or_else(|error| {
            complain(Err(error));
            Vec::new()
        });
        let mut seen = Vec::new();
        for edit in edits {
            if edit.has_failed {
                seen.extend(self.attribution.fail_remote(&edit.id));
            } else {
                self.attribution.import(edit, asked_at);
            }
        }
        seen
    }
}

fn complain(told: Result<(), sqlx::Error>) {
    if let Err(error) = told {
        tracing::error!(%error, "edits cannot be shared with the other gateways");
    }
}

impl Store {
    async fn insert_edit(
        &self,
        gateway: &str,
        id: &str,
        organization: Option<&str>,
        key: &str,
        expected: &Expected,
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM edits WHERE begun_at < $1")
            .bind((now - EXPIRY).as_millisecond())
            .execute(self.database.pool())
            .await?;
        let expected = match expected {
            Expected::Creation => String::new(),
            Expected::Change(mask) => mask.documented().join(","),
        };
        sqlx::query(
            "INSERT INTO edits (id, gateway, organization, key, expected, begun_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(gateway)
        .bind(organization)
        .bind(key)
        .bind(expected)
        .bind(now.as_millisecond())
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    async fn conclude_edit(
        &self,
        id: &str,
        done: Option<(&str, Timestamp)>,
    ) -> Result<(), sqlx::Error> {
        let (organization, at) = done.unzip();
        sqlx::query(
            "UPDATE edits SET organization = coalesce($1, organization), done_at = $2, \
             has_failed = $3 WHERE id = $4",
        )
        .bind(organization)
        .bind(at.map(Timestamp::as_millisecond))
        .bind(i64::from(done.is_none()))
        .bind(id)
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    async fn remote_edits(&self, gateway: &str) -> Result<Vec<RemoteEdit>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT id, organization, key, expected, begun_at, done_at, has_failed FROM edits \
             WHERE gateway <> $1",
        )
        .bind(gateway)
        .fetch_all(self.database.pool())
        .await?;
        let instant = |millis: i64| Timestamp::from_millisecond(millis).unwrap_or_default();
        rows.iter()
            .map(|row| {
                let expected: String = row.try_get("expected")?;
                Ok(RemoteEdit {
                    id: row.try_get("id")?,
                    organization: row.try_get("organization")?,
                    key: row.try_get("key")?,
                    expected: match expected.as_str() {
                        "" => Expected::Creation,
                        mask => Expected::Change(FieldMask::of_places(mask)),
                    },
                    begun_at: instant(row.try_get("begun_at")?),
                    done_at: row.try_get::<Option<i64>, _>("done_at")?.map(instant),
                    has_failed: row.try_get::<i64, _>("has_failed")? != 0,
                })
            })
            .collect()
    }
}
