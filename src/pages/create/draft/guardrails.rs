//! Profiles or a policy: the guardrails of a new runner's sandboxes (design D12). The one that is replaced is set
//! aside.

use contract::{edit, model::ManagedSpec, policy::Policy, spec_file::Diagnostic};

use super::Draft;
use crate::forms::only_v1::Parts;

/// The empty policy, which a runner has that is created in v1 without another (contract-v1 2.1, 9.1).
const EMPTY: &str = "{}\n";

impl Draft {
    /// Has a policy take the place of the profiles.
    pub(in crate::pages::create) fn choose_policy(&mut self) {
        if self.policy.is_none() {
            let aside = self.aside.policy.take();
            self.policy = Some(aside.unwrap_or_else(|| EMPTY.to_owned()));
            self.aside.bindings = std::mem::take(&mut self.runner.profile_bindings);
            self.profiles_chosen = true;
            let aside = std::mem::take(&mut self.aside.only_v1);
            let is_free = |spec: &ManagedSpec| Parts::of(spec).is_empty();
            if !aside.is_empty() && self.runner.managed_spec.as_ref().is_none_or(is_free) {
                aside.give(self.spec());
            }
        }
    }

    /// Has profiles take the place of the policy.
    pub(in crate::pages::create) fn choose_profiles(&mut self) {
        if self.policy.is_some() {
            self.aside.policy = self.policy.take();
            if self.runner.profile_bindings.is_empty() {
                self.runner.profile_bindings = std::mem::take(&mut self.aside.bindings);
            }
            if let Some(spec) = &mut self.runner.managed_spec {
                self.aside.only_v1 = Parts::of(spec);
                Parts::default().give(spec);
            }
        }
    }

    /// The policy as it is typed.
    pub(in crate::pages::create) fn policy_text(&self) -> &str {
        self.policy.as_deref().unwrap_or(EMPTY)
    }

    /// The policy that is typed; none where none was.
    ///
    /// # Errors
    /// What of it cannot be read or is not allowed.
    pub(in crate::pages::create) fn policy(&self) -> Result<Option<Policy>, Vec<Diagnostic>> {
        let text = self.policy.as_deref();
        text.map(|text| edit::policy::read(text, None)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use contract::model::ProfileBinding;

    use super::*;

    #[test]
    fn what_makes_way_comes_back() {
        let mut draft = Draft::default();
        draft.runner.profile_bindings = vec![ProfileBinding::default()];
        draft.choose_policy();
        assert_eq!(draft.policy().unwrap(), Some(Policy::default()));
        assert!(draft.runner.profile_bindings.is_empty());
        draft.policy = Some("displayName: Agents\n".into());
        draft.choose_profiles();
        assert_eq!(
            (draft.runner.profile_bindings.len(), &draft.policy),
            (1, &None)
        );
        draft.choose_policy();
        draft.choose_policy();
        assert_eq!(draft.policy_text(), "displayName: Agents\n");
        draft.spec().volumes = Some(serde_json::json!({}));
        let with_volumes = draft.runner.clone();
        draft.choose_profiles();
        assert_eq!(draft.spec().volumes, None, "v1 alone has them");
        draft.choose_policy();
        assert_eq!(draft.runner, with_volumes);
        draft.policy = Some("displayNam: x\n".into());
        assert_eq!(draft.policy().unwrap_err()[0].line, 1);
    }
}
