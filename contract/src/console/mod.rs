//! What the gateway offers its own pages under `/console`, beside the API: the live stream, the list
//! behind it, and what happened (design D2, D4).
//!
//! Gateway and pages are built together, so this has no versions and keeps no unknown fields. Instants
//! are Unix milliseconds: thousands of them are read with every round of heartbeats.

mod changing;
pub mod facts;
pub mod filter;
mod history;
pub mod lifecycle;
mod millis;
pub mod share;
pub mod stream;
mod summary;
pub mod words;

pub use history::{Happening, History, HistoryEntry, Span, Standing, Uptime};
pub use millis::Millis;
pub use summary::{Maintenance, RunnerSummary};
