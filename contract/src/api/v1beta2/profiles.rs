//! Profile templates: their calls, and the mask of an update, `description`, `spec`, `labels` (contract 5.3).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::PAGE_SIZE;
use crate::api::Request;
use crate::api::call::{Call, Method, encode};
use crate::api::shell::{quoted, with_input};
use crate::document::{PROFILE_TEMPLATE, prune};
use crate::mask::{MaskError, known, listed};
use crate::model::ProfileTemplate;
use crate::spec_file::{profile_fields, write_profile};

/// Where profile templates are listed and created. No other version of the API has them.
pub const PROFILES: &str = "/v1beta2/sandbox/profile-templates";

fn one(id: &str) -> String {
    format!("{PROFILES}/{}", encode(id))
}

/// A page of the list; an empty token asks for the first.
pub fn list(page_token: &str) -> Call {
    let call = Call::new(Method::Get, PROFILES.to_owned()).with("pageSize", PAGE_SIZE);
    if page_token.is_empty() {
        call
    } else {
        call.with("pageToken", page_token)
    }
}

/// One, by its UUID.
pub fn get(id: &str) -> Call {
    Call::new(Method::Get, one(id))
}

/// Creates one. Only what is set is sent.
pub fn create(profile: &ProfileTemplate) -> Call {
    let mut template = prune(json!(profile), &PROFILE_TEMPLATE);
    // An empty spec is a spec: it inherits everything (contract 5.1).
    if let Value::Object(template) = &mut template {
        template.entry("spec").or_insert_with(|| json!({}));
    }
    Call::new(Method::Post, PROFILES.to_owned()).sending(json!({ "profileTemplate": template }))
}

/// The profile that a request changes, and the parts that it replaces; none if it changes none or the API will
/// refuse it.
pub fn change(request: &Request) -> Option<(String, ProfileMask)> {
    let ["v1beta2", "sandbox", "profile-templates", id] = request.segments else {
        return None;
    };
    if request.method != Method::Patch {
        return None;
    }
    let body = request.json()?;
    let mask = body.get("updateMask").or_else(|| body.get("update_mask"));
    let mask = match mask.filter(|mask| !mask.is_null()) {
        Some(mask) => ProfileMask::parse(Some(mask)),
        None => ProfileMask::parse_text(&request.asked("updateMask", "update_mask")?),
    };
    Some(((*id).to_owned(), mask.ok()?))
}

/// Deletes one that nothing binds.
pub fn delete(id: &str) -> Call {
    Call::new(Method::Delete, one(id))
}

/// The CLI's command for something that takes nothing but a profile's UUID (contract 9).
pub fn cwic(verb: &str, id: &str) -> String {
    format!("cwic sandbox profile {verb} {}", quoted(id))
}

/// The CLI's command that creates one.
pub fn cwic_create(profile: &ProfileTemplate) -> String {
    with_input("cwic sandbox profile create", &write_profile(profile))
}

/// The CLI's command for an update, with a file of the parts that it replaces. None where it clears one of them, since
/// what a file does not name it does not change.
pub fn cwic_edit(id: &str, update: &ProfileUpdate) -> Option<String> {
    let body = update.call.body.as_ref()?;
    let part: ProfileTemplate = serde_json::from_value(body["profileTemplate"].clone()).ok()?;
    let fields = profile_fields(&part);
    let names_all = update.mask.iter().all(|path| fields.contains_key(*path));
    let command = format!("cwic sandbox profile edit {}", quoted(id));
    names_all.then(|| with_input(&command, &write_profile(&part)))
}

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

    /// The paths, as they are sent.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().map(|path| match path {
            ProfilePath::Description => "description",
            ProfilePath::Labels => "labels",
            ProfilePath::Spec => "spec",
        })
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

/// A profile update: the mask in the documented spelling, and the call exactly as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileUpdate {
    /// What is replaced.
    pub mask: Vec<&'static str>,
    /// `{"profileTemplate": …, "updateMask": "…"}`, holding the masked parts and nothing else.
    pub call: Call,
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
    let body = json!({"profileTemplate": body, "updateMask": mask.join(",")});
    (!mask.is_empty()).then(|| ProfileUpdate {
        call: Call::new(Method::Patch, one(&loaded.id)).sending(body),
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
            spec: Some(crate::model::ProfileSpec {
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
        let sent = update.call.body.unwrap();
        assert!(sent["profileTemplate"].get("spec").is_none());
        let mask = ProfileMask::parse(sent.get("updateMask")).unwrap();
        let body = serde_json::from_value(sent["profileTemplate"].clone()).unwrap();
        assert_eq!(mask.apply(&loaded, &body), wanted);
    }

    #[test]
    fn what_means_the_same_keeps_its_spelling() {
        let profile = |json: &str| ProfileTemplate {
            spec: Some(crate::model::ProfileSpec {
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
    fn commands_carry_what_they_change() {
        let loaded = ProfileTemplate {
            id: "uuid".into(),
            display_name: "a b".into(),
            description: "old".into(),
            spec: Some(crate::model::ProfileSpec::default()),
            ..Default::default()
        };
        let mut wanted = loaded.clone();
        wanted.labels.insert("owner".into(), "x".into());
        let edit =
            |wanted: &ProfileTemplate| cwic_edit("uuid", &update_profile(&loaded, wanted).unwrap());
        assert_eq!(
            edit(&wanted).as_deref(),
            Some("cwic sandbox profile edit uuid -f - <<'EOF'\nlabels:\n  owner: x\nEOF")
        );
        wanted.description.clear();
        assert_eq!(edit(&wanted), None);
        let create = cwic_create(&loaded);
        assert!(
            create.starts_with("cwic sandbox profile create -f - <<'EOF'\ndisplay_name: a b\n")
        );
        assert!(create.contains("spec: {}"), "{create}");
        assert_eq!(cwic("get", "a b"), "cwic sandbox profile get 'a b'");
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
