//! The state of the gateway that polls an organization, kept in the database for the other gateways.

use contract::console::{Millis, RunnerSummary};
use contract::model::MaintenancePolicy;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Row as _};

use crate::database::{Database, Leases, Notice, placeholders};
use crate::history::Memory;

/// Rows of one statement.
const ROWS: usize = 200;

/// A runner that is gone is told of for so long; who was away for longer reads everything, in milliseconds.
const GONE: i64 = 3_600_000;

/// A runner as it is mirrored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Mirrored {
    pub(super) summary: RunnerSummary,
    /// What to do about a failed install.
    pub(super) hints: Vec<String>,
    pub(super) whole: u64,
    pub(super) memory: Memory,
    /// When it may be updated.
    #[serde(default, rename = "policy", skip_serializing_if = "Option::is_none")]
    pub(super) schedule: Option<MaintenancePolicy>,
}

/// How the poller stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PollerStatus {
    pub(super) as_of: Option<Millis>,
    /// Why the newest reading did not come to its end.
    pub(super) trouble: Option<(u16, String)>,
    /// Milliseconds to the next reading.
    pub(super) next_in: u32,
}

/// What was told since the last time.
#[derive(Debug)]
pub(super) struct News {
    /// Everything is in it: what is not there is gone.
    pub(super) is_whole: bool,
    /// Runners by ID; none is gone.
    pub(super) runners: Vec<(String, Option<Mirrored>)>,
    /// How the poller stands, if it said so since.
    pub(super) standing: Option<PollerStatus>,
}

/// The mirror of one organization.
pub(super) struct Mirror {
    database: Database,
    leases: Leases,
    organization: String,
    /// What was read so far.
    seen: Seen,
}

#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    version: i64,
    told_at: i64,
    /// When it was last read.
    at: i64,
}

impl Mirror {
    pub(super) fn new(database: Database, leases: Leases, organization: &str) -> Self {
        Self {
            database,
            leases,
            organization: organization.to_owned(),
            seen: Seen::default(),
        }
    }

    /// Whether there is anybody to tell.
    pub(super) fn is_shared(&self) -> bool {
        self.database.is_shared
    }

    /// Calls to the other gateways.
    pub(super) async fn call(&self, notice: &Notice) {
        self.database.call(notice).await;
    }

    /// Tells of runners, and how the poller stands if that is new. Only who holds the lease is believed.
    pub(super) async fn tell(
        &self,
        runners: &[(String, Option<Mirrored>)],
        standing: Option<&PollerStatus>,
    ) -> Result<(), sqlx::Error> {
        if !self.is_shared() || (runners.is_empty() && standing.is_none()) {
            return Ok(());
        }
        let now = Timestamp::now().as_millisecond();
        let mut write = self.database.begin().await?;
        if !self.leases.is_held(&self.organization, &mut write).await? {
            return Ok(());
        }
        let version: i64 = sqlx::query(
            "INSERT INTO mirrors (organization, version, told_at, next_in) VALUES ($1, 1, 0, 0) \
             ON CONFLICT (organization) DO UPDATE SET version = mirrors.version + 1 \
             RETURNING version",
        )
        .bind(&self.organization)
        .fetch_one(&mut *write)
        .await?
        .try_get("version")?;
        if let Some(standing) = standing {
            let (http, message) = standing.trouble.clone().unzip();
            sqlx::query(
                "UPDATE mirrors SET told_at = $1, as_of = $2, http = $3, message = $4, next_in = $5 \
                 WHERE organization = $6",
            )
            .bind(now)
            .bind(standing.as_of.map(|as_of| as_of.0))
            .bind(http.map(i64::from))
            .bind(message)
            .bind(i64::from(standing.next_in))
            .bind(&self.organization)
            .execute(&mut *write)
            .await?;
            sqlx::query(
                "DELETE FROM mirrored_runners \
                 WHERE organization = $1 AND state IS NULL AND told_at < $2",
            )
            .bind(&self.organization)
            .bind(now - GONE)
            .execute(&mut *write)
            .await?;
        }
        for batch in runners.chunks(ROWS) {
            let values = placeholders(batch.len(), 5);
            let sql = format!(
                "INSERT INTO mirrored_runners (organization, runner_id, version, told_at, state) \
                 VALUES {values} ON CONFLICT (organization, runner_id) DO UPDATE \
                 SET version = excluded.version, told_at = excluded.told_at, state = excluded.state"
            );
            let mut insert = sqlx::query(AssertSqlSafe(sql));
            for (runner_id, state) in batch {
                let state = state.as_ref().map(serde_json::to_string).transpose();
                insert = insert
                    .bind(&self.organization)
                    .bind(runner_id)
                    .bind(version)
                    .bind(now)
                    .bind(state.map_err(|error| sqlx::Error::Encode(error.into()))?);
            }
            insert.execute(&mut *write).await?;
        }
        write.commit().await?;
        let notice = Notice::Mirror(self.organization.clone());
        self.database.call(&notice).await;
        Ok(())
    }

