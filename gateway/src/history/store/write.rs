//! Entries and memories are written together.

use sqlx::{Any, AssertSqlSafe, Transaction};

use super::{NewEntry, Remember, Store};
use crate::database::{Leases, json, placeholders};

/// Rows of one statement.
const ROWS: usize = 500;

impl Store {
    /// Writes entries and memories, all or nothing; nothing if it is for whoever holds the organization's
    /// lease, and that is another gateway.
    pub(in crate::history) async fn write(
        &self,
        only_with: Option<&Leases>,
        organization: &str,
        entries: Vec<NewEntry>,
        memories: Vec<Remember>,
    ) -> Result<(), sqlx::Error> {
        if entries.is_empty() && memories.is_empty() {
            return Ok(());
        }
        let mut write = self.database.begin().await?;
        if let Some(leases) = only_with
            && !leases.is_held(organization, &mut write).await?
        {
            return Ok(());
        }
        insert(&mut write, "happenings", organization, &entries).await?;
        let is_news = self.announce(&mut write, organization, &entries).await?;
        remember(&mut write, organization, memories).await?;
        write.commit().await?;
        if is_news {
            self.news.send_modify(|count| *count += 1);
        }
        Ok(())
    }
}

/// Writes entries into a table of them.
pub(in crate::history) async fn insert(
    write: &mut Transaction<'static, Any>,
    table: &'static str,
    organization: &str,
    entries: &[NewEntry],
) -> Result<(), sqlx::Error> {
    for batch in entries.chunks(ROWS) {
        let rows = placeholders(batch.len(), 4);
        let sql = format!("INSERT INTO {table} (organization, runner_id, at, what) VALUES {rows}");
        let mut insert = sqlx::query(AssertSqlSafe(sql));
        for entry in batch {
            insert = insert
                .bind(organization)
                .bind(&entry.runner_id)
                .bind(entry.at.0)
                .bind(json(&entry.what)?);
        }
        insert.execute(&mut **write).await?;
    }
    Ok(())
}

async fn remember(
    write: &mut Transaction<'static, Any>,
    organization: &str,
    memories: Vec<Remember>,
) -> Result<(), sqlx::Error> {
    let mut rows = Vec::with_capacity(memories.len());
    for (runner_id, memory) in memories {
        match memory {
            Some(memory) => rows.push((runner_id, json(&memory)?)),
            None => {
                sqlx::query("DELETE FROM memories WHERE organization = $1 AND runner_id = $2")
                    .bind(organization)
                    .bind(runner_id)
                    .execute(&mut **write)
                    .await?;
            }
        }
    }
    for batch in rows.chunks(ROWS) {
        let values = placeholders(batch.len(), 3);
        let sql = format!(
            "INSERT INTO memories (organization, runner_id, memory) VALUES {values} \
             ON CONFLICT (organization, runner_id) DO UPDATE SET memory = excluded.memory"
        );
        let mut insert = sqlx::query(AssertSqlSafe(sql));
        for (runner_id, memory) in batch {
            insert = insert.bind(organization).bind(runner_id).bind(memory);
        }
        insert.execute(&mut **write).await?;
    }
    Ok(())
}
