//! What two readings of a runner are compared by, so that their content need not be kept: it may hold
//! secrets.

use contract::mask::{FieldMask, MaskPath, normal};
use contract::wire::{ManagedSpec, ReleaseChannel, Runner};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// 64 bits of SHA-256 over the value as JSON. Kept in the database, so it must not depend on the build.
pub(crate) fn fingerprint(value: &impl Serialize) -> u64 {
    let text = serde_json::to_vec(value).expect("wire types are JSON");
    let digest = Sha256::digest(&text);
    digest
        .first_chunk()
        .map_or(0, |first| u64::from_be_bytes(*first))
}

/// Fingerprints of the parts that an update can replace, in the order of [`MaskPath::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parts([u64; 7]);

impl Parts {
    /// Of a runner. Spellings of the same meaning have the same fingerprints.
    pub(crate) fn of(runner: &Runner) -> Self {
        let runner = normal(runner);
        let spec = runner.managed_spec.unwrap_or_default();
        Self(MaskPath::ALL.map(|path| match path {
            MaskPath::Zone => fingerprint(&runner.identity.zone),
            MaskPath::RunnerGroupId => fingerprint(&runner.identity.runner_group_id),
            // What has a path of its own is not counted twice.
            MaskPath::ManagedSpec => fingerprint(&ManagedSpec {
                release_channel: ReleaseChannel::Unspecified,
                maintenance_policy: None,
                overrides: None,
                ..spec.clone()
            }),
            MaskPath::ReleaseChannel => fingerprint(&spec.release_channel),
            MaskPath::MaintenancePolicy => fingerprint(&spec.maintenance_policy),
            MaskPath::Overrides => fingerprint(&spec.overrides),
            MaskPath::ProfileBindings => fingerprint(&runner.profile_bindings),
        }))
    }

    /// The paths whose content differs.
    pub(crate) fn difference(&self, other: &Self) -> FieldMask {
        let pairs = self.0.iter().zip(&other.0);
        MaskPath::ALL
            .into_iter()
            .zip(pairs)
            .filter(|(_, (one, two))| one != two)
            .map(|(path, _)| path)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use contract::wire::Overrides;

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

    #[test]
    fn the_differing_paths_are_named() {
        let mut other = runner();
        other.identity.zone = "us-east-04a".to_owned();
        let spec = other.managed_spec.get_or_insert_default();
        spec.overrides = Some(Overrides {
            args: vec!["-v".to_owned()],
            ..Overrides::default()
        });
        let difference = Parts::of(&runner()).difference(&Parts::of(&other));
        assert_eq!(
            difference.documented(),
            ["identity.zone", "managed_spec.overrides"]
        );
        let spec = other.managed_spec.get_or_insert_default();
        spec.enforce_resource_limits = true;
        let difference = Parts::of(&runner()).difference(&Parts::of(&other));
        assert_eq!(difference.documented(), ["identity.zone", "managed_spec"]);
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
            Parts::of(&runner())
                .difference(&Parts::of(&other))
                .is_empty()
        );
    }
}
