//! Channels.

use contract::console::Millis;
use contract::console::notify::{Channel, ChannelKind};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::Store;
use crate::database::{json, readable, value};

const COLUMNS: &str =
    "id, organization, maker, name, kind, place, sealed, made_at, failing_since, is_dead";

/// A channel as the gateway keeps it.
#[derive(Clone)]
pub(in crate::notify) struct StoredChannel {
    pub(in crate::notify) id: String,
    pub(in crate::notify) organization: String,
    pub(in crate::notify) maker: String,
    pub(in crate::notify) name: String,
    pub(in crate::notify) kind: ChannelKind,
    pub(in crate::notify) place: String,
    /// Its destination, sealed.
    pub(in crate::notify) sealed: Vec<u8>,
    pub(in crate::notify) made_at: Millis,
    pub(in crate::notify) failing_since: Option<Millis>,
    pub(in crate::notify) is_dead: bool,
}

impl StoredChannel {
    /// What its destination is bound to.
    pub(in crate::notify) fn made(id: &str) -> String {
        format!("notification-channel/{id}")
    }

    /// As people of its organization see it.
    pub(in crate::notify) fn seen(self) -> Channel {
        Channel {
            id: self.id,
            name: self.name,
            kind: self.kind,
            place: self.place,
            made_by: self.maker,
            made_at: self.made_at,
            failing_since: self.failing_since,
            is_dead: self.is_dead,
        }
    }
}

impl Store {
    /// Puts a new channel in, unless the organization has so many already.
    pub(in crate::notify) async fn insert_channel(
        &self,
        channel: &StoredChannel,
        most: i64,
    ) -> Result<bool, sqlx::Error> {
        let done = sqlx::query(
            "INSERT INTO notification_channels \
             (id, organization, maker, name, kind, place, sealed, made_at) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE \
             (SELECT count(*) FROM notification_channels WHERE organization = $2) < $9",
        )
        .bind(&channel.id)
        .bind(&channel.organization)
        .bind(&channel.maker)
        .bind(&channel.name)
        .bind(json(&channel.kind)?)
        .bind(&channel.place)
        .bind(&channel.sealed)
        .bind(channel.made_at.0)
        .bind(most)
        .execute(self.database.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets a channel, and what was still to be sent there.
    pub(in crate::notify) async fn delete_channel(&self, id: &str) -> Result<(), sqlx::Error> {
        let mut write = self.database.begin().await?;
        sqlx::query("UPDATE notification_messages SET due_at = NULL WHERE channel = $1")
            .bind(id)
            .execute(&mut *write)
            .await?;
        sqlx::query("DELETE FROM notification_channels WHERE id = $1")
            .bind(id)
            .execute(&mut *write)
            .await?;
        write.commit().await
    }

    /// The channels of an organization, the newest first.
    pub(in crate::notify) async fn channels(
        &self,
        organization: &str,
    ) -> Result<Vec<StoredChannel>, sqlx::Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM notification_channels WHERE organization = $1 \
             ORDER BY made_at DESC, id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(organization)
            .fetch_all(self.database.pool())
            .await?;
        Ok(readable(&rows, "a channel", stored))
    }

    /// Puts the same destination in, sealed with another key.
    pub(in crate::notify) async fn set_channel_sealed(
        &self,
        channel: &StoredChannel,
        sealed: &[u8],
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE notification_channels SET sealed = $1 WHERE id = $2")
            .bind(sealed)
            .bind(&channel.id)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// Something got through a channel, or since then nothing does.
    pub(in crate::notify) async fn set_failing(
        &self,
        id: &str,
        since: Option<Millis>,
    ) -> Result<(), sqlx::Error> {
        let change = match since {
            None => {
                "UPDATE notification_channels SET failing_since = $1, is_dead = 0 \
                 WHERE id = $2 AND failing_since IS NOT NULL"
            }
            Some(_) => {
                "UPDATE notification_channels SET failing_since = $1 \
                 WHERE id = $2 AND failing_since IS NULL"
            }
        };
        sqlx::query(change)
            .bind(since.map(|at| at.0))
            .bind(id)
            .execute(self.database.pool())
            .await
            .map(drop)
    }
}

fn stored(row: &AnyRow) -> Result<StoredChannel, sqlx::Error> {
    let failing_since: Option<i64> = row.try_get("failing_since")?;
    Ok(StoredChannel {
        id: row.try_get("id")?,
        organization: row.try_get("organization")?,
        maker: row.try_get("maker")?,
        name: row.try_get("name")?,
        kind: value(row.try_get("kind")?)?,
        place: row.try_get("place")?,
        sealed: row.try_get("sealed")?,
        made_at: Millis(row.try_get("made_at")?),
        failing_since: failing_since.map(Millis),
        is_dead: row.try_get::<i64, _>("is_dead")? != 0,
    })
}
