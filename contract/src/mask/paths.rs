//! Masks: sets of parts, as they are read, written and applied (contract 3.1 to 3.3).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::api::Dialect;
use crate::model::{FieldViolation, Runner, Status};
use crate::part::Part;

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
pub(crate) fn listed(value: Option<&Value>) -> Result<Vec<String>, MaskError> {
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
pub(crate) fn known<P>(
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

/// A checked mask: no part twice, none within another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldMask(BTreeSet<Part>);

impl FieldMask {
    /// Reads a mask as it comes in a request body, in either spelling.
    ///
    /// # Errors
    /// [`MaskError`], with the contract's words in its status.
    pub fn parse(value: Option<&Value>) -> Result<Self, MaskError> {
        known(listed(value)?, |path| {
            Part::at(path).filter(|part| Dialect::default().parts().contains(part))
        })
        .map(|paths| paths.into_iter().collect())
    }

    /// Reads a comma-separated mask, in either spelling.
    ///
    /// # Errors
    /// [`MaskError`], with the contract's words in its status.
    pub fn parse_text(text: &str) -> Result<Self, MaskError> {
        Self::parse(Some(&Value::String(text.to_owned())))
    }

    /// Of comma-separated places of parts, as [`Self::documented`] gives them, whatever dialect has them; what is no
    /// part is left out.
    pub fn of_places(text: &str) -> Self {
        let part = |place| Part::ALL.into_iter().find(|part| part.place() == place);
        text.split(',').filter_map(part).collect()
    }

    /// The parts, in the order of the contract.
    pub fn paths(&self) -> impl Iterator<Item = Part> + '_ {
        self.0.iter().copied()
    }

    /// Whether both replace something in common: a path covers those below it (contract 3.3).
    pub fn overlaps(&self, other: &Self) -> bool {
        let meet = |a: Part, b: Part| a.holds(b.place()) || b.holds(a.place());
        self.paths().any(|a| other.paths().any(|b| meet(a, b)))
    }

    /// Whether a field, in the documented spelling, is within what is replaced.
    pub fn replaces(&self, field: &str) -> bool {
        self.paths().any(|part| part.holds(field))
    }

    /// Whether nothing is to be replaced.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The paths as people read them.
    pub fn documented(&self) -> Vec<&'static str> {
        self.paths().map(Part::place).collect()
    }

    /// The paths as the calls of a dialect name them.
    pub fn spelled(&self, dialect: Dialect) -> Vec<String> {
        self.paths().map(|part| dialect.spelled(part)).collect()
    }

    /// The runner after an update: each path of the mask from `body`, the rest as loaded. What is absent
    /// in `body` is cleared (contract 3.3).
    #[must_use]
    pub fn apply(&self, loaded: &Runner, body: &Runner) -> Runner {
        let mut runner = loaded.clone();
        for part in self.paths() {
            part.put(&mut runner, body);
        }
        runner
    }
}

impl FromIterator<Part> for FieldMask {
    /// A parent covers its children (contract 3.3).
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Self {
        let all: BTreeSet<_> = parts.into_iter().collect();
        let covered = |part: &Part| part.parent().is_some_and(|parent| all.contains(&parent));
        Self(all.iter().copied().filter(|part| !covered(part)).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(value: Value) -> Result<String, MaskError> {
        FieldMask::parse(Some(&value)).map(|mask| mask.documented().join(","))
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
                Ok("identity.zone,managed_spec.release_channel".into())
            );
        }
    }

    #[test]
    fn every_path_reads_back() {
        for part in Dialect::V1beta2.parts().iter().copied() {
            let json = part.keys().collect::<Vec<_>>().join(".");
            for text in [json.as_str(), part.place()] {
                let mask = FieldMask::parse_text(text).unwrap();
                assert_eq!(mask.paths().collect::<Vec<_>>(), [part]);
            }
        }
    }

    #[test]
    fn a_parent_covers_its_children() {
        let mask = parse(json!("managedSpec.overrides,managedSpec,profileBindings"));
        assert_eq!(mask, Ok("managed_spec,profile_bindings".into()));
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
