//! Runners.

use contract::model::ConnectionStatus;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, SqliteConnection};

use super::StoreError;
use crate::simulation::record::Record;
use crate::simulation::timing::Instant;

/// Which runners a list shows; they combine with AND (contract 2.3).
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// In lower case.
    pub(crate) zone: Option<String>,
    /// UUID or name.
    pub(crate) cluster: Option<String>,
    pub(crate) connection: Option<ConnectionStatus>,
    /// Only those that this API looks after.
    pub(crate) managed_only: bool,
}

/// The runner with that UUID, else the one with that runner ID (contract 1.1).
pub(crate) async fn find(
    db: &mut SqliteConnection,
    key: &str,
) -> Result<Option<Record>, StoreError> {
    let row = sqlx::query(
        "SELECT doc, life FROM runners WHERE id = ?1 OR runner_id = ?1 ORDER BY id = ?1 DESC LIMIT 1",
    )
    .bind(key)
    .fetch_optional(db)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Whether that runner ID is taken.
pub(crate) async fn exists(db: &mut SqliteConnection, runner_id: &str) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT 1 FROM runners WHERE runner_id = ?")
        .bind(runner_id)
        .fetch_optional(db)
        .await?;
    Ok(row.is_some())
}

/// The runner ID of the managed runner on that cluster.
pub(crate) async fn holder(
    db: &mut SqliteConnection,
    cluster_id: &str,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT runner_id FROM runners WHERE cluster_id = ? AND managed")
        .bind(cluster_id)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| row.try_get("runner_id")).transpose()?)
}

/// Runners by runner ID, those after `after` that pass the filter at `now`.
pub(crate) async fn page(
    db: &mut SqliteConnection,
    filter: &Filter,
    after: &str,
    limit: u32,
    now: Instant,
) -> Result<Vec<Record>, StoreError> {
    let mut query = QueryBuilder::new("SELECT doc, life FROM runners WHERE runner_id > ");
    query.push_bind(after);
    if filter.managed_only {
        query.push(" AND managed");
    }
    if let Some(zone) = &filter.zone {
        query.push(" AND zone = ").push_bind(zone);
    }
    if let Some(cluster) = &filter.cluster {
        query
            .push(" AND cluster_id IN (SELECT id FROM clusters WHERE id = ")
            .push_bind(cluster)
            .push(" OR name = ")
            .push_bind(cluster)
            .push(")");
    }
    if let Some(connection) = &filter.connection {
        // The rule of `Heartbeats::is_connected`.
        let connected = *connection == ConnectionStatus::Connected;
        query
            .push(" AND (ifnull(connected_from <= ")
            .push_bind(now)
            .push(", 0) AND ifnull(")
            .push_bind(now)
            .push(" < disconnected_from, 1)) = ")
            .push_bind(connected);
    }
    query.push(" ORDER BY runner_id LIMIT ").push_bind(limit);
    let rows = query.build().fetch_all(db).await?;
    rows.iter().map(read).collect()
}

/// The runners for which something is due by `now`, the longest overdue first.
pub(crate) async fn due(
    db: &mut SqliteConnection,
    now: Instant,
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let rows =
        sqlx::query("SELECT doc, life FROM runners WHERE due_at <= ? ORDER BY due_at LIMIT ?")
            .bind(now)
            .bind(limit)
            .fetch_all(db)
            .await?;
    rows.iter().map(read).collect()
}

/// When something is due next.
pub(crate) async fn next_due(db: &mut SqliteConnection) -> Result<Option<Instant>, StoreError> {
    let row = sqlx::query("SELECT min(due_at) AS next FROM runners WHERE due_at IS NOT NULL")
        .fetch_one(db)
        .await?;
    Ok(row.try_get("next")?)
}

fn read(row: &SqliteRow) -> Result<Record, StoreError> {
    Ok(Record {
        runner: serde_json::from_str(row.try_get("doc")?)?,
        life: serde_json::from_str(row.try_get("life")?)?,
    })
}

/// Puts runners in, with their bindings.
pub(crate) async fn insert(
    db: &mut SqliteConnection,
    records: &[Record],
) -> Result<(), StoreError> {
    for batch in records.chunks(500) {
        let mut rows = Vec::with_capacity(batch.len());
        for record in batch {
            let doc = serde_json::to_string(&record.runner)?;
            rows.push((record, doc, serde_json::to_string(&record.life)?));
        }
        QueryBuilder::new(
            "INSERT INTO runners (id, runner_id, zone, cluster_id, managed, connected_from, disconnected_from, due_at, doc, life) ",
        )
        .push_values(rows, |mut row, (record, doc, life)| {
            let identity = &record.runner.identity;
            row.push_bind(record.runner.id.clone())
                .push_bind(identity.runner_id.clone())
                .push_bind(identity.zone.clone())
                .push_bind(identity.cluster_id.clone())
                .push_bind(record.is_managed())
                .push_bind(record.life.heartbeats.connected_from())
                .push_bind(record.life.heartbeats.disconnected_from())
                .push_bind(record.life.due())
                .push_bind(doc)
                .push_bind(life);
        })
        .build()
        .execute(&mut *db)
        .await?;
        insert_bindings(db, batch).await?;
    }
    Ok(())
}

/// Writes a runner that is there.
pub(crate) async fn update(db: &mut SqliteConnection, record: &Record) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE runners SET zone = ?, connected_from = ?, disconnected_from = ?, due_at = ?, doc = ?, life = ? WHERE id = ?",
    )
    .bind(&record.runner.identity.zone)
    .bind(record.life.heartbeats.connected_from())
    .bind(record.life.heartbeats.disconnected_from())
    .bind(record.life.due())
    .bind(serde_json::to_string(&record.runner)?)
    .bind(serde_json::to_string(&record.life)?)
    .bind(&record.runner.id)
    .execute(db)
    .await?;
    Ok(())
}

/// Writes which profiles a runner binds, for those who ask by profile.
pub(crate) async fn update_bindings(
    db: &mut SqliteConnection,
    record: &Record,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM bindings WHERE runner = ?")
        .bind(&record.runner.id)
        .execute(&mut *db)
        .await?;
    insert_bindings(db, std::slice::from_ref(record)).await
}

async fn insert_bindings(db: &mut SqliteConnection, records: &[Record]) -> Result<(), StoreError> {
    let rows: Vec<_> = records
        .iter()
        .flat_map(|record| {
            let bindings = &record.runner.profile_bindings;
            bindings
                .iter()
                .map(|b| (&b.profile_template_id, &record.runner.id))
        })
        .collect();
    for batch in rows.chunks(1000) {
        QueryBuilder::new("INSERT INTO bindings (template_id, runner) ")
            .push_values(batch, |mut row, (template, runner)| {
                row.push_bind((*template).clone())
                    .push_bind((*runner).clone());
            })
            .build()
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// Removes a runner and its bindings.
pub(crate) async fn delete(db: &mut SqliteConnection, id: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM runners WHERE id = ?")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}
