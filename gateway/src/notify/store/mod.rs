//! The tables of notifications: all of their SQL is here.

mod channels;
mod messages;
mod rules;
mod states;

pub(super) use channels::StoredChannel;
pub(super) use messages::{Due, NewMessage};
pub(super) use rules::StoredRule;

use crate::database::Database;

/// Rules, channels and messages of all organizations.
#[derive(Clone)]
pub(super) struct Store {
    pub(super) database: Database,
}

fn json(value: &impl serde::Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

fn value<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// Rows, less those that another version has written in a way that this one cannot read: they are no reason to hide
/// the others.
fn readable<T>(
    rows: &[sqlx::any::AnyRow],
    read: impl Fn(&sqlx::any::AnyRow) -> Result<T, sqlx::Error>,
) -> Vec<T> {
    let read = |row| {
        read(row)
            .inspect_err(|error| tracing::warn!(%error, "a row of notifications cannot be read"))
            .ok()
    };
    rows.iter().filter_map(read).collect()
}
