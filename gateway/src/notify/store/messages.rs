//! Messages: what is to be delivered, and what was.

use contract::console::Millis;
use contract::console::notify::{Attempt, Content, Delivery, Message, Reason};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use super::Store;
use crate::database::{json, readable, value};
use crate::settings::secret;

/// Messages are kept for 30 days, in milliseconds.
const KEPT: i64 = 30 * 24 * 3600 * 1000;

/// The newest so many of an organization are kept.
const MOST: i64 = 5000;

/// Tries that are kept of a message.
const TRIES: usize = 20;

const COLUMNS: &str =
    "id, rule, channel, at, content, suppressed, begun_at, due_at, delivered_at, tries";

/// A message to be put in: for a channel, or kept back.
pub(in crate::notify) struct NewMessage<'a> {
    pub(in crate::notify) rule: &'a str,
    pub(in crate::notify) channel: &'a str,
    pub(in crate::notify) at: Millis,
    pub(in crate::notify) content: &'a Content,
    pub(in crate::notify) suppressed: Option<Reason>,
}

/// A message that is to be tried.
#[derive(Clone)]
pub(in crate::notify) struct Due {
    pub(in crate::notify) message: Message,
    /// Since when it is tried.
    pub(in crate::notify) begun_at: Millis,
}

impl Store {
    /// Puts a message in, with whatever else the transaction does.
    pub(in crate::notify) async fn insert_message(
        write: &mut Transaction<'static, Any>,
        organization: &str,
        message: &NewMessage<'_>,
        now: Millis,
    ) -> Result<(), sqlx::Error> {
        let suppressed = message.suppressed.as_ref().map(json).transpose()?;
        let due_at = suppressed.is_none().then_some(now.0);
        sqlx::query(
            "INSERT INTO notification_messages \
             (id, organization, rule, channel, at, content, suppressed, begun_at, due_at, tries) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '[]')",
        )
        .bind(format!("msg_{}", &secret::random()[..32]))
        .bind(organization)
        .bind(message.rule)
        .bind(message.channel)
        .bind(message.at.0)
        .bind(json(message.content)?)
        .bind(suppressed)
        .bind(now.0)
        .bind(due_at)
        .execute(&mut **write)
        .await
        .map(drop)
    }

    /// Messages of an organization that are to be tried now, those that wait longest first.
    pub(in crate::notify) async fn due(
        &self,
        organization: &str,
        now: Millis,
        most: i64,
    ) -> Result<Vec<Due>, sqlx::Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM notification_messages \
             WHERE organization = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(organization)
            .bind(now.0)
            .bind(most)
            .fetch_all(self.database.pool())
            .await?;
        Ok(readable(&rows, "a message", |row| {
            Ok(Due {
                begun_at: Millis(row.try_get("begun_at")?),
                message: message(row)?,
            })
        }))
    }

    /// Notes a try: delivered, or to be tried again then, or given up.
    pub(in crate::notify) async fn note_try(
        &self,
        due: &Due,
        attempt: Attempt,
        is_delivered: bool,
        next: Option<Millis>,
    ) -> Result<(), sqlx::Error> {
        let at = attempt.at;
        let mut tries = due.message.attempts.clone();
        tries.push(attempt);
        let old = tries.len().saturating_sub(TRIES);
        tries.drain(..old);
        sqlx::query(
            "UPDATE notification_messages SET tries = $1, due_at = $2, delivered_at = $3 WHERE id = $4",
        )
        .bind(json(&tries)?)
        .bind(next.filter(|_| !is_delivered).map(|at| at.0))
        .bind(is_delivered.then_some(at.0))
        .bind(&due.message.id)
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    /// Sends a message once more, under its ID; false if there is none that was sent.
    pub(in crate::notify) async fn replay(
        &self,
        organization: &str,
        id: &str,
        now: Millis,
    ) -> Result<bool, sqlx::Error> {
        let done = sqlx::query(
            "UPDATE notification_messages SET due_at = $1, begun_at = $1, delivered_at = NULL \
             WHERE id = $2 AND organization = $3 AND suppressed IS NULL AND channel <> ''",
        )
        .bind(now.0)
        .bind(id)
        .bind(organization)
        .execute(self.database.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The newest messages of an organization.
    pub(in crate::notify) async fn messages(
        &self,
        organization: &str,
        most: i64,
    ) -> Result<Vec<Message>, sqlx::Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM notification_messages WHERE organization = $1 \
             ORDER BY at DESC, id LIMIT $2"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(organization)
            .bind(most)
            .fetch_all(self.database.pool())
            .await?;
        Ok(readable(&rows, "a message", message))
    }

    /// Forgets old messages, and news that nobody takes any more; returns how many.
    pub(in crate::notify) async fn sweep(&self, now: Millis) -> Result<u64, sqlx::Error> {
        let old = sqlx::query(
            "DELETE FROM notification_messages WHERE due_at IS NULL AND (at < $1 OR at < \
             (SELECT newer.at FROM notification_messages newer \
              WHERE newer.organization = notification_messages.organization \
              ORDER BY newer.at DESC LIMIT 1 OFFSET $2))",
        )
        .bind(now.0 - KEPT)
        .bind(MOST)
        .execute(self.database.pool())
        .await?;
        sqlx::query(
            "DELETE FROM notification_news WHERE organization NOT IN \
             (SELECT organization FROM notification_rules WHERE ended_at IS NULL)",
        )
        .execute(self.database.pool())
        .await?;
        Ok(old.rows_affected())
    }
}

fn message(row: &AnyRow) -> Result<Message, sqlx::Error> {
    let perhaps = |name: &str| -> Result<Option<Millis>, sqlx::Error> {
        let at: Option<i64> = row.try_get(name)?;
        Ok(at.map(Millis))
    };
    let suppressed: Option<String> = row.try_get("suppressed")?;
    let delivery = match (suppressed, perhaps("due_at")?, perhaps("delivered_at")?) {
        (Some(reason), ..) => Delivery::Suppressed {
            reason: value(&reason)?,
        },
        (None, Some(next), _) => Delivery::Waiting { next },
        (None, None, Some(at)) => Delivery::Delivered { at },
        (None, None, None) => Delivery::GivenUp,
    };
    Ok(Message {
        id: row.try_get("id")?,
        rule: row.try_get("rule")?,
        channel: row.try_get("channel")?,
        at: Millis(row.try_get("at")?),
        content: value(row.try_get("content")?)?,
        delivery,
        attempts: value(row.try_get("tries")?)?,
    })
}
