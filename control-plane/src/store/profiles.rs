//! Profile templates.

use std::collections::HashMap;

use contract::model::ProfileTemplate;
use sqlx::{QueryBuilder, Row, SqliteConnection};

use super::StoreError;

/// The profile with that ID.
pub(crate) async fn find(
    db: &mut SqliteConnection,
    id: &str,
) -> Result<Option<ProfileTemplate>, StoreError> {
    let row = sqlx::query("SELECT doc FROM profiles WHERE id = ?")
        .bind(id)
        .fetch_optional(db)
        .await?;
    Ok(match row {
        Some(row) => Some(serde_json::from_str(row.try_get("doc")?)?),
        None => None,
    })
}

/// Those of the IDs that exist, with their profiles.
pub(crate) async fn find_all(
    db: &mut SqliteConnection,
    ids: impl Iterator<Item = &str>,
) -> Result<HashMap<String, ProfileTemplate>, StoreError> {
    let mut found = HashMap::new();
    for id in ids {
        if let Some(profile) = find(&mut *db, id).await? {
            found.insert(id.to_owned(), profile);
        }
    }
    Ok(found)
}

/// Whether a profile has that display name.
pub(crate) async fn has_name(
    db: &mut SqliteConnection,
    display_name: &str,
) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT 1 FROM profiles WHERE display_name = ?")
        .bind(display_name)
        .fetch_optional(db)
        .await?;
    Ok(row.is_some())
}

/// Profiles by display name, those after `after`.
pub(crate) async fn page(
    db: &mut SqliteConnection,
    after: &str,
    limit: u32,
) -> Result<Vec<ProfileTemplate>, StoreError> {
    let rows = sqlx::query(
        "SELECT doc FROM profiles WHERE display_name > ? ORDER BY display_name LIMIT ?",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| Ok(serde_json::from_str(row.try_get("doc")?)?))
        .collect()
}

/// How many runners bind the profile.
pub(crate) async fn count_bindings(db: &mut SqliteConnection, id: &str) -> Result<u32, StoreError> {
    let row = sqlx::query("SELECT count(*) AS bound FROM bindings WHERE template_id = ?")
        .bind(id)
        .fetch_one(db)
        .await?;
    Ok(row.try_get("bound")?)
}

/// Puts profiles in.
pub(crate) async fn insert(
    db: &mut SqliteConnection,
    profiles: &[ProfileTemplate],
) -> Result<(), StoreError> {
    for batch in profiles.chunks(500) {
        let mut rows = Vec::with_capacity(batch.len());
        for profile in batch {
            rows.push((profile, serde_json::to_string(profile)?));
        }
        QueryBuilder::new("INSERT INTO profiles (id, display_name, doc) ")
            .push_values(rows, |mut row, (profile, doc)| {
                row.push_bind(profile.id.clone())
                    .push_bind(profile.display_name.clone())
                    .push_bind(doc);
            })
            .build()
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// Writes a profile that is there.
pub(crate) async fn update(
    db: &mut SqliteConnection,
    profile: &ProfileTemplate,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE profiles SET doc = ? WHERE id = ?")
        .bind(serde_json::to_string(profile)?)
        .bind(&profile.id)
        .execute(db)
        .await?;
    Ok(())
}

/// Removes a profile that no runner binds.
pub(crate) async fn delete(db: &mut SqliteConnection, id: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM profiles WHERE id = ?")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}
