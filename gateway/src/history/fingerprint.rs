//! Fingerprints that compare two readings of a runner, so that their content, which may be secret, need not be kept.

use std::collections::BTreeMap;

use contract::api::Dialect;
use contract::mask::{FieldMask, normal};
use contract::model::Runner;
use contract::part::Part;
use contract::policy::{GROUPS, Policy};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// 64 bits of SHA-256 over the value as JSON. Kept in the database, so it must not depend on the build.
pub(crate) fn fingerprint(value: &impl Serialize) -> u64 {
    let text = serde_json::to_vec(value).expect("wire types are JSON");
    let digest = Sha256::digest(&text);
    digest
        .first_chunk()
        .map_or(0, |first| u64::from_be_bytes(*first))
}

/// Fingerprints of the parts that an update can replace, by their places; and of the groups of a policy. A build may
/// know other parts than the one that wrote a row: of what only one of the two knows, nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub(crate) struct PartFingerprints(BTreeMap<String, u64>);

/// Parts as they are found in the database.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    /// By their places.
    ByName(BTreeMap<String, u64>),
    /// As the first release wrote them.
    InOrder(Vec<u64>),
}

/// The parts of the first release, in its order.
const FIRST: [Part; 7] = [
    Part::Zone,
    Part::RunnerGroupId,
    Part::ManagedSpec,
    Part::ReleaseChannel,
    Part::MaintenancePolicy,
    Part::Overrides,
    Part::ProfileBindings,
];

impl From<Stored> for PartFingerprints {
    fn from(stored: Stored) -> Self {
        Self(match stored {
            Stored::ByName(named) => named,
            Stored::InOrder(values) => {
                let places = FIRST.into_iter().map(|part| part.place().to_owned());
                places.zip(values).collect()
            }
        })
    }
}

impl PartFingerprints {
    /// Of a runner. Spellings of the same meaning have the same fingerprints.
    pub(crate) fn of(runner: &Runner, dialect: Dialect) -> Self {
        let normal = normal(runner);
        let parts = dialect.parts();
        let of = |part: &Part| {
            let value = part.own(&normal, parts);
            (part.place().to_owned(), fingerprint(&value))
        };
        let mut named: BTreeMap<_, _> = parts.iter().map(of).collect();
        if let Some(policy) = named.get_mut(Part::Policy.place()) {
            // The etag moves when the policy is written, and with nothing else (contract-v1 4.3).
            if let Some(etag) = &runner.etag {
                *policy = fingerprint(etag);
            }
            let groups = policy_groups(runner.policy.as_ref());
            named.extend(groups.map(|(place, value)| (place, fingerprint(&value))));
        }
        Self(named)
    }

    /// The places whose content differs, as far as both know, none within another; of a policy its groups.
    pub(crate) fn difference(&self, other: &Self) -> Vec<String> {
        let differs = |place: &str| {
            let pair = self.0.get(place).zip(other.0.get(place));
            pair.is_some_and(|(one, other)| one != other)
        };
        // What only one of the two knows on its own, the other counts among what holds it.
        let is_alike = |part: &Part| {
            let mut children = part.children(&Part::ALL).map(Part::place);
            children.all(|place| self.0.contains_key(place) == other.0.contains_key(place))
        };
        let parts = Part::ALL.into_iter();
        let mask: FieldMask = parts
            .filter(|part| differs(part.place()) && is_alike(part))
            .collect();
        named(
            &mask,
            &policy_places()
                .filter(|place| differs(place))
                .collect::<Vec<_>>(),
        )
    }
}

/// The places of a mask, where that is known with the groups of a policy in its place.
pub(super) fn named(mask: &FieldMask, groups: &[String]) -> Vec<String> {
    let policy = Part::Policy.place();
    let places = mask.documented().into_iter();
    places
        .flat_map(|place| match groups {
            [_, ..] if place == policy => groups.to_vec(),
            _ => vec![place.to_owned()],
        })
        .collect()
}

/// The places of the groups of a policy that differ between two answers of v1.
pub(crate) fn changed_groups(before: &[u8], after: &[u8]) -> Vec<String> {
    let read = |body: &[u8]| {
        let document: Value = serde_json::from_slice(body).ok()?;
        Some(policy_groups(document.get("policy")).collect::<Vec<_>>())
    };
    let Some((before, after)) = read(before).zip(read(after)) else {
        return Vec::new();
    };
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|(one, other)| one != other)
        .map(|((place, _), _)| place)
        .collect()
}

/// The places of a policy's groups.
fn policy_places() -> impl Iterator<Item = String> {
    let policy = Part::Policy.place();
    GROUPS.iter().map(move |group| format!("{policy}.{group}"))
}

/// What stands in each group of a policy, in its one form.
fn policy_groups(policy: Option<&Value>) -> impl Iterator<Item = (String, Value)> {
    let policy = policy.cloned().and_then(Policy::of).unwrap_or_default();
    policy_places().zip(policy.groups())
}

#[cfg(test)]
mod tests {
    use contract::model::{ManagedSpec, Overrides, ReleaseChannel};
    use serde_json::json;

    use super::*;

    fn runner() -> Runner {
        Runner {
            managed_spec: Some(ManagedSpec::default()),
            ..Runner::default()
        }
    }

    #[test]
    fn a_fingerprint_is_the_same_in_every_build() {
        assert_eq!(fingerprint(&"runner"), 0x4c5c_e8b1_f6e1_e377);
    }

