//! Runners that live: clusters with nodes, installs that succeed or fail for a reason, heartbeats, rollouts.
//!
//! Everything here is a pure function of a record, a cluster and an instant. The store keeps the records,
//! the clock comes from outside.

pub(crate) mod cluster;
pub(crate) mod data_plane;
pub(crate) mod deployment;
mod failure;
pub(crate) mod heartbeat;
pub(crate) mod lifecycle;
mod need;
mod placement;
mod quantity;
pub(crate) mod record;
pub(crate) mod releases;
pub(crate) mod site;
pub(crate) mod timing;
