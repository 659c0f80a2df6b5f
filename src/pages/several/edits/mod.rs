//! The patch, the runners that it is for, and what it does to each.

mod plans;
mod reading;
mod sending;

use std::{collections::BTreeMap, sync::Arc};

use contract::model::Runner;
use leptos::prelude::*;

use crate::{
    api::Client,
    can,
    state::{
        catalog::{Catalog, use_catalog},
        fleet::{Fleet, use_fleet},
        handover::EditSeveral,
        session::{Person, use_person},
    },
};
use plans::Plans;
pub(super) use reading::Reading;
use sending::Saved;

/// An edit of several runners.
#[derive(Clone, Copy)]
pub(super) struct Edits {
    chosen: RwSignal<EditSeveral>,
    runners: RwSignal<BTreeMap<Arc<str>, Arc<Runner>>>,
    reading: RwSignal<Reading>,
    plans: RwSignal<Plans>,
    /// Rises with every working out; none while none is under way.
    working: RwSignal<Option<u32>>,
    saved: RwSignal<BTreeMap<Arc<str>, Saved>>,
    catalog: Catalog,
    client: Client,
    fleet: Fleet,
    person: Person,
}

impl Edits {
    /// What is kept in this tab; begins to read its runners.
    pub(super) fn new() -> Self {
        let mut kept = EditSeveral::restore();
        // What is kept may be of a time when policies could be seen.
        kept.of_policies &= can::see_policies().is_ok();
        let chosen = RwSignal::new(kept);
        let runners = RwSignal::new(BTreeMap::<Arc<str>, Arc<Runner>>::new());
        let catalog = use_catalog();
        let edits = Self {
            chosen,
            runners,
            reading: RwSignal::new(Reading::Under(0)),
            plans: RwSignal::new(Plans::default()),
            working: RwSignal::new(None),
            saved: RwSignal::new(BTreeMap::new()),
            catalog,
            client: expect_context(),
            fleet: use_fleet(),
            person: use_person(),
        };
        edits.work_out_changes();
        edits.read();
        edits
    }

    /// The edit of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    /// Every runner that was chosen.
    pub(super) fn ids(self) -> Vec<Arc<str>> {
        self.chosen.with(|chosen| chosen.ids.clone())
    }

    /// The patch, or the policy.
    pub(super) fn text(self) -> String {
        self.chosen.with(|chosen| {
            let text = if chosen.of_policies {
                &chosen.policy
            } else {
                &chosen.text
            };
            text.clone()
        })
    }

    /// Takes it as it is typed.
    pub(super) fn write(self, text: String) {
        self.update(|chosen| {
            if chosen.of_policies {
                chosen.policy = text;
            } else {
                chosen.text = text;
            }
        });
    }

    /// Whether it is about policies.
    pub(super) fn of_policies(self) -> bool {
        self.chosen.with(|chosen| chosen.of_policies)
    }

    /// Has it be about policies, or about everything else. What was typed for either stays.
    pub(super) fn set_of_policies(self, of_policies: bool) {
        self.update(|chosen| chosen.of_policies = of_policies);
        self.saved.set(BTreeMap::new());
        self.read();
    }

    /// Whether the policy takes the place of each one as a whole.
    pub(super) fn replaces_policy(self) -> bool {
        self.chosen.with(|chosen| chosen.replaces_policy)
    }

    pub(super) fn set_replaces_policy(self, replaces: bool) {
        self.update(|chosen| chosen.replaces_policy = replaces);
    }

    /// Whether each runner keeps what the patch does not name.
    pub(super) fn keeps(self) -> bool {
        self.chosen.with(|chosen| chosen.keeps)
    }

    pub(super) fn set_keeps(self, keeps: bool) {
        self.update(|chosen| chosen.keeps = keeps);
    }

    /// Lets a runner go.
    pub(super) fn leave_out(self, id: &str) {
        self.update(|chosen| chosen.ids.retain(|other| **other != *id));
        self.runners.update(|runners| {
            runners.remove(id);
        });
    }

    fn update(self, change: impl FnOnce(&mut EditSeveral)) {
        // The page may be on its way out while the editor tells what was typed last.
        let now = self.chosen.try_get_untracked();
        let mut chosen = now.unwrap_or_else(EditSeveral::restore);
        change(&mut chosen);
        chosen.keep();
        self.chosen.try_set(chosen);
    }

    /// The catalog, for the editor.
    pub(super) fn catalog(self) -> Catalog {
        self.catalog
    }
}
