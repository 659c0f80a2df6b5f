//! The draft of a new runner.

mod cluster;
mod guardrails;
mod kept;
mod profiles;
mod request;

use contract::{
    model::{Identity, ManagedSpec, Overrides, ProfileBinding, ReleaseChannel, Runner},
    spec_file::write_spec,
};
use serde::{Deserialize, Serialize};

use crate::{api::spoken::read_in, forms::only_v1::Parts, paths::Create};

/// A runner to be.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Draft {
    /// What was typed as runner ID; nothing while the suggestion is good.
    pub(super) runner_id: Option<String>,
    /// By which the server knows this create if it is sent again; another one for another request (contract-v1 4.4).
    pub(super) request_id: String,
    /// Its input fields, as typed. Without a runner ID.
    pub(super) runner: Runner,
    /// The spec as the person wrote it, comments and all; nothing while it is as the console writes it.
    pub(super) text: Option<String>,
    /// The policy as the person writes it, where one takes the place of profiles.
    pub(super) policy: Option<String>,
    /// What made way for profiles or for the policy, to come back with the other choice.
    pub(super) aside: Aside,
    /// Somebody chose or typed something: until then everything is a suggestion, and nothing is kept.
    pub(super) by_hand: bool,
    /// Somebody chose profiles, so that none is suggested any more.
    pub(super) profiles_chosen: bool,
    /// The steps that were left or sent, whose gaps are mistakes from then on.
    pub(super) seen: Vec<Create>,
}

/// What made way for another choice.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Aside {
    bindings: Vec<ProfileBinding>,
    policy: Option<String>,
    /// What v1 alone has of a spec: a runner with profiles is created in the other version.
    only_v1: Parts,
}

impl Draft {
    /// One in which nothing is chosen yet but what is good for most.
    pub(super) fn new() -> Self {
        let mut draft = Self::default();
        draft.spec().release_channel = ReleaseChannel::Stable;
        draft
    }

    /// A draft from a runner that exists or was read from a file: what a caller may set, and has set.
    pub(super) fn of(runner: &Runner) -> Self {
        Self {
            runner: Runner {
                display_name: runner.display_name.clone(),
                identity: Identity {
                    runner_id: String::new(),
                    ..runner.identity.clone()
                },
                managed_spec: runner.managed_spec.clone(),
                profile_bindings: runner.profile_bindings.clone(),
                ..Runner::default()
            },
            by_hand: true,
            profiles_chosen: true,
            ..Self::default()
        }
    }

    /// Channel, maintenance and overrides, to be changed.
    pub(super) fn spec(&mut self) -> &mut ManagedSpec {
        self.runner.managed_spec.get_or_insert_default()
    }

    /// The release channel.
    pub(super) fn channel(&self) -> ReleaseChannel {
        let spec = self.runner.managed_spec.as_ref();
        spec.map_or(ReleaseChannel::Unspecified, |spec| {
            spec.release_channel.clone()
        })
        .effective()
    }

    /// The overrides of its pod.
    pub(super) fn overrides(&self) -> Option<&Overrides> {
        self.runner.managed_spec.as_ref()?.overrides.as_ref()
    }

    /// Whether a step was left once.
    pub(super) fn has_seen(&self, step: Create) -> bool {
        self.seen.contains(&step)
    }

    /// Notes that a step was left.
    pub(super) fn leave(&mut self, step: Create) {
        if !self.has_seen(step) {
            self.seen.push(step);
        }
    }

    /// The spec as text: as the person wrote it, else as the console writes it.
    pub(super) fn spec_text(&self) -> String {
        self.text
            .clone()
            .unwrap_or_else(|| write_spec(read_in(), &self.runner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_holds_input_only() {
        let mut runner = Runner {
            id: "uuid".into(),
            display_name: "Lab".into(),
            active_revision: 7,
            ..Runner::default()
        };
        runner.identity.runner_id = "old".into();
        runner.identity.zone = "z".into();
        runner.unknown.insert("later".into(), 1.into());
        let draft = Draft::of(&runner);
        assert_eq!(draft.runner.display_name, "Lab");
        assert_eq!(draft.runner.identity.zone, "z");
        assert_eq!(draft.runner.identity.runner_id, "");
        assert_eq!(
            (draft.runner.id.as_str(), draft.runner.active_revision),
            ("", 0)
        );
        assert!(draft.runner.unknown.is_empty());
    }
}
