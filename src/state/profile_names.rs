//! Which profile a name means on which runner. Names are not unique across runners: two may offer one
//! name with different content, and callers then get either (contract 1.6).

use std::collections::{BTreeMap, HashMap};

use leptos::prelude::*;

use super::{catalog::use_catalog, fleet::use_fleet};

/// For each name the profiles that it means, each with one runner on which it does.
type Meanings = HashMap<String, BTreeMap<String, String>>;

/// What names mean, from the known fleet and profiles.
#[derive(Clone, Copy)]
pub(crate) struct ProfileNames(Memo<Meanings>);

impl ProfileNames {
    /// The names of the whole fleet.
    pub(crate) fn new() -> Self {
        let fleet = use_fleet();
        let catalog = use_catalog();
        Self(Memo::new(move |_| {
            let displayed = displayed(catalog);
            let mut meanings = Meanings::new();
            fleet.with(|rows| {
                for (runner_id, row) in rows {
                    row.summary.with_untracked(|runner| {
                        for profile in &runner.profiles {
                            let given = runner.profile_names.get(profile);
                            if let Some(name) = given.or_else(|| displayed.get(profile)) {
                                let profiles = meanings.entry(name.clone()).or_default();
                                profiles
                                    .entry(profile.clone())
                                    .or_insert_with(|| runner_id.to_string());
                            }
                        }
                    });
                }
            });
            meanings
        }))
    }

    /// A runner on which the name means another profile.
    pub(crate) fn elsewhere(self, name: &str, profile: &str) -> Option<String> {
        self.0.with(|meanings| {
            let mut others = meanings.get(name)?.iter();
            let (_, runner_id) = others.find(|(other, _)| *other != profile)?;
            Some(runner_id.clone())
        })
    }
}

fn displayed(catalog: super::catalog::Catalog) -> HashMap<String, String> {
    catalog.profiles.with(|profiles| {
        let profiles = profiles.map(Vec::as_slice).unwrap_or_default();
        profiles
            .iter()
            .map(|profile| (profile.id.clone(), profile.display_name.clone()))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use contract::model::{ProfileBinding, Runner};

    use super::*;
    use crate::{
        api::{Client, gate::Gate},
        state::{catalog::Catalog, fleet::Fleet},
    };

    #[test]
    fn a_name_with_two_meanings_is_found() {
        Owner::new().with(|| {
            let fleet = Fleet::new();
            provide_context(fleet);
            provide_context(Catalog::new(Client::new(Gate::new(true))));
            let runner = |id: &str, profile: &str, name: &str| {
                let mut runner = Runner::default();
                runner.identity.runner_id = id.into();
                runner.profile_bindings = vec![ProfileBinding {
                    profile_template_id: profile.into(),
                    profile_name: name.into(),
                    ..ProfileBinding::default()
                }];
                runner
            };
            fleet.answered(&runner("a", "1", "small"));
            fleet.answered(&runner("b", "2", "small"));
            fleet.answered(&runner("c", "3", "large"));
            untrack(|| {
                let names = ProfileNames::new();
                assert_eq!(names.elsewhere("small", "1").as_deref(), Some("b"));
                assert_eq!(names.elsewhere("small", "2").as_deref(), Some("a"));
                assert_eq!(names.elsewhere("large", "3"), None);
                assert_eq!(names.elsewhere("unheard", "1"), None);
            });
        });
    }
}
