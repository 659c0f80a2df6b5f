//! What the patch does to each runner.

use std::{collections::BTreeMap, sync::Arc};

use contract::spec_file::Diagnostic;
use leptos::{prelude::*, task::spawn_local};

use super::Edits;
use crate::{
    pages::several::plan::{Change, Plan, common},
    state::{frame::Pieces, handover::EditSeveral},
};

/// What is wrong with a text for all is told by so many runners, since it is worked out at each key.
const TOLD_BY: usize = 6;

/// What the patch does, by runner ID. Worked out anew is another.
#[derive(Clone, Default)]
pub(in crate::pages::several) struct Plans(Arc<BTreeMap<Arc<str>, Plan>>);

impl PartialEq for Plans {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Plans {
    /// Every runner that was read.
    pub(in crate::pages::several) fn all(&self) -> impl Iterator<Item = (&Arc<str>, &Plan)> {
        self.0.iter()
    }

    /// Those that are changed.
    pub(in crate::pages::several) fn changes(
        &self,
    ) -> impl Iterator<Item = (&Arc<str>, &Arc<Change>)> {
        self.all()
            .filter_map(|(id, plan)| Some((id, plan.change()?)))
    }

    /// That of one runner.
    pub(in crate::pages::several) fn of(&self, id: &str) -> Option<&Plan> {
        self.0.get(id)
    }
}

impl Edits {
    /// Works out what happens to each runner whenever something changes, a few at a time: the page stays
    /// alive however many there are.
    pub(super) fn work_out_changes(self) {
        let asked = Memo::new(move |_| {
            self.chosen.with(|chosen| EditSeveral {
                // Whom it is for shows in the runners that were read.
                ids: Vec::new(),
                ..chosen.clone()
            })
        });
        Effect::new(move |before: Option<u32>| {
            let turn = before.map_or(0, |turn| turn + 1);
            let asked = asked.get();
            let rights = self.person.rights();
            let runners = self.runners.get();
            self.catalog.profiles.with(|_| ());
            self.working.set(Some(turn));
            spawn_local(async move {
                let mut all = BTreeMap::new();
                let mut pieces = Pieces::begin();
                for (id, runner) in runners {
                    pieces.between().await;
                    if self.working.try_get_untracked() != Some(Some(turn)) {
                        return;
                    }
                    let EditSeveral {
                        text,
                        keeps,
                        policy,
                        replaces_policy,
                        ..
                    } = &asked;
                    let plan = if asked.of_policies {
                        Plan::of_policy(&runner, policy, *replaces_policy, rights)
                    } else {
                        untrack(|| {
                            self.catalog.with_templates(|known| {
                                Plan::of(&runner, text, *keeps, rights, known)
                            })
                        })
                    };
                    all.insert(id, plan);
                }
                self.plans.try_set(Plans(Arc::new(all)));
                self.working.try_set(None);
            });
            turn
        });
    }

    /// Whether what is shown is of the patch as it is.
    pub(in crate::pages::several) fn is_worked_out(self) -> bool {
        self.working.with(Option::is_none)
    }

    pub(in crate::pages::several) fn plans(self) -> Signal<Plans> {
        self.plans.into()
    }

    /// What is wrong with the patch itself.
    pub(in crate::pages::several) fn problems(self) -> Vec<Diagnostic> {
        self.plans
            .with(|plans| common(plans.all().map(|(_, plan)| plan)))
    }

    /// What would be wrong with another text for their policies, as far as some of them tell.
    pub(in crate::pages::several) fn problems_of_policy(self, text: &str) -> Vec<Diagnostic> {
        let replaces = self.chosen.with_untracked(|chosen| chosen.replaces_policy);
        let rights = untrack(|| self.person.rights());
        self.runners.with_untracked(|runners| {
            let some = runners.values().take(TOLD_BY);
            let plans: Vec<_> = some
                .map(|runner| Plan::of_policy(runner, text, replaces, rights))
                .collect();
            common(plans.iter())
        })
    }
}
