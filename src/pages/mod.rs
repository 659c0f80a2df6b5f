//! The pages, one module each.

pub(crate) mod create;
pub(crate) mod fleet;
pub(crate) mod not_found;
pub(crate) mod runner;
pub(crate) mod settings;
pub(crate) mod sign_in;
