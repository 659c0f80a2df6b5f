//! What an editor of a runner asks for while somebody types.

use contract::{
    document::{Message, RUNNER},
    spec_file::Diagnostic,
};
use leptos::prelude::*;

use crate::{api::runners::dialect, state::catalog::Catalog};

/// What the editor asks for.
#[derive(Clone, Copy)]
pub(crate) struct Knowledge {
    /// What is written, for completion and explanations.
    pub(super) shape: &'static Message,
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
            shape: &RUNNER,
            explained,
            check,
            values: Callback::new(move |key: String| values(&key, catalog)),
            names: Callback::new(move |id: String| catalog.name_of(&id)),
        }
    }

    /// Of a runner that is not there yet: nothing of it is sent alone, so no mask is named.
    pub(crate) fn of_new(check: Callback<String, Vec<Diagnostic>>, catalog: Catalog) -> Self {
        Self {
            explained: |_, doc| doc.to_owned(),
            ..Self::new(check, catalog)
        }
    }

    /// Of a text of its own, about which nothing is known but its table.
    pub(crate) fn of(shape: &'static Message, check: Callback<String, Vec<Diagnostic>>) -> Self {
        Self {
            shape,
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
        _ => Vec::new(),
    }
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
