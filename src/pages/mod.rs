//! The pages, one module each, and in `chunks` which of them are not in the first download.

pub(crate) mod chunks;
pub(crate) mod clusters;
pub(crate) mod create;
pub(crate) mod fleet;
pub(crate) mod not_found;
pub(crate) mod profiles;
mod run;
pub(crate) mod runner;
pub(crate) mod settings;
pub(crate) mod several;
pub(crate) mod shares;
pub(crate) mod sign_in;
