//! What is remembered of each runner, and until when an organization was looked at.

use std::collections::HashMap;

use contract::console::Millis;
use sqlx::Row;

use super::Store;
use crate::database::Leases;
use crate::history::Memory;

impl Store {
    /// Every memory of an organization; none of a runner whose row another build wrote in a way that this one
    /// cannot read.
    pub(in crate::history) async fn memories(
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
    pub(in crate::history) async fn watched_until(
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
    pub(in crate::history) async fn set_watched(
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
}
