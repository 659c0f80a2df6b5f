//! Which versions of the API an organization has, as the gateway detected (contract-v1 6.4, design D11).

use serde::{Deserialize, Serialize};

use super::Millis;
use crate::api::Dialect;

/// Which version the operator wants spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// v1beta2 while it is served, because only it has profiles; otherwise v1.
    #[default]
    Auto,
    /// v1beta2 and nothing else.
    V1beta2,
    /// v1 if it serves complete runners to this role; otherwise v1beta2.
    V1,
}

/// What is known of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Finding {
    /// No answer has said anything yet.
    #[default]
    Unknown,
    /// It shows whole runners.
    Served,
    /// It shows only the policy of a runner, not its deployment (contract-v1 0).
    PolicyOnly,
    /// It is served, but not to this role: v1 is for administrators.
    Forbidden,
    /// It is not there, or not for this organization.
    Absent,
}

/// One version: what was concluded, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Version {
    /// What.
    pub finding: Finding,
    /// Why, for people.
    pub why: String,
    /// Since when that is known.
    pub since: Option<Millis>,
    /// When a response last confirmed it; outages do not count, so this can be long ago.
    pub confirmed_at: Option<Millis>,
}

impl Version {
    /// Of several organizations of which the same is known: since when of all of them, confirmed when of each.
    pub fn widen(&mut self, other: &Self) {
        self.since = self.since.max(other.since);
        self.confirmed_at = self.confirmed_at.min(other.confirmed_at);
    }
}

/// What an organization is served, for one right.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServedApi {
    /// What the operator wants.
    pub choice: Choice,
    /// The version that lists are read in and runners are written in.
    pub speaks: Dialect,
    /// What is known of v1beta2.
    pub v1beta2: Version,
    /// What is known of v1.
    pub v1: Version,
}

impl ServedApi {
    /// Of what was found of both.
    pub fn new(choice: Choice, v1beta2: Version, v1: Version) -> Self {
        Self {
            choice,
            speaks: spoken(choice, v1beta2.finding, v1.finding),
            v1beta2,
            v1,
        }
    }

    /// Of that version.
    pub fn version(&self, dialect: Dialect) -> &Version {
        match dialect {
            Dialect::V1beta2 => &self.v1beta2,
            Dialect::V1 => &self.v1,
        }
    }
}

/// The version to speak (design D11). What is unknown is not concluded from: v1beta2 is left only for an answer that
/// says that it is not served.
fn spoken(choice: Choice, v1beta2: Finding, v1: Finding) -> Dialect {
    let left = matches!(v1beta2, Finding::Absent | Finding::Forbidden);
    let v1_is_there = matches!(v1, Finding::Served | Finding::Forbidden);
    match choice {
        Choice::Auto if left && v1_is_there => Dialect::V1,
        Choice::V1 if v1 == Finding::Served || (left && v1 != Finding::PolicyOnly) => Dialect::V1,
        Choice::Auto | Choice::V1 | Choice::V1beta2 => Dialect::V1beta2,
    }
}

#[cfg(test)]
mod tests {
    use super::Choice::{Auto, V1, V1beta2};
    use super::Finding::{Absent, Forbidden, PolicyOnly, Served, Unknown};
    use super::*;

    #[test]
    fn v1beta2_is_spoken_while_it_is_served_unless_v1_is_wanted() {
        let all = [Unknown, Served, PolicyOnly, Forbidden, Absent];
        for v1 in all {
            for v1beta2 in all {
                assert_eq!(spoken(V1beta2, v1beta2, v1), Dialect::V1beta2);
            }
            assert_eq!(spoken(Auto, Served, v1), Dialect::V1beta2);
            assert_eq!(spoken(Auto, Unknown, v1), Dialect::V1beta2, "an outage");
        }
        for (v1, spoken_alone, wanted) in [
            (Served, Dialect::V1, Dialect::V1),
            (Forbidden, Dialect::V1, Dialect::V1beta2),
            (PolicyOnly, Dialect::V1beta2, Dialect::V1beta2),
            (Absent, Dialect::V1beta2, Dialect::V1beta2),
            (Unknown, Dialect::V1beta2, Dialect::V1beta2),
        ] {
            assert_eq!(spoken(Auto, Absent, v1), spoken_alone, "{v1:?} alone");
            assert_eq!(spoken(V1, Served, v1), wanted, "{v1:?} where it is wanted");
        }
        assert_eq!(spoken(V1, Absent, Unknown), Dialect::V1);
        assert_eq!(spoken(V1, Absent, PolicyOnly), Dialect::V1beta2);
    }
}
