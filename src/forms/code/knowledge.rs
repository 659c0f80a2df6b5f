//! What an editor of a runner asks for while somebody types.

use contract::spec_file::Diagnostic;
use leptos::prelude::*;

use crate::state::catalog::Catalog;

/// What the editor asks for.
#[derive(Clone, Copy)]
pub(crate) struct Knowledge {
    /// Everything wrong with a text.
    pub(super) check: Callback<String, Vec<Diagnostic>>,
    /// Values that fit behind a key, beside those of the API's own types: each with what it is.
    pub(super) values: Callback<String, Vec<(String, String)>>,
}

impl Knowledge {
    /// With the profiles and zones of the catalog.
    pub(crate) fn new(check: Callback<String, Vec<Diagnostic>>, catalog: Catalog) -> Self {
        Self {
            check,
            values: Callback::new(move |key: String| values(&key, catalog)),
        }
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
