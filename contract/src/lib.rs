//! The managed-runner API: types, validation, field masks, spec files, maintenance calendar.
//!
//! Pure: no I/O and no clock of its own. The browser, the gateway and the local control plane share it,
//! so that a rule is written once and speaks with the same words everywhere.

pub mod api;
pub mod condition;
pub mod console;
pub mod document;
pub mod dotenv;
pub mod edit;
pub mod effects;
pub mod environment;
pub mod invisible;
pub mod maintenance;
pub mod mask;
pub mod model;
pub mod part;
pub mod patch;
pub mod policy;
pub mod quantity;
pub mod remedy;
pub mod rules;
pub mod spec_file;
