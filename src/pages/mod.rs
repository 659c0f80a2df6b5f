//! The pages, one module each. None knows another; those that are not in the first download are declared as
//! chunks beside their components.

pub(crate) mod clusters;
pub(crate) mod create;
pub(crate) mod fleet;
pub(crate) mod not_found;
pub(crate) mod notifications;
pub(crate) mod policies;
pub(crate) mod profiles;
pub(crate) mod runner;
pub(crate) mod settings;
pub(crate) mod several;
pub(crate) mod shares;
pub(crate) mod sign_in;
