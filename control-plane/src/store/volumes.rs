//! Registered volumes, by name.

use sqlx::{Row, SqliteConnection};

use super::StoreError;

/// Every volume with the ID of its runner.
pub(crate) async fn all(db: &mut SqliteConnection) -> Result<Vec<(String, String)>, StoreError> {
    let rows = sqlx::query(
        "SELECT name, runner_id FROM volumes JOIN runners ON runners.id = volumes.runner ORDER BY name",
    )
    .fetch_all(db)
    .await?;
    let pair =
        |row: &sqlx::sqlite::SqliteRow| Ok((row.try_get("name")?, row.try_get("runner_id")?));
    rows.iter().map(pair).collect()
}

/// Whether a volume names the runner of that UUID.
pub(crate) async fn blocks(db: &mut SqliteConnection, runner: &str) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT 1 FROM volumes WHERE runner = ?")
        .bind(runner)
        .fetch_optional(db)
        .await?;
    Ok(row.is_some())
}

/// Puts a volume in; false where the name is taken.
pub(crate) async fn insert(
    db: &mut SqliteConnection,
    name: &str,
    runner: &str,
) -> Result<bool, StoreError> {
    let done =
        sqlx::query("INSERT INTO volumes (name, runner) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(runner)
            .execute(db)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// Takes a volume out; false where there is none.
pub(crate) async fn delete(db: &mut SqliteConnection, name: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM volumes WHERE name = ?")
        .bind(name)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}
