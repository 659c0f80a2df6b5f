//! The text as it is typed, kept in the browser with the runner that it is about (design D7).

use contract::{
    edit::{self, Form},
    model::Runner,
};
use serde::{Deserialize, Serialize};

use crate::{api::runners::dialect, format::spec, state::draft};

/// What is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::pages::runner) struct Draft {
    pub(in crate::pages::runner) text: String,
    is_patch: bool,
    /// The runner as it was when the text was begun.
    pub(in crate::pages::runner) base: Runner,
}

fn name(runner_id: &str) -> String {
    format!("edit:{runner_id}")
}

impl Draft {
    /// What the server resolved is not part of an edit, nor is the policy: both may hold secrets.
    pub(super) fn new(text: String, form: Form, mut base: Runner) -> Self {
        base.policy = None;
        if let Some(resolved) = &mut base.deployment_spec {
            resolved.env.clear();
        }
        Self {
            text,
            is_patch: form == Form::Patch,
            base,
        }
    }

    pub(super) fn form(&self) -> Form {
        if self.is_patch {
            Form::Patch
        } else {
            Form::Whole
        }
    }

    /// Keeps it; where values of the environment may be in it, for as long as the tab lives.
    pub(super) fn keep(&self) {
        let name = name(self.base.runner_id());
        draft::keep_by(&name, self, draft::may_hold_env(self));
    }

    /// The runner that was asked for, as a file to create it from; what cannot be read as it was typed.
    pub(in crate::pages::runner) fn as_file(&self) -> String {
        match edit::read(dialect(), &self.text, self.form(), &self.base) {
            Ok(wanted) => spec::yaml(vec![wanted], true),
            Err(_) => self.text.clone(),
        }
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

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_may_be_secret_outlives_the_tab() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let runner = |spec: &str| -> Runner {
            let text = format!(r#"{{"identity":{{"runnerId":"a"}},{spec}}}"#);
            serde_json::from_str(&text).unwrap()
        };
        let kept = |spec: &str| {
            let draft = Draft::new("display_name: x".to_owned(), Form::Patch, runner(spec));
            draft.keep();
            let in_tab = serde_json::to_string(&Draft::restore("a")).unwrap();
            draft::forget_secrets();
            (in_tab, serde_json::to_string(&Draft::restore("a")).unwrap())
        };
        for spec in [
            r#""deploymentSpec":{"env":{"TOKEN":"CANARY"},"image":"i"}"#,
            r#""policy":{"base":{"spec":{"containers":[{"env":[{"value":"CANARY"}]}]}}}"#,
        ] {
            let (in_tab, open) = kept(spec);
            assert!(!in_tab.contains("CANARY"), "{in_tab}");
            assert!(open.contains("display_name"), "it stays: {open}");
        }
        for spec in [
            r#""managedSpec":{"overrides":{"env":{"TOKEN":"CANARY"}}}"#,
            r#""profileBindings":[{"overridesJson":"{\"env\":{\"TOKEN\":\"CANARY\"}}"}]"#,
        ] {
            let (in_tab, open) = kept(spec);
            assert!(
                in_tab.contains("CANARY") && !open.contains("CANARY"),
                "{open}"
            );
        }
    }

    #[test]
    fn texts_that_an_older_build_kept_are_there() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let whole = Draft::restore("mobile-ci").expect("kept in the browser");
        assert_eq!(whole.form(), Form::Whole);
        assert!(whole.text.contains("# mine"), "{}", whole.text);
        assert_eq!(whole.base.runner_id(), "mobile-ci");
        let patch = Draft::restore("ord-train-a").expect("kept in the tab: it holds a variable");
        assert_eq!(patch.form(), Form::Patch);
        assert!(patch.text.contains("TOKEN: secret"));
        assert!(Draft::restore("helsinki-evals").is_none());
        draft::forget_secrets();
        assert!(Draft::restore("ord-train-a").is_none());
    }
}
