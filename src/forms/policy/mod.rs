//! What the forms of a policy share, whether it is written for a runner or with a new one (contract-v1 3).

pub(crate) mod callers;
mod fields;
mod presets;
pub(crate) mod trial;

pub(crate) use fields::PolicyFields;
pub(crate) use presets::Presets;
