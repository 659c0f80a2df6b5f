//! The table of links: all of its SQL is here.

use contract::console::Millis;
use contract::console::share::{Known, Terms};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::stored::Stored;
use crate::database::{Database, json, readable, value};
use crate::settings::secret::Hash;

/// Links that ended are listed for 30 days, in milliseconds; by then they can be extended.
const LISTED: i64 = 30 * 24 * 3600 * 1000;

const COLUMNS: &str = "id, secret_hash, badge_hash, passphrase, organization, maker, token, terms, salt, \
     made_at, ends_at, revoked_at, version, opened, opened_at";

/// Links of all organizations.
#[derive(Clone)]
pub(super) struct Store {
    database: Database,
}

impl Store {
    /// In a database whose tables are up to date.
    pub(super) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Puts a new link in.
    pub(super) async fn insert(&self, share: &Stored) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO shares (id, secret_hash, badge_hash, passphrase, organization, maker, token, \
             terms, salt, made_at, ends_at, version, opened) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0)",
        )
        .bind(&share.id)
        .bind(share.secret_hash.as_slice())
        .bind(share.badge_hash.as_ref().map(Hash::as_slice))
        .bind(&share.passphrase)
        .bind(&share.organization)
        .bind(&share.maker)
        .bind(&share.token)
        .bind(json(&share.terms)?)
        .bind(&share.salt)
        .bind(share.made_at.0)
        .bind(share.ends_at.0)
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    /// The link of an ID.
    pub(super) async fn find(&self, id: &str) -> Result<Option<Stored>, sqlx::Error> {
        let query = format!("SELECT {COLUMNS} FROM shares WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(id)
            .fetch_optional(self.database.pool())
            .await?;
        row.as_ref().map(stored).transpose()
    }

    /// The links of an organization, the newest first.
    pub(super) async fn list(&self, organization: &str) -> Result<Vec<Stored>, sqlx::Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM shares WHERE organization = $1 ORDER BY made_at DESC, id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(organization)
            .fetch_all(self.database.pool())
            .await?;
        Ok(readable(&rows, "a link", stored))
    }

    /// All links that show something.
    pub(super) async fn alive(&self, now: Millis) -> Result<Vec<Stored>, sqlx::Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM shares WHERE ends_at > $1 AND revoked_at IS NULL ORDER BY id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(now.0)
            .fetch_all(self.database.pool())
            .await?;
        Ok(readable(&rows, "a link", stored))
    }

    /// Writes what can be changed about a link.
    pub(super) async fn update(&self, share: &Stored) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE shares SET terms = $1, ends_at = $2, passphrase = $3, token = $4, \
             version = version + 1 WHERE id = $5 AND revoked_at IS NULL",
        )
        .bind(json(&share.terms)?)
        .bind(share.ends_at.0)
        .bind(&share.passphrase)
        .bind(&share.token)
        .bind(&share.id)
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    /// Puts the same token in, sealed with another key, unless it was changed meanwhile.
    pub(super) async fn set_token(&self, share: &Stored, token: &[u8]) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE shares SET token = $1 WHERE id = $2 AND token = $3")
            .bind(token)
            .bind(&share.id)
            .bind(&share.token)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// Ends a link for good: what could open it, and what it hung on, is forgotten.
    pub(super) async fn revoke(&self, id: &str, now: Millis) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE shares SET revoked_at = $1, badge_hash = NULL, token = $2, kept = NULL, \
             version = version + 1 WHERE id = $3 AND revoked_at IS NULL",
        )
        .bind(now.0)
        .bind(&b""[..])
        .bind(id)
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    /// Gives a link a badge, another one, or none.
    pub(super) async fn set_badge(&self, id: &str, hash: Option<&Hash>) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE shares SET badge_hash = $1, version = version + 1 WHERE id = $2")
            .bind(hash.map(Hash::as_slice))
            .bind(id)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// Counts openings.
    pub(super) async fn opened(&self, id: &str, times: i64, at: Millis) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE shares SET opened = opened + $1, opened_at = $2 WHERE id = $3")
            .bind(times)
            .bind(at.0)
            .bind(id)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// Keeps what is known of a link's runners.
    pub(super) async fn keep(
        &self,
        id: &str,
        known: &[Known],
        as_of: Millis,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE shares SET kept = $1, kept_at = $2 WHERE id = $3")
            .bind(json(&known)?)
            .bind(as_of.0)
            .bind(id)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// What was kept, and as of when.
    pub(super) async fn kept(
        &self,
        id: &str,
    ) -> Result<Option<(Vec<Known>, Option<Millis>)>, sqlx::Error> {
        let row =
            sqlx::query("SELECT kept, kept_at FROM shares WHERE id = $1 AND kept IS NOT NULL")
                .bind(id)
                .fetch_optional(self.database.pool())
                .await?;
        row.map(|row| {
            let kept: String = row.try_get("kept")?;
            let at: Option<i64> = row.try_get("kept_at")?;
            // What another version kept may be unreadable: then nothing is known, as before the first reading.
            Ok((value(&kept).unwrap_or_default(), at.map(Millis)))
        })
        .transpose()
    }

    /// Forgets links that ended long ago; returns how many.
    pub(super) async fn sweep(&self, now: Millis) -> Result<u64, sqlx::Error> {
        sqlx::query("DELETE FROM shares WHERE ends_at < $1 OR revoked_at < $1")
            .bind(now.0 - LISTED)
            .execute(self.database.pool())
            .await
            .map(|done| done.rows_affected())
    }
}

fn stored(row: &AnyRow) -> Result<Stored, sqlx::Error> {
    let hash = |name: &str| -> Result<Option<Hash>, sqlx::Error> {
        let bytes: Option<Vec<u8>> = row.try_get(name)?;
        Ok(bytes.and_then(|bytes| bytes.try_into().ok()))
    };
    let terms: String = row.try_get("terms")?;
    let millis = |name: &str| row.try_get(name).map(Millis);
    let perhaps = |name: &str| -> Result<Option<Millis>, sqlx::Error> {
        let at: Option<i64> = row.try_get(name)?;
        Ok(at.map(Millis))
    };
    Ok(Stored {
        id: row.try_get("id")?,
        secret_hash: hash("secret_hash")?.unwrap_or_default(),
        badge_hash: hash("badge_hash")?,
        passphrase: row.try_get("passphrase")?,
        organization: row.try_get("organization")?,
        maker: row.try_get("maker")?,
        token: row.try_get("token")?,
        terms: value::<Terms>(&terms)?,
        salt: row.try_get("salt")?,
        made_at: millis("made_at")?,
        ends_at: millis("ends_at")?,
        revoked_at: perhaps("revoked_at")?,
        version: row.try_get("version")?,
        opened: row.try_get("opened")?,
        opened_at: perhaps("opened_at")?,
    })
}
