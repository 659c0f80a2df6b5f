//! Managed runners in v1beta2 (contract 2): reads requests and writes answers; what is done is in
//! [`crate::runners`].

pub(crate) mod actions;
pub(crate) mod create;
pub(crate) mod read;
pub(crate) mod update;
