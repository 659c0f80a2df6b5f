//! When sessions end by themselves.

use std::time::Duration;

/// When sessions end by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// A session ends this long after the sign-in, whatever happens.
    pub longest: Duration,
    /// How long a session can stay unused before it ends.
    pub idle: Duration,
}

impl Default for SessionLimits {
    /// A week, and a day without use.
    fn default() -> Self {
        Self {
            longest: Duration::from_hours(7 * 24),
            idle: Duration::from_hours(24),
        }
    }
}
