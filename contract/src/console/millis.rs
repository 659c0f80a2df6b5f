//! Instants as numbers.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Unix time in milliseconds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// The instant; 1970 for a number that no calendar reaches.
    pub fn instant(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl From<Timestamp> for Millis {
    fn from(instant: Timestamp) -> Self {
        Self(instant.as_millisecond())
    }
}
