//! Clusters and their sites.

use contract::model::Cluster;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, SqliteConnection};

use super::StoreError;
use crate::simulation::cluster::{SimulatedCluster, at};
use crate::simulation::timing::Instant;

/// Every cluster, by name.
pub(crate) async fn list(
    db: &mut SqliteConnection,
    now: Instant,
) -> Result<Vec<Cluster>, StoreError> {
    let rows = sqlx::query("SELECT doc, running_from FROM clusters ORDER BY name")
        .fetch_all(db)
        .await?;
    rows.iter()
        .map(|row| {
            let cluster = serde_json::from_str(row.try_get("doc")?)?;
            Ok(at(cluster, row.try_get("running_from")?, now))
        })
        .collect()
}

/// The cluster with that UUID.
pub(crate) async fn by_id(
    db: &mut SqliteConnection,
    id: &str,
) -> Result<Option<SimulatedCluster>, StoreError> {
    let row = sqlx::query("SELECT doc, site, running_from FROM clusters WHERE id = ?")
        .bind(id)
        .fetch_optional(db)
        .await?;
    row.as_ref().map(read).transpose()
}

/// The cluster with that name.
pub(crate) async fn by_name(
    db: &mut SqliteConnection,
    name: &str,
) -> Result<Option<SimulatedCluster>, StoreError> {
    let row = sqlx::query("SELECT doc, site, running_from FROM clusters WHERE name = ?")
        .bind(name)
        .fetch_optional(db)
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &SqliteRow) -> Result<SimulatedCluster, StoreError> {
    Ok(SimulatedCluster {
        doc: serde_json::from_str(row.try_get("doc")?)?,
        site: serde_json::from_str(row.try_get("site")?)?,
        running_from: row.try_get("running_from")?,
    })
}

/// Puts clusters in.
pub(crate) async fn insert(
    db: &mut SqliteConnection,
    clusters: &[SimulatedCluster],
) -> Result<(), StoreError> {
    for batch in clusters.chunks(500) {
        let mut rows = Vec::with_capacity(batch.len());
        for cluster in batch {
            let doc = serde_json::to_string(&cluster.doc)?;
            rows.push((cluster, doc, serde_json::to_string(&cluster.site)?));
        }
        QueryBuilder::new("INSERT INTO clusters (id, name, running_from, doc, site) ")
            .push_values(rows, |mut row, (cluster, doc, site)| {
                row.push_bind(cluster.doc.id.clone())
                    .push_bind(cluster.doc.name.clone())
                    .push_bind(cluster.running_from)
                    .push_bind(doc)
                    .push_bind(site);
            })
            .build()
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}
