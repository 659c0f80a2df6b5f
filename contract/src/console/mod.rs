//! What the gateway offers its own pages under `/console`, beside the API: the live stream, the list
//! behind it, and what happened (design D2, D4).
//!
//! Gateway and pages are built together, so this has no versions and keeps no unknown fields. Instants
//! are Unix milliseconds: thousands of them are read with every round of heartbeats.

mod build;
mod change;
pub mod day;
pub mod feed;
pub mod filter;
mod guardrails;
mod headline;
mod history;
mod millis;
mod natural;
pub mod notify;
mod pasted;
pub mod paths;
mod served;
pub mod share;
pub mod stream;
mod summary;
mod uid;
pub mod words;

pub use build::build_of;
pub use change::{Change, Changes, object_of, parts_at};
pub use guardrails::{Guardrails, ListedPolicy};
pub use history::{Happening, History, HistoryEntry, Span, Standing, Uptime};
pub use millis::Millis;
pub use natural::natural;
pub use pasted::pasted_token;
pub use served::{Choice, Finding, ServedApi, Version};
pub use summary::{Maintenance, RunnerSummary};
pub use uid::UidStart;