    /// Reads what was told since the last time.
    pub(super) async fn read(&mut self) -> Result<News, sqlx::Error> {
        let now = Timestamp::now().as_millisecond();
        let row = sqlx::query(
            "SELECT version, told_at, as_of, http, message, next_in FROM mirrors \
             WHERE organization = $1",
        )
        .bind(&self.organization)
        .fetch_optional(self.database.pool())
        .await?;
        let Some(row) = row else {
            return Ok(News {
                is_whole: false,
                runners: Vec::new(),
                standing: None,
            });
        };
        let version: i64 = row.try_get("version")?;
        let told_at: i64 = row.try_get("told_at")?;
        let is_whole =
            self.seen.version == 0 || version < self.seen.version || now - self.seen.at > GONE / 2;
        let after = if is_whole { 0 } else { self.seen.version };
        let standing = if told_at == self.seen.told_at && !is_whole {
            None
        } else {
            let http: Option<i64> = row.try_get("http")?;
            let message: Option<String> = row.try_get("message")?;
            let next_in: i64 = row.try_get("next_in")?;
            Some(PollerStatus {
                as_of: row.try_get::<Option<i64>, _>("as_of")?.map(Millis),
                trouble: http.and_then(|http| u16::try_from(http).ok()).zip(message),
                next_in: u32::try_from(next_in).unwrap_or_default(),
            })
        };
        let runners = if version == after {
            Vec::new()
        } else {
            self.runners(after).await?
        };
        self.seen = Seen {
            version,
            told_at,
            at: now,
        };
        Ok(News {
            is_whole,
            runners,
            standing,
        })
    }

    async fn runners(&self, after: i64) -> Result<Vec<(String, Option<Mirrored>)>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT runner_id, state FROM mirrored_runners \
             WHERE organization = $1 AND version > $2 ORDER BY runner_id",
        )
        .bind(&self.organization)
        .bind(after)
        .fetch_all(self.database.pool())
        .await?;
        let mut runners = Vec::with_capacity(rows.len());
        let mut unreadable = 0;
        for row in &rows {
            let state: Option<String> = row.try_get("state")?;
            match state.map(|state| serde_json::from_str(&state)).transpose() {
                Ok(mirrored) => runners.push((row.try_get("runner_id")?, mirrored)),
                Err(_) => unreadable += 1,
            }
        }
        if unreadable > 0 {
            let organization = &self.organization;
            tracing::warn!(
                organization,
                unreadable,
                "the gateway that polls has another version and describes runners in a way that this one cannot read"
            );
        }
        Ok(runners)
    }

    /// Forgets what was read: it may not be what is known any more.
    pub(super) fn start_over(&mut self) {
        self.seen = Seen::default();
    }
}

#[cfg(test)]
mod tests;
