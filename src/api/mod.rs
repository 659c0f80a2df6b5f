//! One function per endpoint, one client, one error.

mod backoff;
pub(crate) mod client;
pub(crate) mod clusters;
pub(crate) mod console;
mod early;
mod error;
pub(crate) mod events;
pub(crate) mod feeds;
mod fetch;
pub(crate) mod gate;
pub(crate) mod notifications;
mod pages;
pub(crate) mod profiles;
pub(crate) mod runners;
pub(crate) mod session;
pub(crate) mod shares;
pub(crate) mod spoken;

pub(crate) use backoff::Backoff;
pub(crate) use client::Client;
pub(crate) use error::{ApiError, Cause, Intent};
pub(crate) use fetch::AbortOnDrop;
