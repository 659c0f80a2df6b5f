//! Rules.

use contract::console::Millis;
use contract::console::notify::{Pause, Rule, RuleEnd, Sketch};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::Store;
use crate::database::{json, readable, value};
use crate::notify::decide::ActiveRule;

const COLUMNS: &str =
    "id, organization, maker, token, sketch, pause, origin, made_at, version, ended_at";

/// A rule as the gateway keeps it.
#[derive(Clone)]
pub(in crate::notify) struct StoredRule {
    pub(in crate::notify) id: String,
    pub(in crate::notify) organization: String,
    /// Principal of the person who made it.
    pub(in crate::notify) maker: String,
    /// Their token, sealed, with which their rights are looked after and nothing else is done.
    pub(in crate::notify) token: Vec<u8>,
    pub(in crate::notify) sketch: Sketch,
    pub(in crate::notify) pause: Option<Pause>,
    /// What links into the console begin with.
    pub(in crate::notify) origin: String,
    pub(in crate::notify) made_at: Millis,
    pub(in crate::notify) version: i64,
    pub(in crate::notify) ended_at: Option<Millis>,
}

impl StoredRule {
    /// What its token is bound to.
    pub(in crate::notify) fn made(id: &str) -> String {
        format!("notification-rule/{id}")
    }

    /// As people of its organization see it.
    pub(in crate::notify) fn seen_by(self, caller: &str) -> Rule {
        Rule {
            mine: self.maker == caller,
            made_by: self.maker,
            id: self.id,
            sketch: self.sketch,
            made_at: self.made_at,
            pause: self.pause,
            over: self.ended_at.map(|_| RuleEnd::RightsEnded),
        }
    }

    /// As it is watched.
    pub(in crate::notify) fn active(&self) -> ActiveRule {
        ActiveRule {
            id: self.id.clone(),
            version: self.version,
            sketch: self.sketch.clone(),
            pause: self.pause.clone(),
        }
    }
}

impl Store {
    /// Puts a new rule in, unless the organization has so many already.
    pub(in crate::notify) async fn insert_rule(
        &self,
        rule: &StoredRule,
        most: i64,
    ) -> Result<bool, sqlx::Error> {
        let done = sqlx::query(
            "INSERT INTO notification_rules \
             (id, organization, maker, token, sketch, origin, made_at, version) \
             SELECT $1, $2, $3, $4, $5, $6, $7, 0 WHERE \
             (SELECT count(*) FROM notification_rules WHERE organization = $2) < $8",
        )
        .bind(&rule.id)
        .bind(&rule.organization)
        .bind(&rule.maker)
        .bind(&rule.token)
        .bind(json(&rule.sketch)?)
        .bind(&rule.origin)
        .bind(rule.made_at.0)
        .bind(most)
        .execute(self.database.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Writes what can be changed about a rule; it is watched anew if it had ended.
    pub(in crate::notify) async fn update_rule(
        &self,
        rule: &StoredRule,
    ) -> Result<(), sqlx::Error> {
        let pause = rule.pause.as_ref().map(json).transpose()?;
        sqlx::query(
            "UPDATE notification_rules SET sketch = $1, pause = $2, token = $3, ended_at = $4, \
             version = version + 1 WHERE id = $5",
        )
        .bind(json(&rule.sketch)?)
        .bind(pause)
        .bind(&rule.token)
        .bind(rule.ended_at.map(|at| at.0))
        .bind(&rule.id)
        .execute(self.database.pool())
        .await
        .map(drop)
    }

    /// Puts the same token in, sealed with another key, unless it was changed meanwhile.
    pub(in crate::notify) async fn set_rule_token(
        &self,
        rule: &StoredRule,
        token: &[u8],
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE notification_rules SET token = $1 WHERE id = $2 AND version = $3")
            .bind(token)
            .bind(&rule.id)
            .bind(rule.version)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    pub(in crate::notify) async fn delete_rule(&self, id: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM notification_rules WHERE id = $1")
            .bind(id)
            .execute(self.database.pool())
            .await
            .map(drop)
    }

    /// The rules of an organization, the newest first.
    pub(in crate::notify) async fn rules(
        &self,
        organization: &str,
    ) -> Result<Vec<StoredRule>, sqlx::Error> {
        let query = format!(
            "SELECT {COLUMNS} FROM notification_rules WHERE organization = $1 \
             ORDER BY made_at DESC, id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(organization)
            .fetch_all(self.database.pool())
            .await?;
        Ok(readable(&rows, "a rule", stored))
    }

    /// Organizations that have a rule, or something to deliver.
    pub(in crate::notify) async fn organizations(&self) -> Result<Vec<String>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT organization FROM notification_rules WHERE ended_at IS NULL UNION \
             SELECT organization FROM notification_messages WHERE due_at IS NOT NULL",
        )
        .fetch_all(self.database.pool())
        .await?;
        rows.iter().map(|row| row.try_get("organization")).collect()
    }
}

fn stored(row: &AnyRow) -> Result<StoredRule, sqlx::Error> {
    let pause: Option<String> = row.try_get("pause")?;
    let ended_at: Option<i64> = row.try_get("ended_at")?;
    Ok(StoredRule {
        id: row.try_get("id")?,
        organization: row.try_get("organization")?,
        maker: row.try_get("maker")?,
        token: row.try_get("token")?,
        sketch: value(row.try_get("sketch")?)?,
        pause: pause.as_deref().map(value).transpose()?,
        origin: row.try_get("origin")?,
        made_at: Millis(row.try_get("made_at")?),
        version: row.try_get("version")?,
        ended_at: ended_at.map(Millis),
    })
}
