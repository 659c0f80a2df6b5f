//! How much the gateway takes from strangers.

use std::num::NonZeroU32;
use std::time::Duration;

/// How much the gateway takes before it asks who is there.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once, streams included; fewer where the operating system allows fewer files.
    pub connections: usize,
    /// Connections at once of one address that is no trusted proxy.
    pub connections_per_address: usize,
    /// How long a new connection may take to bring its first whole request, TLS included.
    pub first_request: Duration,
    /// How long a connection is kept for a next request, and how long that may take to arrive. Longer than
    /// the minute that balancers keep theirs, so that none sends a request into a closing connection.
    pub next_request: Duration,
    /// How long a body may take to arrive.
    pub body: Duration,
    /// How long a client may take nothing of its answer.
    pub stalled: Duration,
    /// Sign-ins at once of one address, and how long it takes until there is one more.
    pub sign_ins_per_address: (NonZeroU32, Duration),
    /// Sign-ins at once with one token, and how long it takes until there is one more.
    pub sign_ins_per_token: (NonZeroU32, Duration),
}

impl Default for Limits {
    fn default() -> Self {
        const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).unwrap();
        const PER_TOKEN: NonZeroU32 = NonZeroU32::new(10).unwrap();
        Self {
            connections: 20_000,
            connections_per_address: 12_000,
            first_request: Duration::from_secs(15),
            next_request: Duration::from_secs(75),
            body: Duration::from_secs(15),
            stalled: Duration::from_secs(30),
            sign_ins_per_address: (PER_ADDRESS, Duration::from_secs(2)),
            sign_ins_per_token: (PER_TOKEN, Duration::from_secs(6)),
        }
    }
}
