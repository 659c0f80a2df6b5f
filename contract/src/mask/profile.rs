//! The mask of a profile update: `description`, `spec`, `labels` (contract 5.3).

use std::collections::BTreeSet;

use serde_json::{Value, json};

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

/// A profile update: the mask in the documented spelling, and the body exactly as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileUpdate {
    /// What is replaced.
    pub mask: Vec<&'static str>,
    /// `{"profileTemplate": …, "updateMask": "…"}`, holding the masked parts and nothing else.
    pub body: Value,
}

/// The request that turns `loaded` into `wanted`; none where they mean the same. The display name is fixed
/// and not looked at (contract 5.1).
pub fn update_profile(loaded: &ProfileTemplate, wanted: &ProfileTemplate) -> Option<ProfileUpdate> {
    let mut mask = Vec::new();
    let mut body = serde_json::Map::new();
    if loaded.description != wanted.description {
        mask.push("description");
        body.insert("description".to_owned(), json!(wanted.description));
    }
    if loaded.labels != wanted.labels {
        mask.push("labels");
        body.insert("labels".to_owned(), json!(wanted.labels));
    }
    if loaded.spec.clone().unwrap_or_default() != wanted.spec.clone().unwrap_or_default() {
        mask.push("spec");
        body.insert(
            "spec".to_owned(),
            json!(wanted.spec.clone().unwrap_or_default()),
        );
    }
    (!mask.is_empty()).then(|| ProfileUpdate {
        body: json!({"profileTemplate": body, "updateMask": mask.join(",")}),
        mask,
    })
}

/// Gives settings that are JSON in a string back the spelling that they had, where they mean the same: a
/// file spells them as blocks, and what was not edited must not change by a byte.
pub fn keep_spelling(loaded: &ProfileTemplate, wanted: &mut ProfileTemplate) {
    let (Some(had), Some(has)) = (&loaded.spec, &mut wanted.spec) else {
        return;
    };
    for (had, has) in [
        (&had.namespace_config_json, &mut has.namespace_config_json),
        (&had.network_config_json, &mut has.network_config_json),
        (&had.pod_template_json, &mut has.pod_template_json),
    ] {
        let value = |text: &str| serde_json::from_str::<Value>(text).ok();
        if value(had).is_some_and(|had| Some(had) == value(has)) {
            has.clone_from(had);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_names_what_differs_and_applies_to_what_is_wanted() {
        let mut loaded = ProfileTemplate {
            description: "a".into(),
            spec: Some(crate::wire::ProfileSpec {
                network_config_json: r#"{ "egress" : {"news": 1} }"#.into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        loaded.labels.insert("owner".into(), "x".into());
        assert_eq!(update_profile(&loaded, &loaded), None);
        let mut wanted = loaded.clone();
        wanted.description = "b".into();
        wanted.labels.clear();
        let update = update_profile(&loaded, &wanted).unwrap();
        assert_eq!(update.mask, ["description", "labels"]);
        assert!(update.body["profileTemplate"].get("spec").is_none());
        let mask = ProfileMask::parse(update.body.get("updateMask")).unwrap();
        let body = serde_json::from_value(update.body["profileTemplate"].clone()).unwrap();
        assert_eq!(mask.apply(&loaded, &body), wanted);
    }

    #[test]
    fn what_means_the_same_keeps_its_spelling() {
        let profile = |json: &str| ProfileTemplate {
            spec: Some(crate::wire::ProfileSpec {
                network_config_json: json.into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let loaded = profile(r#"{ "b": 1,  "a": {"news": [1]} }"#);
        let mut same = profile(r#"{"b":1,"a":{"news":[1]}}"#);
        keep_spelling(&loaded, &mut same);
        assert_eq!(same, loaded);
        let mut other = profile(r#"{"b":2}"#);
        keep_spelling(&loaded, &mut other);
        assert_eq!(other, profile(r#"{"b":2}"#));
    }

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
