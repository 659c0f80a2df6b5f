//! What one page hands to another: kept for as long as the tab lives, since a text may hold values of the
//! environment, and a selection is of one sitting (design D7).

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use super::draft;

/// Name of the text of the page that creates runners from a file.
pub(crate) const FILE_TO_CREATE: &str = "create-file";
/// Name of the runners that a new link or a new rule is to be about, where they are too many for an address.
const RUNNERS: &str = "share-runners";
/// Name of the policy that the policy editor begins with.
const POLICY: &str = "policy-file";
const EDIT_SEVERAL: &str = "edit-several";
/// Name of the runners that are to be edited together next.
const TO_EDIT: &str = "edit-several-runners";

/// The page that creates runners from a file begins with this text when it is opened next.
pub(crate) fn file_to_create(text: &str) {
    draft::keep_secret(FILE_TO_CREATE, &text);
}

/// The policy editor that is opened next begins with this text.
pub(crate) fn policy(text: &str) {
    draft::keep_secret(POLICY, &text);
}

/// The text that the policy editor is to begin with, once.
pub(crate) fn taken_policy() -> Option<String> {
    let text = draft::restore_secret(POLICY);
    draft::discard(POLICY);
    text
}

/// A new link or a new rule is to be about these runners.
pub(crate) fn runners(ids: &BTreeSet<Arc<str>>) {
    draft::keep_secret(RUNNERS, ids);
}

/// The runners that a new link or a new rule is to be about.
pub(crate) fn handed_runners() -> BTreeSet<String> {
    draft::restore_secret(RUNNERS).unwrap_or_default()
}

/// Which runners are edited together, and the patch for them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct EditSeveral {
    /// The runners, by runner ID.
    pub(crate) ids: Vec<Arc<str>>,
    /// The patch as it was typed.
    pub(crate) text: String,
    /// Whether each runner keeps what the patch does not name.
    pub(crate) keeps: bool,
    /// The patch is for their policies.
    #[serde(default)]
    pub(crate) of_policies: bool,
    /// The policy for all of them, or the patch of theirs, as it was typed.
    #[serde(default)]
    pub(crate) policy: String,
    /// Whether it takes the place of each policy as a whole.
    #[serde(default)]
    pub(crate) replaces_policy: bool,
}

impl EditSeveral {
    /// Begins with these runners. A patch that was typed for others stays.
    pub(crate) fn choose(ids: &BTreeSet<Arc<str>>) {
        draft::keep_secret(TO_EDIT, ids);
    }

    /// What is kept, or nothing.
    pub(crate) fn restore() -> Self {
        let mut kept: Self = draft::restore_secret(EDIT_SEVERAL).unwrap_or_default();
        if let Some(ids) = draft::restore_secret(TO_EDIT) {
            kept.ids = ids;
            kept.keep();
            draft::discard(TO_EDIT);
        }
        kept
    }

    /// Keeps it.
    pub(crate) fn keep(&self) {
        draft::keep_secret(EDIT_SEVERAL, self);
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn other_runners_leave_the_patch_as_it_was_typed() {
        draft::claim("a1", vec!["a1"]);
        let typed = EditSeveral {
            text: "release_channel: RAPID".to_owned(),
            keeps: true,
            ..EditSeveral::default()
        };
        typed.keep();
        let ids: BTreeSet<Arc<str>> = ["b".into(), "a".into()].into();
        EditSeveral::choose(&ids);
        let begun = EditSeveral {
            ids: vec!["a".into(), "b".into()],
            ..typed
        };
        assert_eq!(EditSeveral::restore(), begun);
        assert_eq!(EditSeveral::restore(), begun, "once and for all");
    }

    #[test]
    fn what_an_older_build_handed_over_arrives() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let several = EditSeveral::restore();
        assert_eq!(several.ids.len(), 2);
        assert_eq!(several.text, "display_name: Nightly\n");
        assert!(handed_runners().contains("mobile-ci"));
        let file: String = draft::restore_secret(FILE_TO_CREATE).expect("the file is there");
        assert!(file.starts_with("runner_id: from-file"));
    }
}
