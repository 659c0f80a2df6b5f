//! The API's dialects: how the model is sent to a server and read from it (design D11). Only this module contains
//! paths, masks and field names of a version of the API.

pub(crate) mod call;
mod dialect;
#[cfg(test)]
mod laws;
mod page;
mod places;
mod request;
mod shell;
mod v1;
pub(crate) mod v1beta2;

pub use call::{Call, Method, decode, encode};
pub use dialect::Dialect;
pub use request::{Change, Endpoint, Request, V1, V1BETA2, takes};
pub use v1::cwic_policy;
pub use v1beta2::profiles;

/// The clusters that the caller may read (contract 6.1).
pub const CLUSTERS: &str = "/v1beta1/cks/clusters";
