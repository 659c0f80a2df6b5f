//! The runners are read, and read anew.

use std::{collections::BTreeMap, sync::Arc};

use contract::api::Dialect;
use leptos::{prelude::*, task::spawn_local};

use super::Edits;
use crate::api::{self, ApiError, runners::dialect};

/// Where the reading stands.
#[derive(Clone, PartialEq)]
pub(in crate::pages::several) enum Reading {
    /// So many are there.
    Under(usize),
    Done,
    Failed(ApiError),
}

/// In which version runners are read.
fn read_in(of_policies: bool) -> Dialect {
    if of_policies { Dialect::V1 } else { dialect() }
}

impl Edits {
    /// Reads the runners (again).
    pub(in crate::pages::several) fn read(self) {
        let (ids, of_policies) = self
            .chosen
            .with_untracked(|chosen| (chosen.ids.clone(), chosen.of_policies));
        self.runners.update(BTreeMap::clear);
        self.reading.set(Reading::Under(0));
        spawn_local(async move {
            let progress = move |read| self.reading.try_set(Reading::Under(read)).is_none();
            let answer =
                match api::runners::get_all(read_in(of_policies), &self.client, &ids, progress)
                    .await
                {
                    None => return,
                    Some(Ok(runners)) => {
                        let named = runners
                            .into_iter()
                            .map(|runner| (Arc::from(runner.runner_id()), Arc::new(runner)));
                        let named = named.collect();
                        let is_wanted = self.chosen.try_with_untracked(|chosen| chosen.of_policies);
                        if is_wanted == Some(of_policies) {
                            self.runners.try_set(named);
                        }
                        Reading::Done
                    }
                    Some(Err(error)) => Reading::Failed(error),
                };
            // Meanwhile the patch may have become one of the other kind, for which they are read anew.
            if self.chosen.try_with_untracked(|chosen| chosen.of_policies) == Some(of_policies) {
                self.reading.try_set(answer);
            }
        });
    }

    pub(in crate::pages::several) fn reading(self) -> Reading {
        self.reading.get()
    }

    /// Those that were chosen and do not exist any more.
    pub(in crate::pages::several) fn gone(self) -> Vec<Arc<str>> {
        if self.reading.get() != Reading::Done {
            return Vec::new();
        }
        let mut ids = self.ids();
        self.runners
            .with(|runners| ids.retain(|id| !runners.contains_key(id)));
        ids
    }
}
