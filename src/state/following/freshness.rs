//! How what is on screen stands to the truth.

use jiff::{SignedDuration, Timestamp};

use crate::api::ApiError;

/// What is shown is old when the last good news is older than this: two idle rounds (contract 4.7).
pub(crate) const OLD: SignedDuration = SignedDuration::from_secs(35);

/// How the store stands to the truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// The first reading is under way.
    Loading,
    /// Everything was read at this instant.
    AsOf(Timestamp),
    /// The newest try failed; what is shown is from the instant, if there was one.
    Stale(Option<Timestamp>, ApiError),
}

impl Freshness {
    /// When everything was last known.
    pub(crate) fn as_of(&self) -> Option<Timestamp> {
        match self {
            Self::Loading => None,
            Self::AsOf(at) => Some(*at),
            Self::Stale(at, _) => *at,
        }
    }

    /// Whether what is shown can be relied on.
    pub(crate) fn is_current(&self, now: Timestamp) -> bool {
        match self {
            Self::AsOf(at) => now.duration_since(*at) < OLD,
            Self::Loading | Self::Stale(..) => false,
        }
    }
}

/// How news arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The first stream is being opened.
    Connecting,
    /// The stream is open: changes are here within a second.
    Live,
    /// The stream is broken: the page asks again and again, and tries the stream now and then.
    Polling,
}