    /// As builds before the table of parts wrote them: another value would tell of a change that nobody made.
    #[test]
    fn parts_keep_their_fingerprints() {
        let mut runner = runner();
        runner.identity.zone = "us-east-04a".to_owned();
        let spec = runner.managed_spec.get_or_insert_default();
        spec.enforce_resource_limits = true;
        spec.unknown.insert("later".to_owned(), 1.into());
        let normal = normal(&runner);
        let spec = normal.managed_spec.clone().unwrap();
        let rest = ManagedSpec {
            release_channel: ReleaseChannel::Unspecified,
            maintenance_policy: None,
            overrides: None,
            ..spec.clone()
        };
        let before = [
            fingerprint(&normal.identity.zone),
            fingerprint(&normal.identity.runner_group_id),
            fingerprint(&rest),
            fingerprint(&spec.release_channel),
            fingerprint(&spec.maintenance_policy),
            fingerprint(&spec.overrides),
            fingerprint(&normal.profile_bindings),
        ];
        let now = PartFingerprints::of(&runner, Dialect::V1beta2);
        assert_eq!(FIRST.map(|part| now.0[part.place()]), before);
    }

    #[test]
    fn the_differing_paths_are_named() {
        let mut other = runner();
        other.identity.zone = "us-east-04a".to_owned();
        let spec = other.managed_spec.get_or_insert_default();
        spec.overrides = Some(Overrides {
            args: vec!["-v".to_owned()],
            ..Overrides::default()
        });
        let difference = PartFingerprints::of(&runner(), Dialect::V1beta2)
            .difference(&PartFingerprints::of(&other, Dialect::V1beta2));
        assert_eq!(difference, ["identity.zone", "managed_spec.overrides"]);
        let spec = other.managed_spec.get_or_insert_default();
        spec.enforce_resource_limits = true;
        let difference = PartFingerprints::of(&runner(), Dialect::V1beta2)
            .difference(&PartFingerprints::of(&other, Dialect::V1beta2));
        assert_eq!(difference, ["identity.zone", "managed_spec"]);
    }

    #[test]
    fn rows_of_other_builds_are_read_by_name() {
        let parts = PartFingerprints::of(&runner(), Dialect::V1beta2);
        let mut row = serde_json::to_value(&parts).unwrap();
        assert!(row["managed_spec.overrides"].is_u64(), "{row}");
        assert_eq!(
            serde_json::from_value::<PartFingerprints>(row.clone()).unwrap(),
            parts
        );

        // As the first release wrote it.
        let values: Vec<_> = FIRST.iter().map(|path| parts.0[path.place()]).collect();
        let first = serde_json::to_string(&values).unwrap();
        assert_eq!(
            serde_json::from_str::<PartFingerprints>(&first).unwrap(),
            parts
        );

        // A build with a part more, and one with a part less.
        row["policy"] = 7.into();
        row.as_object_mut().unwrap().remove("identity.zone");
        let other: PartFingerprints = serde_json::from_value(row).unwrap();
        assert!(other.difference(&parts).is_empty());
        // A build that knows a part more within another.
        let (mut flagged, whole) = (parts.clone(), Part::ManagedSpec.place());
        *flagged.0.get_mut(whole).unwrap() += 1;
        assert_eq!(flagged.difference(&parts), [whole]);
        let later = Part::EnforceResourceLimits.place().to_owned();
        flagged.0.insert(later, 7);
        assert!(flagged.difference(&parts).is_empty());
        let mut moved = runner();
        moved.identity.zone = "us-east-04a".to_owned();
        moved.identity.runner_group_id = "evals".to_owned();
        let difference = other.difference(&PartFingerprints::of(&moved, Dialect::V1beta2));
        assert_eq!(difference, ["identity.runner_group_id"]);
    }

    #[test]
    fn a_policy_is_told_by_its_groups_when_its_etag_moves() {
        let read = |etag: &str, policy: Value| {
            let answer = json!({ "identity": { "runnerId": "a" }, "policy": policy, "etag": etag });
            PartFingerprints::of(&Dialect::V1.runner(answer).unwrap(), Dialect::V1)
        };
        let before = read(
            "1",
            json!({ "constraints": { "resources": { "maxCpu": "4" } } }),
        );
        let same = read(
            "1",
            json!({ "constraints": { "resources": { "max_cpu": "4000m" } } }),
        );
        assert!(before.difference(&same).is_empty());
        let again = read(
            "2",
            json!({ "constraints": { "resources": { "maxCpu": "4" } } }),
        );
        assert_eq!(before.difference(&again), ["policy"]);
        let other = read(
            "3",
            json!({ "base": {}, "constraints": { "resources": {} } }),
        );
        let groups = ["policy.base", "policy.constraints.resources"];
        assert_eq!(before.difference(&other), groups);
        let without = PartFingerprints::of(&Runner::default(), Dialect::V1beta2);
        assert!(
            !before
                .difference(&without)
                .iter()
                .any(|place| place.starts_with("policy"))
        );
    }

    #[test]
    fn spellings_of_one_meaning_do_not_differ() {
        let mut other = runner();
        other.managed_spec = Some(ManagedSpec {
            release_channel: ReleaseChannel::Stable,
            overrides: Some(Overrides::default()),
            ..ManagedSpec::default()
        });
        assert!(
            PartFingerprints::of(&runner(), Dialect::V1beta2)
                .difference(&PartFingerprints::of(&other, Dialect::V1beta2))
                .is_empty()
        );
    }
}
