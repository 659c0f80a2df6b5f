//! What everything else is told: intervals, limits, addresses; and what it is counted and named by.

pub(crate) mod build;
mod intervals;
mod limits;
pub(crate) mod metrics;
mod public_url;
pub(crate) mod secret;

pub use intervals::Intervals;
pub use limits::Limits;
pub use public_url::PublicUrl;
