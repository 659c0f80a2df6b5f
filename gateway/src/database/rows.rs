//! Values that are kept as JSON, and rows of tables.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;

/// A value as it is kept.
pub(crate) fn json(value: &impl Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// A value that was kept.
pub(crate) fn value<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// Rows, less those that another version has written in a way that this one cannot read: they are no reason to hide
/// the others. `what` names one in the log.
pub(crate) fn readable<T>(
    rows: &[AnyRow],
    what: &str,
    read: impl Fn(&AnyRow) -> Result<T, sqlx::Error>,
) -> Vec<T> {
    let read = |row| {
        read(row)
            .inspect_err(|error| tracing::warn!(%error, what, "a row cannot be read"))
            .ok()
    };
    rows.iter().filter_map(read).collect()
}
