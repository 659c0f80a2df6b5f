//! Which runners are edited together and the patch for them, kept for as long as the tab lives: a patch may
//! hold values of the environment, and a selection is of one sitting (design D7).

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::state::draft;

const NAME: &str = "edit-several";

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Chosen {
    /// The runners, by runner ID.
    pub(super) ids: Vec<Arc<str>>,
    /// The patch as it was typed.
    pub(super) text: String,
    /// Whether each runner keeps what the patch does not name.
    pub(super) keeps: bool,
}

impl Chosen {
    /// Begins with these runners. A patch that was typed for others stays.
    pub(crate) fn choose(ids: BTreeSet<Arc<str>>) {
        Self {
            ids: ids.into_iter().collect(),
            ..Self::restore()
        }
        .keep();
    }

    /// What is kept, or nothing.
    pub(super) fn restore() -> Self {
        draft::restore_secret(NAME).unwrap_or_default()
    }

    /// Keeps it.
    pub(super) fn keep(&self) {
        draft::keep_secret(NAME, self);
    }
}
