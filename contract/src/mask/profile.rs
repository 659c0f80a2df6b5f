//! The mask of a profile update: `description`, `spec`, `labels` (contract 5.3).

use std::collections::BTreeSet;

use serde_json::Value;

use super::paths::{MaskError, known, listed};
use crate::wire::ProfileTemplate;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ProfilePath {
    Description,
    Labels,
    Spec,
}

/// A checked mask of a profile update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileMask(BTreeSet<ProfilePath>);

impl ProfileMask {
    /// Reads a mask as it comes in a request body.
    ///
    /// # Errors
    /// [`MaskError`], with the contract's words in its status.
    pub fn parse(value: Option<&Value>) -> Result<Self, MaskError> {
        let read = |path: &str| match path {
            "description" => Some(ProfilePath::Description),
            "labels" => Some(ProfilePath::Labels),
            "spec" => Some(ProfilePath::Spec),
            _ => None,
        };
        Ok(Self(known(listed(value)?, read)?.into_iter().collect()))
    }

    /// Reads a comma-separated mask.
    ///
    /// # Errors
    /// [`MaskError`], with the contract's words in its status.
    pub fn parse_text(text: &str) -> Result<Self, MaskError> {
        Self::parse(Some(&Value::String(text.to_owned())))
    }

    /// The profile after an update; what is absent in `body` is cleared.
    #[must_use]
    pub fn apply(&self, loaded: &ProfileTemplate, body: &ProfileTemplate) -> ProfileTemplate {
        let mut profile = loaded.clone();
        for path in &self.0 {
            match path {
                ProfilePath::Description => profile.description.clone_from(&body.description),
                ProfilePath::Labels => profile.labels.clone_from(&body.labels),
                ProfilePath::Spec => profile.spec.clone_from(&body.spec),
            }
        }
        profile
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renaming_is_refused() {
        let error = ProfileMask::parse_text("spec,displayName").unwrap_err();
        assert_eq!(error, MaskError::Unknown(vec!["displayName".into()]));
    }

    #[test]
    fn only_the_named_parts_move() {
        let loaded = ProfileTemplate {
            description: "old".into(),
            labels: [("a".to_owned(), "b".to_owned())].into(),
            ..Default::default()
        };
        let body = ProfileTemplate {
            description: "new".into(),
            ..Default::default()
        };
        let applied = ProfileMask::parse_text("description")
            .unwrap()
            .apply(&loaded, &body);
        assert_eq!(
            (applied.description.as_str(), applied.labels.len()),
            ("new", 1)
        );
    }
}
