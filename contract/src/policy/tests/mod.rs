//! The laws of policies, each against arbitrary documents.

mod comparing;
mod containment;
mod documents;
mod drafting;
mod judging;
mod strategies;
mod wrong;

use serde_json::Value;

use super::Policy;

fn policy(document: Value) -> Policy {
    Policy::of(document).expect("an object")
}
