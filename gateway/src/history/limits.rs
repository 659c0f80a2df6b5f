//! How much history is kept.

use std::time::Duration;

/// How much history is kept. Of one runner no more than the newest 1000 entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryLimits {
    /// What is older is forgotten.
    pub age: Duration,
    /// The newest so many entries are kept, of all runners together.
    pub entries: i64,
}

impl Default for HistoryLimits {
    /// 30 days, a million entries.
    fn default() -> Self {
        Self {
            age: Duration::from_hours(30 * 24),
            entries: 1_000_000,
        }
    }
}
