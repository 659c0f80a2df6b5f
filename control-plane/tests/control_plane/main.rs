//! The control plane as its users meet it: HTTP on the real router in process, a fresh database, a clock
//! that moves when a test says so.

#![allow(clippy::unwrap_used)]

mod api;
mod effects;
mod failures;
mod fleets;
mod killed;
mod lifecycle;
mod stage;
mod updates;
mod v1;
mod writes;
