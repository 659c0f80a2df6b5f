//! What a change of a policy does to callers: what it newly refuses, what it newly allows, and what it gives them
//! differently, group by group.
//!
//! Law: a sandbox that the old policy allows and the new one refuses has an effect of its group in the list that
//! refuses or changes something, and the other way round.

mod fields;
mod network;
mod runtime;

pub(super) use network::admitted;

use super::Policy;

/// One thing that a change does to callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The group, such as `resources`; `base` and `control_plane_access` stand beside the groups of constraints.
    pub group: &'static str,
    /// The field, such as `constraints.resources.max_cpu`.
    pub path: String,
    /// Which way.
    pub kind: EffectKind,
    /// A sentence for people.
    pub words: String,
}

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EffectKind {
    /// Something that was allowed is refused.
    Refuses,
    /// Something that was refused is allowed.
    Allows,
    /// Sandboxes that do not set something get another value.
    Changes,
}

/// The groups, in the order in which effects are listed.
const GROUPS: &[&str] = &[
    "base",
    "resources",
    "image",
    "instance",
    "network",
    "security",
    "lifecycle",
    "metadata",
    "volumes",
    "control_plane_access",
];

/// What callers notice when `old` becomes `new`. "No policy yet" is compared as `{}`: what the platform gives
/// such a runner is not public (contract-v1 J-23).
///
/// Running sandboxes are not touched (contract-v1 J-24).
pub fn compare(old: &Policy, new: &Policy) -> Vec<Effect> {
    let mut effects = Vec::new();
    let bases = [old, new].map(|policy| policy.normal().get("base").cloned());
    if bases[0] != bases[1] {
        effects.push(Effect {
            group: "base",
            path: "base".to_owned(),
            kind: EffectKind::Changes,
            words: "sandboxes start from another base".to_owned(),
        });
    }
    effects.extend(fields::compare(old, new));
    effects.extend(network::compare(old, new));
    effects.extend(runtime::compare(old, new));
    effects.extend(network::sources(old, new));
    let place = |effect: &Effect| GROUPS.iter().position(|group| *group == effect.group);
    effects.sort_by_key(place);
    effects
}
