//! The draft as the browser keeps it: what may be secret apart from the rest.

use contract::model::TextMap;
use serde::{Deserialize, Serialize};

use super::Draft;
use crate::state::draft;

/// Name of the draft in this browser.
const NAME: &str = "create";

/// What of a draft may be secret (design D7).
#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Secret {
    env: TextMap,
    text: Option<String>,
    policies: [Option<String>; 2],
    /// Overrides of the bound profiles, in their order; empty where nothing in them may be secret.
    bindings: Vec<String>,
}

impl Draft {
    /// Keeps it, and what may be secret apart from the rest.
    pub(in crate::pages::create) fn keep(&self) {
        let mut open = self.clone();
        let secret = open.take_secret();
        draft::keep(NAME, &open);
        draft::keep_secret(NAME, &secret);
    }

    /// The kept draft and when it was typed.
    pub(in crate::pages::create) fn restore() -> Option<(Self, jiff::Timestamp)> {
        let (mut kept, at) = draft::restore::<Self>(NAME)?;
        kept.give_secret(draft::restore_secret(NAME).unwrap_or_default());
        Some((kept, at))
    }

    /// Throws the kept draft away.
    pub(in crate::pages::create) fn discard() {
        draft::discard(NAME);
    }

    /// Values of the environment, and any text in which some may stand.
    fn take_secret(&mut self) -> Secret {
        let overrides = self
            .runner
            .managed_spec
            .as_mut()
            .and_then(|spec| spec.overrides.as_mut());
        let env = overrides.map_or_else(TextMap::new, |overrides| {
            let hidden = overrides.env.clone();
            overrides.env.values_mut().for_each(String::clear);
            hidden
        });
        let text = match &self.text {
            Some(text) if text.contains("env") => self.text.take(),
            _ => None,
        };
        // A base may be in it, whose containers can hold secrets (contract-v1 3.2).
        let policies = [&mut self.policy, &mut self.aside.policy].map(|policy| match policy {
            Some(text) if text.contains("base") => policy.take(),
            _ => None,
        });
        let bindings = self.runner.profile_bindings.iter_mut().map(|binding| {
            if draft::may_hold_env(&binding.overrides_json) {
                std::mem::take(&mut binding.overrides_json)
            } else {
                String::new()
            }
        });
        Secret {
            env,
            text,
            policies,
            bindings: bindings.collect(),
        }
    }

    fn give_secret(&mut self, secret: Secret) {
        let overrides = self
            .runner
            .managed_spec
            .as_mut()
            .and_then(|spec| spec.overrides.as_mut());
        if let Some(overrides) = overrides {
            for (name, value) in secret.env {
                overrides.env.entry(name).and_modify(|kept| *kept = value);
            }
        }
        let bindings = self.runner.profile_bindings.iter_mut();
        for (binding, overrides) in bindings.zip(secret.bindings) {
            if !overrides.is_empty() {
                binding.overrides_json = overrides;
            }
        }
        self.text = secret.text.or(self.text.take());
        let [policy, aside] = secret.policies;
        self.policy = policy.or(self.policy.take());
        self.aside.policy = aside.or(self.aside.policy.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_is_kept_apart() {
        let mut draft = Draft::default();
        let overrides = draft.spec().overrides.get_or_insert_default();
        overrides.env.insert("TOKEN".into(), "CANARY".into());
        draft.text = Some("managed_spec: {overrides: {env: {TOKEN: CANARY}}}".into());
        draft.policy = Some("base: {spec: {containers: [{name: CANARY}]}}".into());
        draft.aside.policy = Some("base: {metadata: {name: CANARY}}".into());
        let overrides = [r#"{"podTemplate":{"env":"CANARY"}}"#, r#"{"tags":["a"]}"#];
        draft.runner.profile_bindings = overrides
            .map(|overrides| contract::model::ProfileBinding {
                overrides_json: overrides.to_owned(),
                ..Default::default()
            })
            .into();
        let mut open = draft.clone();
        let secret = open.take_secret();
        assert!(!serde_json::to_string(&open).unwrap().contains("CANARY"));
        open.give_secret(secret);
        assert_eq!(open, draft);
        // After a sign-out the names stay, so that one sees what is missing.
        open.take_secret();
        open.give_secret(Secret::default());
        assert_eq!(
            open.overrides().unwrap().env.get("TOKEN"),
            Some(&String::new())
        );
    }

    #[test]
    fn a_draft_of_an_older_build_is_read() {
        let draft: Draft = serde_json::from_str(r#"{"runner_id":"x","gone":1}"#).unwrap();
        assert_eq!(draft.runner_id.as_deref(), Some("x"));
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn a_draft_that_an_older_build_kept_goes_on() {
        crate::state::storage::stand_in::left_by_an_older_build();
        let (draft, at) = Draft::restore().expect("the draft is there");
        assert_eq!(draft.runner.identity.zone, "us-east-08b");
        assert_eq!(draft.runner.profile_bindings.len(), 1);
        assert!(draft.by_hand && draft.text.is_none());
        assert_eq!(at.as_second(), 1_795_885_123);
        Draft::discard();
        assert_eq!(Draft::restore(), None);
    }
}
