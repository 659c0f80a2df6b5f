//! The tables of feeds: all of their SQL is here.

use std::collections::{HashMap, HashSet};

use contract::console::Millis;
use contract::console::feed::{Feed, NewFeed};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use super::published::Published;
use crate::database::{Database, json, placeholders, readable, value};
use crate::settings::secret::Hash;

/// Rows of one statement.
const ROWS: usize = 100;

const COLUMNS: &str = "id, secret_hash, organization, maker, token, feed, made_at, fetched_at";

/// A feed as the gateway keeps it.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) id: String,
    pub(super) secret_hash: Hash,
    /// Of whose runners it tells.
    pub(super) organization: String,
    /// Principal of the person who made it.
    pub(super) maker: String,
    /// Their token, sealed, with which their rights are looked after and nothing else is done.
    pub(super) token: Vec<u8>,
    pub(super) new: NewFeed,
    pub(super) made_at: Millis,
    pub(super) fetched_at: Option<Millis>,
}

impl Stored {
    /// What its token is bound to.
    pub(super) fn made(id: &str) -> String {
        format!("feed/{id}")
    }

    /// As its maker and administrators see it.
    pub(super) fn seen_by(self, caller: &str) -> Feed {
        Feed {
            mine: self.maker == caller,
            made_by: self.maker,
            id: self.id,
            name: self.new.name,
            kind: self.new.kind,
            selection: self.new.selection,
            made_at: self.made_at,
            fetched_at: self.fetched_at,
        }
    }
}

/// Feeds of all organizations.
pub(super) struct Store {
    pub(super) database: Database,
}

impl Store {
    /// Puts a new feed in, unless the organization has so many already.
    pub(super) async fn insert(&self, feed: &Stored, most: i64) -> Result<bool, sqlx::Error> {
        let done = sqlx::query(
            "INSERT INTO feeds (id, secret_hash, organization, maker, token, feed, made_at) \
             SELECT $1, $2, $3, $4, $5, $6, $7 WHERE \
             (SELECT count(*) FROM feeds WHERE organization = $3) < $8",
        )
        .bind(&feed.id)
        .bind(feed.secret_hash.as_slice())
        .bind(&feed.organization)
        .bind(&feed.maker)
        .bind(&feed.token)
        .bind(json(&feed.new)?)
        .bind(feed.made_at.0)
        .bind(most)
        .execute(self.database.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The feed of an ID.
    pub(super) async fn find(&self, id: &str) -> Result<Option<Stored>, sqlx::Error> {
        let query = format!("SELECT {COLUMNS} FROM feeds WHERE id = $1");
        let row = sqlx::query(AssertSqlSafe(query))
            .bind(id)
            .fetch_optional(self.database.pool())
            .await?;
        row.as_ref().map(stored).transpose()
    }

    /// The feeds of an organization, the newest first, less those that another version has made in a way that this
    /// one cannot read.
    pub(super) async fn list(&self, organization: &str) -> Result<Vec<Stored>, sqlx::Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM feeds WHERE organization = $1 ORDER BY made_at DESC, id"
        );
        let rows = sqlx::query(AssertSqlSafe(query))
            .bind(organization)
            .fetch_all(self.database.pool())
            .await?;
        Ok(readable(&rows, "a feed", stored))
    }

    /// Puts the same token in, sealed with another key.
    pub(super) async fn set_token(&self, feed: &Stored, token: &[u8]) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE feeds SET token = $1 WHERE id = $2")
            .bind(token)
            .bind(&feed.id)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// Ends a feed: nothing is kept of it.
    pub(super) async fn delete(&self, id: &str) -> Result<(), sqlx::Error> {
        let mut write = self.database.begin().await?;
        for sql in [
            "DELETE FROM feed_entries WHERE feed = $1",
            "DELETE FROM feeds WHERE id = $1",
        ] {
            sqlx::query(sql).bind(id).execute(&mut *write).await?;
        }
        write.commit().await
    }

