//! Who is behind a token, and what they may do.

mod callers;
mod person;
mod rights;

pub(crate) use callers::Callers;
pub(crate) use person::{Person, Rights};
