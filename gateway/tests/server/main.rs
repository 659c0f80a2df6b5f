//! The gateway from outside: its real router on a fresh data directory, without a socket but where one is
//! the point.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set its stage has failed"
)]

mod accounts;
mod api;
mod bad_input;
mod changes;
mod cross_site;
mod dialects;
mod fake_api;
mod feeds;
mod hardening;
mod health;
mod history;
mod kept;
mod live;
mod notify;
mod operations;
mod raw;
#[path = "../../src/database/scratch.rs"]
mod scratch;
mod served;
mod session;
mod several;
mod share;
mod site;
mod stage;
mod start;
mod tls_api;
mod upstream;
