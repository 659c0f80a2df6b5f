//! The real program, killed with `kill -9` at any moment.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set its stage has failed"
)]

mod alarms;
mod process;
mod writes;
