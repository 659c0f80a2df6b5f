//! What only one of several gateways may do at a time.

use std::time::Duration;

use sqlx::{Any, Transaction};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::Database;
use crate::settings::secret;

/// Milliseconds since 1970 by the server's clock: those of the gateways may differ.
const NOW: &str = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/// Gives out leases, in the name of one gateway. Clones are of the same one.
#[derive(Clone)]
pub(crate) struct Leases {
    database: Database,
    holder: String,
    term: Duration,
}

/// Held until it is dropped; then others wait for its term to end, unless it was released. Alone on its
/// database a gateway holds every lease for good.
pub(crate) struct Lease {
    is_lost: watch::Receiver<bool>,
    _renewal: JoinSet<()>,
}

impl Leases {
    /// Of a gateway that has just started. When it dies, others take over after the term.
    pub(crate) fn new(database: Database, term: Duration) -> Self {
        Self {
            database,
            holder: secret::random()[..16].to_owned(),
            term,
        }
    }

    /// How often whoever does not hold a lease should try to take it, and whoever does renews it.
    pub(crate) fn pause(&self) -> Duration {
        self.term / 3
    }

    /// Takes a lease, if nobody else has it.
    pub(crate) async fn take(&self, name: &str) -> Result<Option<Lease>, sqlx::Error> {
        let (lost, is_lost) = watch::channel(false);
        let mut renewal = JoinSet::new();
        if self.database.is_shared {
            let asked_at = Instant::now();
            if !self.renew(name).await? {
                return Ok(None);
            }
            let (leases, name) = (self.clone(), name.to_owned());
            renewal.spawn(async move { leases.keep(&name, asked_at, lost).await });
        } else {
            renewal.spawn(async move { lost.closed().await });
        }
        Ok(Some(Lease {
            is_lost,
            _renewal: renewal,
        }))
    }

    /// Renews a lease until it cannot be.
    async fn keep(self, name: &str, mut renewed_at: Instant, lost: watch::Sender<bool>) {
        loop {
            tokio::time::sleep(self.pause()).await;
            let asked_at = Instant::now();
            let until = renewed_at + self.term.mul_f64(0.9);
            match tokio::time::timeout_at(until, self.renew(name)).await {
                Ok(Ok(true)) => renewed_at = asked_at,
                Ok(Err(error)) if asked_at < until => {
                    tracing::warn!(%error, "a lease could not be renewed");
                }
                // It is somebody else's by now, or may soon be.
                _ => break,
            }
        }
        tracing::warn!(organization = name, "another gateway may take over");
        lost.send_replace(true);
    }

    /// Takes or prolongs a lease; false if it is somebody else's.
    async fn renew(&self, name: &str) -> Result<bool, sqlx::Error> {
        let sql = format!(
            "INSERT INTO leases (name, holder, until) VALUES ($1, $2, {NOW} + $3) \
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
             WHERE leases.holder = excluded.holder OR leases.until < {NOW}"
        );
        let done = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(name)
            .bind(&self.holder)
            .bind(i64::try_from(self.term.as_millis()).unwrap_or(i64::MAX))
            .execute(self.database.pool())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Whether a lease is held, and will be until that transaction ends: whoever takes it over waits for
    /// it. A gateway that was paused may take for its own what is somebody else's by now.
    pub(crate) async fn is_held(
        &self,
        name: &str,
        transaction: &mut Transaction<'static, Any>,
    ) -> Result<bool, sqlx::Error> {
        if !self.database.is_shared {
            return Ok(true);
        }
        let held = sqlx::query("SELECT 1 FROM leases WHERE name = $1 AND holder = $2 FOR SHARE")
            .bind(name)
            .bind(&self.holder)
            .fetch_optional(&mut **transaction)
            .await?;
        Ok(held.is_some())
    }

    /// Gives a lease back, so that others need not wait for its end. It was dropped before.
    pub(crate) async fn release(&self, name: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM leases WHERE name = $1 AND holder = $2")
            .bind(name)
            .bind(&self.holder)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// Gives every lease back, at the end.
    pub(crate) async fn release_all(&self) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM leases WHERE holder = $1")
            .bind(&self.holder)
            .execute(self.database.pool())
            .await
            .map(drop)
    }
}

impl Lease {
    /// Whether somebody else may hold it.
    pub(crate) fn is_lost(&self) -> bool {
        *self.is_lost.borrow()
    }

    /// Returns when somebody else may hold it.
    pub(crate) async fn lost(&mut self) {
        if self.is_lost.wait_for(|lost| *lost).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests;
