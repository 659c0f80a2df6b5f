//! The state of the decisions and the resulting messages, stored in one transaction with the news that led to them.

use contract::console::Millis;
use contract::console::notify::Content;
use sqlx::{Any, Row, Transaction};

use super::{NewMessage, Store, StoredChannel, StoredRule};
use crate::database::json;
use crate::notify::decide::State;

impl Store {
    /// What was decided so far. What another version wrote in a way that this one cannot read is nothing.
    pub(in crate::notify) async fn state(&self, organization: &str) -> Result<State, sqlx::Error> {
        let row = sqlx::query("SELECT state FROM notification_states WHERE organization = $1")
            .bind(organization)
            .fetch_optional(self.database.pool())
            .await?;
        let Some(row) = row else {
            return Ok(State::default());
        };
        let state: String = row.try_get("state")?;
        Ok(serde_json::from_str(&state).unwrap_or_else(|error| {
            tracing::warn!(%error, organization, "what was reported before cannot be read");
            State::default()
        }))
    }

    /// Keeps what was decided, with whatever else the transaction does.
    pub(in crate::notify) async fn keep_state(
        write: &mut Transaction<'static, Any>,
        organization: &str,
        state: &State,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO notification_states (organization, state) VALUES ($1, $2) \
             ON CONFLICT (organization) DO UPDATE SET state = excluded.state",
        )
        .bind(organization)
        .bind(json(state)?)
        .execute(&mut **write)
        .await
        .map(drop)
    }

    /// Ends a rule whose maker may not read any more, and tells so; false if it had ended, or was changed.
    pub(in crate::notify) async fn end_rule(
        &self,
        rule: &StoredRule,
        content: &Content,
        now: Millis,
    ) -> Result<bool, sqlx::Error> {
        let mut write = self.database.begin().await?;
        let done = sqlx::query(
            "UPDATE notification_rules SET ended_at = $1, token = $2, version = version + 1 \
             WHERE id = $3 AND version = $4 AND ended_at IS NULL",
        )
        .bind(now.0)
        .bind(Vec::<u8>::new())
        .bind(&rule.id)
        .bind(rule.version)
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        for channel in &rule.sketch.channels {
            let message = NewMessage {
                rule: &rule.id,
                channel,
                at: now,
                content,
                suppressed: None,
            };
            Self::insert_message(&mut write, &rule.organization, &message, now).await?;
        }
        write.commit().await?;
        Ok(true)
    }

    /// Takes a channel for dead, and tells so on another one, if there is any; false if that was done before.
    pub(in crate::notify) async fn bury(
        &self,
        channel: &StoredChannel,
        elsewhere: Option<&str>,
        content: &Content,
        now: Millis,
    ) -> Result<bool, sqlx::Error> {
        let mut write = self.database.begin().await?;
        let done = sqlx::query(
            "UPDATE notification_channels SET is_dead = 1 \
             WHERE id = $1 AND is_dead = 0 AND failing_since IS NOT NULL",
        )
        .bind(&channel.id)
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some(elsewhere) = elsewhere {
            let message = NewMessage {
                rule: "",
                channel: elsewhere,
                at: now,
                content,
                suppressed: None,
            };
            Self::insert_message(&mut write, &channel.organization, &message, now).await?;
        }
        write.commit().await?;
        Ok(true)
    }
}
