//! The managed-runner API: types, validation, field masks, spec files, maintenance calendar.
//!
//! Pure: no I/O and no clock of its own. The browser, the gateway and the local control plane share it,
//! so that a rule is written once and speaks with the same words everywhere.

pub mod console;
pub mod edit;
pub mod maintenance;
pub mod mask;
pub mod patch;
pub mod quantity;
pub mod spec_file;
pub mod validate;
pub mod wire;
