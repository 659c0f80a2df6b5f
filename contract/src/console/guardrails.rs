//! What lists show about the guardrails of a runner's sandboxes: profiles, a policy, both or neither (design D12).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::RunnerSummary;
use crate::policy::Policy;

/// A policy as far as lists show it. Only v1 tells of it, and only to administrators (contract-v1 0, 3). Travels as its
/// key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ListedPolicy {
    /// Nobody ever set one.
    Unset,
    /// `{}`: set, without any limit.
    Empty,
    /// Set, without a name.
    Unnamed,
    /// Set, with a name.
    Named(String),
}

impl ListedPolicy {
    /// Of a runner's policy as v1 gave it.
    pub fn of(policy: Option<&Value>) -> Self {
        match policy.cloned().and_then(Policy::of) {
            None => Self::Unset,
            Some(policy) if policy == Policy::default() => Self::Empty,
            Some(policy) => match policy.display_name() {
                "" => Self::Unnamed,
                name => Self::Named(name.to_owned()),
            },
        }
    }

    /// A key that no other policy has, whatever its name.
    pub fn key(&self) -> Cow<'_, str> {
        match self {
            Self::Unset => "none".into(),
            Self::Empty => "empty".into(),
            Self::Unnamed => "unnamed".into(),
            // A policy may be called `none`.
            Self::Named(name) => format!("={name}").into(),
        }
    }

    /// Its name, or what it is where it has none.
    pub fn word(&self) -> &str {
        match self {
            Self::Unset => "No policy yet",
            Self::Empty => "No limits of your own",
            Self::Unnamed => "Without a name",
            Self::Named(name) => name,
        }
    }
}

impl From<ListedPolicy> for String {
    fn from(policy: ListedPolicy) -> Self {
        policy.key().into_owned()
    }
}

impl From<String> for ListedPolicy {
    fn from(key: String) -> Self {
        match (key.as_str(), key.strip_prefix('=')) {
            (_, Some(name)) => Self::Named(name.to_owned()),
            ("none", _) => Self::Unset,
            ("empty", _) => Self::Empty,
            _ => Self::Unnamed,
        }
    }
}

/// What limits the sandboxes of a runner, in the order in which runners move from profiles to policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guardrails {
    /// Profiles alone.
    Profiles,
    /// Both. Which of them wins is not public (contract-v1 J-26).
    Both,
    /// Neither: nothing limits its sandboxes yet.
    Neither,
    /// A policy alone.
    Policy,
}

impl Guardrails {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Profiles, Self::Both, Self::Neither, Self::Policy];

    /// Of a runner; none where its policy is not known.
    pub fn of(runner: &RunnerSummary) -> Option<Self> {
        let has_policy = *runner.policy.as_ref()? != ListedPolicy::Unset;
        Some(match (runner.profiles.is_empty(), has_policy) {
            (true, false) => Self::Neither,
            (true, true) => Self::Policy,
            (false, false) => Self::Profiles,
            (false, true) => Self::Both,
        })
    }

    /// Its name on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Profiles => "Profiles only",
            Self::Both => "Profiles and a policy",
            Self::Neither => "Neither yet",
            Self::Policy => "Policy only",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_null_empty_unnamed_and_named_are_told_apart() {
        let of = |policy: Value| ListedPolicy::of(Some(&policy));
        assert_eq!(ListedPolicy::of(None), ListedPolicy::Unset);
        assert_eq!(of(Value::Null), ListedPolicy::Unset);
        assert_eq!(of(json!({})), ListedPolicy::Empty);
        assert_eq!(of(json!({ "constraints": {} })), ListedPolicy::Unnamed);
        let agents = ListedPolicy::Named("Agents".into());
        assert_eq!(of(json!({ "displayName": "Agents" })), agents);
        let called_none = ListedPolicy::Named("none".into());
        for one in [
            ListedPolicy::Unset,
            ListedPolicy::Empty,
            ListedPolicy::Unnamed,
            agents,
            called_none,
        ] {
            let text = serde_json::to_string(&one).unwrap();
            assert_eq!(serde_json::from_str::<ListedPolicy>(&text).unwrap(), one);
        }
    }

    #[test]
    fn what_depends_on_profiles_alone_comes_first() {
        let of = |profiles: usize, policy| {
            Guardrails::of(&RunnerSummary {
                profiles: vec!["p".into(); profiles],
                policy,
                ..RunnerSummary::default()
            })
        };
        let mut all = [
            of(0, Some(ListedPolicy::Empty)),
            of(2, Some(ListedPolicy::Unnamed)),
            of(0, Some(ListedPolicy::Unset)),
            of(1, Some(ListedPolicy::Unset)),
        ];
        all.sort_unstable();
        assert_eq!(all, Guardrails::ALL.map(Some));
        assert_eq!(of(1, None), None);
    }
}
