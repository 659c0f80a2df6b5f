//! How a runner stands between profiles and a policy.

use contract::policy::Policy;

/// How a runner stands, in the order in which to come over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Its sandboxes depend on profiles alone.
    Profiles,
    /// It has both. Which of them wins is not public (contract-v1 J-26).
    Both,
    /// It has neither: nobody has said what its sandboxes may be.
    Neither,
    /// It depends on no profile.
    Policy,
}

impl Standing {
    pub(super) const ALL: [Self; 4] = [Self::Profiles, Self::Both, Self::Neither, Self::Policy];

    pub(super) fn of(profiles: usize, has_policy: bool) -> Self {
        match (profiles, has_policy) {
            (0, false) => Self::Neither,
            (0, true) => Self::Policy,
            (_, false) => Self::Profiles,
            (_, true) => Self::Both,
        }
    }

    /// Its name on screen.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Profiles => "Profiles only",
            Self::Both => "Profiles and a policy",
            Self::Neither => "Neither yet",
            Self::Policy => "Policy only",
        }
    }

    /// What is to be done about it; nothing about one that has come over.
    pub(super) fn next(self, profiles: usize) -> Option<&'static str> {
        match self {
            Self::Profiles if profiles == 1 => Some("Draft a policy from its profile"),
            Self::Profiles => Some("Draft a policy from its profiles"),
            Self::Both => Some("Compare the two"),
            Self::Neither => Some("Write a policy"),
            Self::Policy => None,
        }
    }
}

/// A policy in a word or two; none where none was ever set.
pub(super) fn name(policy: Option<&Policy>) -> String {
    match policy {
        None => "No policy yet".to_owned(),
        Some(policy) if *policy == Policy::default() => "No limits of your own".to_owned(),
        Some(policy) => match policy.display_name() {
            "" => "Without a name".to_owned(),
            name => name.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_empty_and_named_are_told_apart() {
        let of = |document| Policy::of(document).unwrap();
        assert_eq!(name(None), "No policy yet");
        assert_eq!(name(Some(&of(json!({})))), "No limits of your own");
        let named = of(json!({ "displayName": "Agents" }));
        assert_eq!(name(Some(&named)), "Agents");
        let unnamed = of(json!({ "constraints": {} }));
        assert_eq!(name(Some(&unnamed)), "Without a name");
    }

    #[test]
    fn what_depends_on_profiles_alone_comes_first() {
        let mut all = [(0, true), (2, true), (0, false), (1, false)]
            .map(|(profiles, has_policy)| Standing::of(profiles, has_policy));
        all.sort_unstable();
        assert_eq!(all, Standing::ALL);
    }
}
