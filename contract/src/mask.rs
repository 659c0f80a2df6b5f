//! Field masks: which parts of a runner an update replaces (contract section 3, design D5).
//!
//! A mask is computed from what was loaded and what is wanted, never typed by hand.

#[cfg(test)]
mod laws;
mod paths;
mod update;

pub use paths::{FieldMask, MaskError};
pub(crate) use paths::{known, listed};
pub use update::{NoUpdate, Update, normal, smallest};
pub(crate) use update::{loses_nothing, smallest_of};
