//! The seven paths, and masks made of them (contract 3.1 to 3.3).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::wire::{FieldViolation, ManagedSpec, Runner, Status};

/// A part of a runner that an update may replace (contract 3.1). There is no deeper path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MaskPath {
    /// `identity.zone`
    Zone,
    /// `identity.runner_group_id`
    RunnerGroupId,
    /// `managed_spec`, flags included
    ManagedSpec,
    /// `managed_spec.release_channel`
    ReleaseChannel,
    /// `managed_spec.maintenance_policy`, as a whole
    MaintenancePolicy,
    /// `managed_spec.overrides`, as a whole
    Overrides,
    /// `profile_bindings`, the whole list
    ProfileBindings,
}

impl MaskPath {
    /// All of them, in the order of the contract.
    pub const ALL: [Self; 7] = [
        Self::Zone,
        Self::RunnerGroupId,
        Self::ManagedSpec,
        Self::ReleaseChannel,
        Self::MaintenancePolicy,
        Self::Overrides,
        Self::ProfileBindings,
    ];

    /// The JSON spelling, as it is sent.
    pub fn json(self) -> &'static str {
        match self {
            Self::Zone => "identity.zone",
            Self::RunnerGroupId => "identity.runnerGroupId",
            Self::ManagedSpec => "managedSpec",
            Self::ReleaseChannel => "managedSpec.releaseChannel",
            Self::MaintenancePolicy => "managedSpec.maintenancePolicy",
            Self::Overrides => "managedSpec.overrides",
            Self::ProfileBindings => "profileBindings",
        }
    }

    /// The documented spelling, as people read it.
    pub fn documented(self) -> &'static str {
        match self {
            Self::Zone => "identity.zone",
            Self::RunnerGroupId => "identity.runner_group_id",
            Self::ManagedSpec => "managed_spec",
            Self::ReleaseChannel => "managed_spec.release_channel",
            Self::MaintenancePolicy => "managed_spec.maintenance_policy",
            Self::Overrides => "managed_spec.overrides",
            Self::ProfileBindings => "profile_bindings",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|path| path.json() == text || path.documented() == text)
    }

    fn is_below(self, parent: Self) -> bool {
        self.json()
            .strip_prefix(parent.json())
            .is_some_and(|rest| rest.starts_with('.'))
    }
}

/// Why a mask is refused (contract 3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaskError {
    /// Missing, empty or `*`.
    Required,
    /// Paths that do not exist or are read-only, as they were given.
    Unknown(Vec<String>),
}

impl MaskError {
    /// The server's answer, one violation per bad path.
    pub fn status(&self) -> Status {
        let violation = |description: String| FieldViolation {
            field: "update_mask".to_owned(),
            description,
        };
        match self {
            Self::Required => Status::bad_request(&[violation("update_mask is required".into())]),
            Self::Unknown(paths) => {
                let violations: Vec<_> = paths
                    .iter()
                    .map(|path| {
                        violation(format!(
                            "update_mask contains unknown or read-only path: {path}"
                        ))
                    })
                    .collect();
                Status::bad_request(&violations)
            }
        }
    }
}

/// The paths as text: one comma-separated string, or `{"paths": […]}` (contract 3.2).
pub(super) fn listed(value: Option<&Value>) -> Result<Vec<String>, MaskError> {
    let texts: Vec<&str> = match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Object(object)) => object
            .get("paths")
            .and_then(Value::as_array)
            .map(|paths| paths.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default(),
        Some(Value::Null) | None => Vec::new(),
        Some(other) => return Err(MaskError::Unknown(vec![other.to_string()])),
    };
    let paths: Vec<_> = texts
        .iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect();
    if paths.is_empty() || paths.iter().any(|path| path == "*") {
        return Err(MaskError::Required);
    }
    Ok(paths)
}

/// Reads each path, or names all that are none.
pub(super) fn known<P>(
    paths: Vec<String>,
    read: impl Fn(&str) -> Option<P>,
) -> Result<Vec<P>, MaskError> {
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    for path in paths {
        match read(&path) {
            Some(path) => found.push(path),
            None => unknown.push(path),
        }
    }
    if unknown.is_empty() {
        Ok(found)
    } else {
        Err(MaskError::Unknown(unknown))
    }
}

/// A checked mask: no path twice, none below another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldMask(BTreeSet<MaskPath>);

impl FieldMask {
    /// Reads a mask as it comes in a request body, in either spelling.
    ///
    /// # Errors
    /// [`MaskError`], with the contract's words in its status.
    pub fn parse(value: Option<&Value>) -> Result<Self, MaskError> {
        known(listed(value)?, MaskPath::parse).map(|paths| paths.into_iter().collect())
    }

    /// Reads a comma-separated mask, in either spelling.
    ///
    /// # Errors
    /// [`MaskError`], with the contract's words in its status.
    pub fn parse_text(text: &str) -> Result<Self, MaskError> {
        Self::parse(Some(&Value::String(text.to_owned())))
    }

