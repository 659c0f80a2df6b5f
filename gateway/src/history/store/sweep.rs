//! What is too old or too much goes.

use contract::console::Millis;
use sqlx::Row;

use super::{PER_RUNNER, Store};

impl Store {
    /// Forgets what is too old or too much; returns how many entries that were.
    pub(in crate::history) async fn sweep(&self, now: Millis) -> Result<u64, sqlx::Error> {
        let age = i64::try_from(self.limits.age.as_millis()).unwrap_or(i64::MAX);
        let old = sqlx::query("DELETE FROM happenings WHERE at < $1")
            .bind(now.0 - age)
            .execute(self.database.pool())
            .await?;
        let much = sqlx::query(
            "DELETE FROM happenings WHERE id <= \
             (SELECT id FROM happenings ORDER BY id DESC LIMIT 1 OFFSET $1)",
        )
        .bind(self.limits.entries)
        .execute(self.database.pool())
        .await?;
        let busy = sqlx::query(
            "SELECT organization, runner_id FROM happenings \
             GROUP BY organization, runner_id HAVING count(*) > $1",
        )
        .bind(PER_RUNNER)
        .fetch_all(self.database.pool())
        .await?;
        let mut swept = old.rows_affected() + much.rows_affected();
        for row in busy {
            let done = sqlx::query(
                "DELETE FROM happenings WHERE organization = $1 AND runner_id = $2 AND id <= \
                 (SELECT id FROM happenings WHERE organization = $1 AND runner_id = $2 \
                  ORDER BY id DESC LIMIT 1 OFFSET $3)",
            )
            .bind(row.try_get::<String, _>("organization")?)
            .bind(row.try_get::<String, _>("runner_id")?)
            .bind(PER_RUNNER)
            .execute(self.database.pool())
            .await?;
            swept += done.rows_affected();
        }
        Ok(swept)
    }
}