    /// Notes that a feed was fetched.
    pub(super) async fn fetched(&self, id: &str, at: Millis) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE feeds SET fetched_at = $1 WHERE id = $2")
            .bind(at.0)
            .bind(id)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// Puts what a calendar tells now in the place of what it told before, and notes that it was fetched. Two who
    /// fetch it at once are told the same.
    pub(super) async fn publish(
        &self,
        id: &str,
        now: Millis,
        merge: impl FnOnce(Vec<Published>) -> Vec<Published>,
    ) -> Result<Vec<Published>, sqlx::Error> {
        let mut write = self.database.begin().await?;
        // It also has others wait who fetch the same feed.
        sqlx::query("UPDATE feeds SET fetched_at = $1 WHERE id = $2")
            .bind(now.0)
            .bind(id)
            .execute(&mut *write)
            .await?;
        let rows = sqlx::query(
            "SELECT uid, sequence, changed_at, from_at, to_at, summary, description, is_cancelled \
             FROM feed_entries WHERE feed = $1",
        )
        .bind(id)
        .fetch_all(&mut *write)
        .await?;
        let before: Vec<_> = rows.iter().map(published).collect::<Result<_, _>>()?;
        let told = merge(before.clone());
        let kept: HashSet<_> = told.iter().map(|entry| &entry.uid).collect();
        for entry in before.iter().filter(|entry| !kept.contains(&entry.uid)) {
            sqlx::query("DELETE FROM feed_entries WHERE feed = $1 AND uid = $2")
                .bind(id)
                .bind(&entry.uid)
                .execute(&mut *write)
                .await?;
        }
        let known: HashMap<_, _> = before.iter().map(|entry| (&entry.uid, entry)).collect();
        let is_new = |entry: &&Published| known.get(&entry.uid).copied() != Some(*entry);
        let new: Vec<_> = told.iter().filter(is_new).collect();
        for batch in new.chunks(ROWS) {
            put(&mut write, id, batch).await?;
        }
        write.commit().await?;
        Ok(told)
    }
}

async fn put(
    write: &mut Transaction<'static, Any>,
    id: &str,
    entries: &[&Published],
) -> Result<(), sqlx::Error> {
    let values = placeholders(entries.len(), 9);
    let sql = format!(
        "INSERT INTO feed_entries \
         (feed, uid, sequence, changed_at, from_at, to_at, summary, description, is_cancelled) \
         VALUES {values} ON CONFLICT (feed, uid) DO UPDATE SET sequence = excluded.sequence, \
         changed_at = excluded.changed_at, summary = excluded.summary, \
         description = excluded.description, is_cancelled = excluded.is_cancelled"
    );
    let mut insert = sqlx::query(AssertSqlSafe(sql));
    for entry in entries {
        insert = insert
            .bind(id)
            .bind(&entry.uid)
            .bind(entry.sequence)
            .bind(entry.changed_at.0)
            .bind(entry.from.0)
            .bind(entry.to.0)
            .bind(&entry.summary)
            .bind(&entry.description)
            .bind(i64::from(entry.is_cancelled));
    }
    insert.execute(&mut **write).await.map(drop)
}

fn stored(row: &AnyRow) -> Result<Stored, sqlx::Error> {
    let hash: Vec<u8> = row.try_get("secret_hash")?;
    let new: String = row.try_get("feed")?;
    let fetched_at: Option<i64> = row.try_get("fetched_at")?;
    Ok(Stored {
        id: row.try_get("id")?,
        secret_hash: hash.try_into().unwrap_or_default(),
        organization: row.try_get("organization")?,
        maker: row.try_get("maker")?,
        token: row.try_get("token")?,
        new: value(&new)?,
        made_at: Millis(row.try_get("made_at")?),
        fetched_at: fetched_at.map(Millis),
    })
}

fn published(row: &AnyRow) -> Result<Published, sqlx::Error> {
    let is_cancelled: i64 = row.try_get("is_cancelled")?;
    Ok(Published {
        uid: row.try_get("uid")?,
        sequence: row.try_get("sequence")?,
        changed_at: Millis(row.try_get("changed_at")?),
        from: Millis(row.try_get("from_at")?),
        to: Millis(row.try_get("to_at")?),
        summary: row.try_get("summary")?,
        description: row.try_get("description")?,
        is_cancelled: is_cancelled != 0,
    })
}
