//! The request IDs of creates (contract-v1 4.4). One is forgotten with its runner.

use sqlx::{Row, SqliteConnection};

use super::StoreError;

/// The body that came with a request ID, and the UUID of the runner that it made.
pub(crate) async fn find(
    db: &mut SqliteConnection,
    token: &str,
) -> Result<Option<(String, String)>, StoreError> {
    let row = sqlx::query("SELECT body, runner FROM requests WHERE token = ?")
        .bind(token)
        .fetch_optional(db)
        .await?;
    Ok(row
        .map(|row| Ok::<_, sqlx::Error>((row.try_get("body")?, row.try_get("runner")?)))
        .transpose()?)
}

/// Remembers a request ID.
pub(crate) async fn insert(
    db: &mut SqliteConnection,
    token: &str,
    body: &str,
    runner: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO requests (token, body, runner) VALUES (?, ?, ?)")
        .bind(token)
        .bind(body)
        .bind(runner)
        .execute(db)
        .await?;
    Ok(())
}
