//! The text as it is typed, kept in the browser with the profile that it is about (design D7).

use contract::model::ProfileTemplate;
use serde::{Deserialize, Serialize};

use crate::state::draft;

/// Where builds of November 2026 kept the text of one profile, with its UUID.
const OLD: &str = "edit-profile";

fn name(id: &str) -> String {
    format!("{OLD}:{id}")
}

/// What is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::pages::profiles::one) struct Draft {
    pub(in crate::pages::profiles::one) text: String,
    /// The profile as it was when the text was begun; builds of before did not keep it.
    pub(super) base: Option<ProfileTemplate>,
}

impl Draft {
    /// What was typed for a profile and not sent.
    pub(in crate::pages::profiles::one) fn restore(id: &str) -> Option<Self> {
        draft::restore_either::<Self>(&name(id)).or_else(|| {
            let ((of, text), _) = draft::restore::<(String, String)>(OLD)?;
            (of == id).then_some(Self { text, base: None })
        })
    }

    /// Keeps it; where its pod may hold values of an environment, for as long as the tab lives.
    pub(in crate::pages::profiles::one) fn keep(&self, id: &str) {
        draft::keep_by(&name(id), self, draft::may_hold_env(self));
    }

    /// Puts a text where the editor begins with it. False where another one was typed and not sent.
    pub(in crate::pages::profiles::one) fn begin(base: &ProfileTemplate, text: &str) -> bool {
        let id = &base.id;
        let is_free = Self::restore(id).is_none_or(|kept| kept.text == text);
        if is_free {
            let draft = Self {
                text: text.to_owned(),
                base: Some(base.clone()),
            };
            draft.keep(id);
        }
        is_free
    }

    /// Throws it away.
    pub(super) fn discard(id: &str) {
        draft::discard(&name(id));
        if draft::restore::<(String, String)>(OLD).is_some_and(|((of, _), _)| of == id) {
            draft::discard(OLD);
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    const ID: &str = "c6d688b1-ac36-43a4-896b-6f41690b8c52";

    #[test]
    fn a_profile_that_was_edited_in_an_older_build_goes_on() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let kept = Draft::restore(ID).expect("its text is there");
        assert!(kept.text.ends_with("# mine\n") && kept.base.is_none());
        assert!(contract::edit::profile::read(&kept.text, None).is_ok());
        assert_eq!(Draft::restore("another"), None);
        Draft::discard(ID);
        assert_eq!(Draft::restore(ID), None);
    }

    #[test]
    fn what_a_pod_may_hold_does_not_outlive_the_tab() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let base = ProfileTemplate {
            id: "a".to_owned(),
            ..ProfileTemplate::default()
        };
        let secret = r"pod_template: {spec: {containers: [{env: [{value: CANARY}]}]}}";
        assert!(Draft::begin(&base, secret));
        let text = || Draft::restore("a").map(|kept| kept.text);
        assert_eq!(text().as_deref(), Some(secret));
        let open = Draft {
            text: "tags: [a]".to_owned(),
            base: Some(base.clone()),
        };
        open.keep("a");
        assert_eq!(text().as_deref(), Some("tags: [a]"), "the newer one counts");
        draft::forget_secrets();
        assert_eq!(text().as_deref(), Some("tags: [a]"));
        Draft {
            text: secret.to_owned(),
            base: Some(base),
        }
        .keep("a");
        draft::forget_secrets();
        assert_eq!(text(), None);
    }

    #[test]
    fn each_profile_has_its_own() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let profile = |id: &str| ProfileTemplate {
            id: id.to_owned(),
            ..ProfileTemplate::default()
        };
        assert!(Draft::begin(&profile("a"), "one"));
        assert!(!Draft::begin(&profile("a"), "two"), "something was typed");
        assert!(Draft::begin(&profile("b"), "two"));
        let text = |id: &str| Draft::restore(id).map(|kept| kept.text);
        assert_eq!(text("a").as_deref(), Some("one"));
        Draft::discard("a");
        assert_eq!((text("a"), text("b").as_deref()), (None, Some("two")));
        assert!(text(ID).is_some());
    }
}
