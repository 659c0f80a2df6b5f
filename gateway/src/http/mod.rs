//! Requests and answers as such, whatever they are about: paths, queries, bodies, refusals, headers, limits,
//! the built site.

mod accept_encoding;
pub(crate) mod body;
pub(crate) mod client_address;
pub(crate) mod event_gzip;
pub(crate) mod frame;
pub(crate) mod headers;
pub(crate) mod observe;
mod path;
pub(crate) mod query;
mod rate_limit;
mod refusal;
pub(crate) mod same_site;
mod site;

pub(crate) use body::{CheckedBody, JsonBody, RawBody};
pub(crate) use path::RequestPath;
pub(crate) use query::Query;
pub(crate) use rate_limit::RateLimit;
pub(crate) use refusal::{ACCOUNT, Refusal};
pub(crate) use site::Site;
