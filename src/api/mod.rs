//! One function per endpoint, one client, one error.

pub(crate) mod client;
pub(crate) mod clusters;
pub(crate) mod console;
mod error;
mod fetch;
pub(crate) mod gate;
mod pages;
pub(crate) mod profiles;
pub(crate) mod runners;
pub(crate) mod session;
pub(crate) mod shares;

pub(crate) use client::Client;
pub(crate) use error::{ApiError, Cause, Intent};
