//! What an editor of a runner asks for while somebody types.

use contract::{
    document::{Message, PROFILE_FILE, PROFILE_OVERRIDES},
    model::RUNTIME_CLASSES,
    spec_file::Diagnostic,
};
use leptos::prelude::*;

use crate::{
    api::{runners::dialect, spoken::read_in},
    state::catalog::Catalog,
};

/// What the editor asks for.
#[derive(Clone, Copy)]
pub(crate) struct Knowledge {
    /// What a text is, for completion and explanations.
    pub(super) shape: Callback<String, &'static Message>,
    /// A field's explanation, by its path and what the table says.
    pub(super) explained: fn(&str, &str) -> String,
    /// Everything wrong with a text.
    pub(super) check: Callback<String, Vec<Diagnostic>>,
    /// Values that fit behind a key, beside those of the API's own types: each with what it is.
    pub(super) values: Callback<String, Vec<(String, String)>>,
    /// What a UUID names.
    pub(super) names: Callback<String, Option<String>>,
}

impl Knowledge {
    /// With the profiles and zones of the catalog.
    pub(crate) fn new(check: Callback<String, Vec<Diagnostic>>, catalog: Catalog) -> Self {
        Self {
            shape: Callback::new(|_| dialect().model()),
            explained,
            check,
            values: Callback::new(move |key: String| values(&key, catalog)),
            names: Callback::new(move |id: String| catalog.name_of(&id)),
        }
    }

    /// Of a runner that is not there yet: nothing of it is sent alone, so no mask is named.
    pub(crate) fn of_new(check: Callback<String, Vec<Diagnostic>>, catalog: Catalog) -> Self {
        Self {
            shape: Callback::new(|_| read_in().model()),
            explained: |_, doc| doc.to_owned(),
            ..Self::new(check, catalog)
        }
    }

    /// Of a file of what is to be, which may be of several kinds.
    pub(crate) fn of_files(
        shape: fn(&str) -> &'static Message,
        check: Callback<String, Vec<Diagnostic>>,
        catalog: Catalog,
    ) -> Self {
        Self {
            shape: Callback::new(move |text: String| shape(&text)),
            ..Self::of_new(check, catalog)
        }
    }

    /// Of a profile's file.
    pub(crate) fn of_profile(check: Callback<String, Vec<Diagnostic>>) -> Self {
        Self {
            values: Callback::new(|key: String| runtime_classes(&key)),
            ..Self::of(&PROFILE_FILE, check)
        }
    }

    /// Of what a runner overrides of a profile.
    pub(crate) fn of_overrides(check: Callback<String, Vec<Diagnostic>>) -> Self {
        Self {
            shape: Callback::new(|_| &PROFILE_OVERRIDES),
            ..Self::of_profile(check)
        }
    }

    /// Of a text of its own, about which nothing is known but its table.
    pub(crate) fn of(shape: &'static Message, check: Callback<String, Vec<Diagnostic>>) -> Self {
        Self {
            shape: Callback::new(move |_| shape),
            explained: |_, doc| doc.to_owned(),
            check,
            values: Callback::new(|_| Vec::new()),
            names: Callback::new(|_| None),
        }
    }
}

/// A field's meaning, and the part of a runner that an update of it replaces (contract 3.1).
fn explained(path: &str, doc: &str) -> String {
    let dialect = dialect();
    let covering = dialect.parts().iter().filter(|part| part.holds(path));
    match covering.max_by_key(|part| part.place().len()) {
        Some(part) => format!("{doc} Sent with the mask {}.", dialect.spelled(*part)),
        None => doc.to_owned(),
    }
}

fn values(key: &str, catalog: Catalog) -> Vec<(String, String)> {
    match key {
        "profile_template_id" => catalog.profiles.with(|profiles| {
            let profiles = profiles.map(Vec::as_slice).unwrap_or_default().iter();
            profiles
                .map(|profile| (format!("\"{}\"", profile.id), profile.display_name.clone()))
                .collect()
        }),
        "zone" => catalog.clusters.with(|clusters| {
            let clusters = clusters.map(Vec::as_slice).unwrap_or_default().iter();
            let mut zones: Vec<_> = clusters
                .map(|cluster| (cluster.zone.to_ascii_lowercase(), String::new()))
                .collect();
            zones.sort();
            zones.dedup();
            zones
        }),
        "cluster_id" | "cluster_name" => catalog.clusters.with(|clusters| {
            let clusters = clusters.map(Vec::as_slice).unwrap_or_default().iter();
            clusters
                .map(|cluster| match key {
                    "cluster_id" => (cluster.id.clone(), cluster.name.clone()),
                    _ => (cluster.name.clone(), String::new()),
                })
                .collect()
        }),
        _ => Vec::new(),
    }
}

/// The runtime classes that were seen; others are as good.
fn runtime_classes(key: &str) -> Vec<(String, String)> {
    let classes = RUNTIME_CLASSES.iter().filter(|_| key == "runtime_class");
    classes
        .map(|class| ((*class).to_owned(), String::new()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_names_its_mask() {
        let told = |path| explained(path, "X.");
        assert_eq!(
            told("managed_spec.overrides.env"),
            "X. Sent with the mask managed_spec.overrides."
        );
        assert_eq!(
            told("managed_spec.enforce_resource_limits"),
            "X. Sent with the mask managed_spec."
        );
        assert_eq!(told("identity.cluster_id"), "X.");
    }
}
