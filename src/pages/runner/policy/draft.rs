//! The text of a policy as it is typed, kept in the browser with the policy that it replaces (design D7).

use contract::model::Runner;
use serde::{Deserialize, Serialize};

use crate::state::draft;

/// What is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::pages::runner) struct Draft {
    pub(in crate::pages::runner) text: String,
    /// The policy with its etag when the text was begun, and nothing else of the runner.
    pub(super) base: Runner,
}

fn name(runner_id: &str) -> String {
    format!("policy:{runner_id}")
}

impl Draft {
    pub(super) fn new(text: String, base: Runner) -> Self {
        Self { text, base }
    }

    /// Keeps it; where a base may be in it, which can hold secrets (contract-v1 3.2), for as long as the tab lives.
    pub(super) fn keep(&self) {
        let replaced = self.base.policy.as_ref();
        let has_base = replaced.is_some_and(|policy| policy.get("base").is_some());
        let is_secret = has_base || self.text.contains("base");
        draft::keep_by(&name(self.base.runner_id()), self, is_secret);
    }

    /// The draft for a runner, if there is one.
    pub(in crate::pages::runner) fn restore(runner_id: &str) -> Option<Self> {
        draft::restore_either(&name(runner_id))
    }

    /// Throws it away.
    pub(in crate::pages::runner) fn discard(runner_id: &str) {
        draft::discard(&name(runner_id));
    }
}
