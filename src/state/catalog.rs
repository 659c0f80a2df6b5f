//! What a runner can be made of: profile templates and clusters. Kept while the console runs, read
//! again by every page that needs them.

use contract::{
    model::{Cluster, ProfileSpec, ProfileTemplate},
    rules,
};
use leptos::prelude::*;

use super::remote::Remote;
use crate::api::{self, Client};

/// Profile templates and clusters.
#[derive(Clone, Copy)]
pub(crate) struct Catalog {
    client: Client,
    pub(crate) profiles: Remote<Vec<ProfileTemplate>>,
    pub(crate) clusters: Remote<Vec<Cluster>>,
}

impl Catalog {
    /// An empty catalog.
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            profiles: Remote::new(),
            clusters: Remote::new(),
        }
    }

    /// Reads the profile templates, where there are any.
    pub(crate) fn load_profiles(self) {
        if !api::spoken::has_profiles() {
            self.profiles.set(Vec::new());
            return;
        }
        self.profiles
            .load(async move { api::profiles::list(&self.client).await });
    }

    /// Reads the clusters.
    pub(crate) fn load_clusters(self) {
        self.clusters
            .load(async move { api::clusters::list(&self.client).await });
    }

    /// Judges by the profile templates that are known.
    pub(crate) fn with_templates<T>(self, judge: impl FnOnce(&KnownTemplates<'_>) -> T) -> T {
        self.profiles
            .with(|profiles| judge(&KnownTemplates(profiles.map(Vec::as_slice))))
    }

    /// What a UUID names, a profile template or a cluster, once it is known.
    pub(crate) fn name_of(self, id: &str) -> Option<String> {
        self.profile_name(id).or_else(|| {
            self.clusters.with(|clusters| {
                let found = clusters?.iter().find(|cluster| cluster.id == id)?;
                Some(found.name.clone())
            })
        })
    }

    /// The name of a profile template, once it is known.
    pub(crate) fn profile_name(self, id: &str) -> Option<String> {
        self.profiles.with(|profiles| {
            let found = profiles?.iter().find(|profile| profile.id == id)?;
            Some(found.display_name.clone())
        })
    }
}

/// The catalog of the signed-in console.
pub(crate) fn use_catalog() -> Catalog {
    expect_context()
}

/// The profile templates that are known. While none is read nothing can be said against an ID.
pub(crate) struct KnownTemplates<'a>(pub(crate) Option<&'a [ProfileTemplate]>);

impl rules::Templates for KnownTemplates<'_> {
    fn template(&self, id: &str) -> Option<rules::TemplateFacts> {
        let Some(known) = self.0 else {
            return Some(rules::TemplateFacts {
                declares_limits: true,
            });
        };
        let template = known.iter().find(|template| template.id == id)?;
        let spec = template.spec.as_ref();
        Some(rules::TemplateFacts {
            declares_limits: spec.is_some_and(ProfileSpec::declares_limits),
        })
    }
}
