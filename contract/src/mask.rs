//! Field masks: which parts of a runner an update replaces (contract section 3, design D5).
//!
//! A mask is computed from what was loaded and what is wanted, never typed by hand.

#[cfg(test)]
mod laws;
mod paths;
mod profile;
mod update;

pub use paths::{FieldMask, MaskError, MaskPath};
pub use profile::{ProfileMask, ProfileUpdate, keep_spelling, update_profile};
pub use update::{Immutable, Update, normal, smallest, update};
