//! What writes through the console replaced, kept for a month so that people can see it and revert it. Documents are
//! encrypted like tokens; values of the environment are kept only as fingerprints.

mod reduce;
mod routes;
mod write;

use contract::console::{Change, Millis};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::Row;

pub(crate) use routes::{ChangeRoutes, router};
pub(crate) use write::Write;

use crate::database::Database;
use crate::session::Seal;
use crate::settings::secret;
use reduce::{reduce, restore};

/// What is older is forgotten.
const AGE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Changes of an answer at most.
const MOST: i64 = 100;

/// The changes of all organizations. Clones share everything.
#[derive(Clone)]
pub(crate) struct Changes {
    database: Database,
    seal: Seal,
}

/// A change as it is sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    object: String,
    address: String,
    paths: Vec<String>,
    salt: String,
    before: Value,
    after: Value,
}

/// A change that was found: what it says, and what its documents need to be read.
struct Found {
    change: Change,
    /// Where the document is read.
    address: String,
    salt: String,
}

impl Changes {
    pub(crate) fn new(database: Database, seal: Seal) -> Self {
        Self { database, seal }
    }

    /// Keeps a change, and returns its number.
    async fn keep(
        &self,
        organization: &str,
        write: &Write,
        change: &Change,
    ) -> Result<i64, sqlx::Error> {
        let salt = secret::random();
        let kept = Kept {
            object: change.object.clone(),
            address: write.address.clone(),
            paths: change.paths.clone(),
            before: reduce(&change.before, &salt),
            after: reduce(&change.after, &salt),
            salt,
        };
        let kept =
            serde_json::to_string(&kept).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let row = sqlx::query(
            "INSERT INTO changes (organization, profile, at, made_by, sealed) \
             VALUES ($1, $2, $3, $4, $5) RETURNING id",
        )
        .bind(organization)
        .bind(write.profile.as_deref())
        .bind(change.at.0)
        .bind(&change.by)
        .bind(self.seal.close(&kept, &context(organization, change.at)))
        .fetch_one(self.database.pool())
        .await?;
        row.try_get("id")
    }

    /// A change of an organization; none if there is none, or it cannot be opened any more.
    async fn find(&self, organization: &str, id: i64) -> Result<Option<Found>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT id, at, made_by, sealed FROM changes WHERE organization = $1 AND id = $2",
        )
        .bind(organization)
        .bind(id)
        .fetch_optional(self.database.pool())
        .await?;
        row.map_or(Ok(None), |row| self.open(organization, &row))
    }

    /// What was changed of a profile, the newest first.
    async fn of_profile(
        &self,
        organization: &str,
        profile: &str,
    ) -> Result<Vec<Change>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT id, at, made_by, sealed FROM changes \
             WHERE organization = $1 AND profile = $2 ORDER BY id DESC LIMIT $3",
        )
        .bind(organization)
        .bind(profile)
        .bind(MOST)
        .fetch_all(self.database.pool())
        .await?;
        let found = rows.iter().map(|row| self.open(organization, row));
        let found: Vec<_> = found.collect::<Result<_, _>>()?;
        Ok(found
            .into_iter()
            .flatten()
            .map(|found| found.change)
            .collect())
    }

    fn open(
        &self,
        organization: &str,
        row: &sqlx::any::AnyRow,
    ) -> Result<Option<Found>, sqlx::Error> {
        let at = Millis(row.try_get("at")?);
        let sealed: Vec<u8> = row.try_get("sealed")?;
        let opened = self.seal.open(&sealed, &context(organization, at));
        let Some(kept) = opened.and_then(|opened| serde_json::from_str::<Kept>(&opened.text).ok())
        else {
            return Ok(None);
        };
        Ok(Some(Found {
            address: kept.address,
            salt: kept.salt,
            change: Change {
                id: row.try_get("id")?,
                at,
                by: row.try_get("made_by")?,
                object: kept.object,
                paths: kept.paths,
                before: kept.before,
                after: kept.after,
                missing: Vec::new(),
            },
        }))
    }

    /// Forgets what is too old; returns how many changes that were.
    pub(crate) async fn sweep(&self, now: Timestamp) -> Result<u64, sqlx::Error> {
        let done = sqlx::query("DELETE FROM changes WHERE at < $1")
            .bind(Millis::from(now - AGE).0)
            .execute(self.database.pool())
            .await?;
        Ok(done.rows_affected())
    }
}

impl Found {
    /// The change as a page reads it, beside the document as it is now.
    fn beside(mut self, now: &Value) -> Change {
        let with = |kept: &Value, missing: &mut Vec<String>| {
            restore(kept, Some(now), &self.salt, "", missing).unwrap_or_default()
        };
        let before = with(&self.change.before, &mut self.change.missing);
        // What was set by the change itself and is another value now concerns nobody.
        let after = with(&self.change.after, &mut Vec::new());
        Change {
            before,
            after,
            ..self.change
        }
    }
}

/// What is sealed opens only in its row.
fn context(organization: &str, at: Millis) -> Vec<u8> {
    format!("change\0{organization}\0{}", at.0).into_bytes()
}
