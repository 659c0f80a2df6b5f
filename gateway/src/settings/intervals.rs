//! How often what is asked.

use std::time::Duration;

/// How often the API and the sessions are asked, and for how long a reader is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Intervals {
    /// Between two readings while something changes (contract 4.7).
    pub changing: Duration,
    /// Between two readings while nothing does (contract 4.7).
    pub idle: Duration,
    /// Between two readings while nobody watches: the history goes on.
    pub unwatched: Duration,
    /// Between two readings of the policies of all runners, which nobody waits for.
    pub policies: Duration,
    /// First wait after a failure; it doubles with each further one (contract 4.7).
    pub first_retry: Duration,
    /// Longest wait after a failure.
    pub last_retry: Duration,
    /// How long an answer of a remote API may take. Less than the gateway's own patience (25 s), so that
    /// its message says whose fault it was.
    pub answer: Duration,
    /// Between two looks at whether a reader may still read.
    pub check: Duration,
    /// Between two signs of life on a stream.
    pub keep_alive: Duration,
    /// A reader that takes nothing for so long is let go; it comes back when it can.
    pub patience: Duration,
    /// Of several gateways that share a database, another one polls so long after the one that did is gone.
    pub lease: Duration,
}

impl Default for Intervals {
    fn default() -> Self {
        Self {
            changing: Duration::from_secs(3),
            idle: Duration::from_secs(15),
            unwatched: Duration::from_mins(1),
            policies: Duration::from_mins(1),
            first_retry: Duration::from_millis(200),
            last_retry: Duration::from_secs(5),
            answer: Duration::from_secs(24),
            check: Duration::from_secs(15),
            keep_alive: Duration::from_secs(10),
            patience: Duration::from_secs(15),
            lease: Duration::from_secs(15),
        }
    }
}
