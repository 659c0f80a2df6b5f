//! Text in an address.

pub(crate) use contract::api::{decode, encode};
