//! What watchers are told.

/// A runner was written or deleted, or its connection was lost or found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It looks different from before.
    Written {
        /// The runner ID.
        runner_id: String,
    },
    /// It is gone.
    Deleted {
        /// The runner ID.
        runner_id: String,
    },
}

impl Change {
    /// The runner that changed.
    pub fn runner_id(&self) -> &str {
        match self {
            Self::Written { runner_id } | Self::Deleted { runner_id } => runner_id,
        }
    }
}