    /// The paths, in the order of the contract.
    pub fn paths(&self) -> impl Iterator<Item = MaskPath> + '_ {
        self.0.iter().copied()
    }

    /// Whether both replace something in common: a path covers those below it (contract 3.3).
    pub fn overlaps(&self, other: &Self) -> bool {
        let inside = |a: MaskPath, b: MaskPath| {
            let rest = a.documented().strip_prefix(b.documented());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.paths()
            .any(|a| other.paths().any(|b| inside(a, b) || inside(b, a)))
    }

    /// Whether nothing is to be replaced.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The mask as it is sent: comma-separated JSON spellings.
    pub fn to_json(&self) -> String {
        self.paths()
            .map(MaskPath::json)
            .collect::<Vec<_>>()
            .join(",")
    }

    /// The paths as people read them.
    pub fn documented(&self) -> Vec<&'static str> {
        self.paths().map(MaskPath::documented).collect()
    }

    /// The runner after an update: each path of the mask from `body`, the rest as loaded. What is absent
    /// in `body` is cleared (contract 3.3).
    #[must_use]
    pub fn apply(&self, loaded: &Runner, body: &Runner) -> Runner {
        let mut runner = loaded.clone();
        let given = body.managed_spec.as_ref();
        for path in self.paths() {
            match path {
                MaskPath::Zone => runner.identity.zone.clone_from(&body.identity.zone),
                MaskPath::RunnerGroupId => {
                    runner
                        .identity
                        .runner_group_id
                        .clone_from(&body.identity.runner_group_id);
                }
                MaskPath::ManagedSpec => runner.managed_spec.clone_from(&body.managed_spec),
                MaskPath::ReleaseChannel => {
                    spec(&mut runner).release_channel =
                        given.map(|g| g.release_channel.clone()).unwrap_or_default();
                }
                MaskPath::MaintenancePolicy => {
                    spec(&mut runner).maintenance_policy =
                        given.and_then(|g| g.maintenance_policy.clone());
                }
                MaskPath::Overrides => {
                    spec(&mut runner).overrides = given.and_then(|g| g.overrides.clone());
                }
                MaskPath::ProfileBindings => {
                    runner.profile_bindings.clone_from(&body.profile_bindings);
                }
            }
        }
        runner
    }
}

fn spec(runner: &mut Runner) -> &mut ManagedSpec {
    runner.managed_spec.get_or_insert_default()
}

impl FromIterator<MaskPath> for FieldMask {
    /// A parent covers its children (contract 3.3).
    fn from_iter<I: IntoIterator<Item = MaskPath>>(paths: I) -> Self {
        let all: BTreeSet<_> = paths.into_iter().collect();
        let covered = |path: &MaskPath| all.iter().any(|parent| path.is_below(*parent));
        Self(all.iter().copied().filter(|path| !covered(path)).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(value: Value) -> Result<String, MaskError> {
        FieldMask::parse(Some(&value)).map(|mask| mask.to_json())
    }

    #[test]
    fn both_spellings_and_both_forms() {
        for value in [
            json!("managedSpec.releaseChannel,identity.zone"),
            json!(" managed_spec.release_channel , identity.zone, identity.zone"),
            json!({ "paths": ["identity.zone", "managed_spec.release_channel"] }),
        ] {
            assert_eq!(
                parse(value),
                Ok("identity.zone,managedSpec.releaseChannel".into())
            );
        }
    }

    #[test]
    fn every_path_reads_back() {
        for path in MaskPath::ALL {
            for text in [path.json(), path.documented()] {
                let mask = FieldMask::parse_text(text).unwrap();
                assert_eq!(mask.paths().collect::<Vec<_>>(), [path]);
            }
        }
    }

    #[test]
    fn a_parent_covers_its_children() {
        let mask = parse(json!("managedSpec.overrides,managedSpec,profileBindings"));
        assert_eq!(mask, Ok("managedSpec,profileBindings".into()));
    }

    #[test]
    fn nothing_and_everything_are_refused() {
        for value in [
            json!(null),
            json!(""),
            json!(" , "),
            json!("*"),
            json!({"paths": []}),
        ] {
            assert_eq!(parse(value), Err(MaskError::Required));
        }
        assert_eq!(FieldMask::parse(None), Err(MaskError::Required));
        assert_eq!(
            MaskError::Required.status().message,
            "update_mask is required"
        );
    }

    #[test]
    fn deeper_and_read_only_paths_are_refused_all_at_once() {
        let error = FieldMask::parse_text(
            "managedSpec.overrides.env,identity.zone,profile_bindings.0,displayName,installStatus",
        )
        .unwrap_err();
        let status = error.status();
        assert_eq!(
            status.message,
            "update_mask contains unknown or read-only path: managedSpec.overrides.env"
        );
        assert_eq!(status.violations().len(), 4);
    }
}
