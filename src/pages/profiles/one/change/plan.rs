//! What a text means for a profile: what would be sent, and what others have changed since.

use contract::{
    api::profiles::{ProfileUpdate, keep_spelling, update_profile},
    edit::profile::read,
    model::ProfileTemplate,
    spec_file::Diagnostic,
};

/// What a text asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub(super) wanted: ProfileTemplate,
    /// None where it changes nothing.
    pub(super) update: Option<ProfileUpdate>,
}

impl Plan {
    /// # Errors
    /// Everything that is wrong with the text.
    pub(super) fn of(loaded: &ProfileTemplate, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut wanted = read(text, Some(loaded))?;
        keep_spelling(loaded, &mut wanted);
        let update = update_profile(loaded, &wanted);
        Ok(Self { wanted, update })
    }
}

/// Parts that both somebody else and this change replace.
pub(super) fn overlap(
    base: &ProfileTemplate,
    newest: &ProfileTemplate,
    update: &ProfileUpdate,
) -> bool {
    let theirs = update_profile(base, newest).map(|update| update.mask);
    theirs
        .unwrap_or_default()
        .iter()
        .any(|path| update.mask.contains(path))
}

#[cfg(test)]
mod tests {
    use contract::{model::ProfileSpec, spec_file::write_profile};

    use super::*;

    fn profile() -> ProfileTemplate {
        ProfileTemplate {
            display_name: "a".into(),
            description: "old".into(),
            spec: Some(ProfileSpec {
                network_config_json: r#"{ "news": {"x": 1},  "egress": {"default": "d"} }"#.into(),
                ..ProfileSpec::default()
            }),
            ..ProfileTemplate::default()
        }
    }

    fn update(loaded: &ProfileTemplate, text: &str) -> Option<ProfileUpdate> {
        Plan::of(loaded, text).unwrap().update
    }

    #[test]
    fn only_what_was_edited_is_sent() {
        let loaded = profile();
        let text = write_profile(&loaded);
        assert_eq!(update(&loaded, &text), None);
        let changed = update(&loaded, &text.replace("old", "new")).unwrap();
        assert_eq!(changed.mask, ["description"]);
        let renamed = Plan::of(&loaded, &text.replace("display_name: a", "display_name: b"));
        assert!(renamed.unwrap_err()[0].message.contains("fixed"));
    }

    #[test]
    fn the_same_part_conflicts_and_another_does_not() {
        let base = profile();
        let text = write_profile(&base).replace("old", "new");
        let update = update(&base, &text).unwrap();
        let mut theirs = base.clone();
        theirs.labels.insert("a".into(), "b".into());
        assert!(!overlap(&base, &theirs, &update));
        theirs.description = "theirs".into();
        assert!(overlap(&base, &theirs, &update));
    }
}
