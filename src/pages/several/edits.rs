//! The patch, the runners that it is for, and what it does to each.

use std::{collections::BTreeMap, sync::Arc};

use contract::{api::Dialect, model::Runner, spec_file::Diagnostic};
use leptos::{prelude::*, task::spawn_local};

use super::plan::{Change, Plan, common};
use crate::{
    api::{self, ApiError, Client, runners::dialect},
    can,
    run::Failure,
    state::{
        catalog::{Catalog, use_catalog},
        fleet::{Fleet, use_fleet},
        frame::Pieces,
        handover::EditSeveral,
        sending::{self, Sent},
        session::{Person, use_person},
    },
};

/// Where the reading stands.
#[derive(Clone, PartialEq)]
pub(super) enum Reading {
    /// So many are there.
    Under(usize),
    Done,
    Failed(ApiError),
}

/// A change that was saved, to be undone.
#[derive(Clone)]
pub(super) struct Saved {
    pub(super) before: Arc<Runner>,
    pub(super) now: Arc<Runner>,
}

/// What is wrong with a text for all is told by so many runners, since it is worked out at each key.
const TOLD_BY: usize = 6;

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

/// What the patch does, by runner ID. Worked out anew is another.
#[derive(Clone, Default)]
pub(super) struct Plans(Arc<BTreeMap<Arc<str>, Plan>>);

impl PartialEq for Plans {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Plans {
    /// Every runner that was read.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Arc<str>, &Plan)> {
        self.0.iter()
    }

    /// Those that are changed.
    pub(super) fn changes(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Change>)> {
        self.all()
            .filter_map(|(id, plan)| Some((id, plan.change()?)))
    }

    /// That of one runner.
    pub(super) fn of(&self, id: &str) -> Option<&Plan> {
        self.0.get(id)
    }
}

/// In which version runners are read.
fn read_in(of_policies: bool) -> Dialect {
    if of_policies { Dialect::V1 } else { dialect() }
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

    /// Works out what happens to each runner whenever something changes, a few at a time: the page stays
    /// alive however many there are.
    fn work_out_changes(self) {
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
    pub(super) fn is_worked_out(self) -> bool {
        self.working.with(Option::is_none)
    }

    /// The edit of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    /// Reads the runners (again).
    pub(super) fn read(self) {
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

    pub(super) fn reading(self) -> Reading {
        self.reading.get()
    }

    /// Every runner that was chosen.
    pub(super) fn ids(self) -> Vec<Arc<str>> {
        self.chosen.with(|chosen| chosen.ids.clone())
    }

    /// Those that were chosen and do not exist any more.
    pub(super) fn gone(self) -> Vec<Arc<str>> {
        if self.reading.get() != Reading::Done {
            return Vec::new();
        }
        let mut ids = self.ids();
        self.runners
            .with(|runners| ids.retain(|id| !runners.contains_key(id)));
        ids
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

    pub(super) fn plans(self) -> Signal<Plans> {
        self.plans.into()
    }

    /// What is wrong with the patch itself.
    pub(super) fn problems(self) -> Vec<Diagnostic> {
        self.plans
            .with(|plans| common(plans.all().map(|(_, plan)| plan)))
    }

    /// What would be wrong with another text for their policies, as far as some of them tell.
    pub(super) fn problems_of_policy(self, text: &str) -> Vec<Diagnostic> {
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

    /// The catalog, for the editor.
    pub(super) fn catalog(self) -> Catalog {
        self.catalog
    }

    /// What the last run saved, which can be undone.
    pub(super) fn saved(self) -> BTreeMap<Arc<str>, Saved> {
        self.saved.get()
    }

    /// Another run begins: what it saves is what can be undone then.
    pub(super) fn begin_run(self) {
        self.saved.set(BTreeMap::new());
    }

    /// Sends one runner's change, where nobody has changed the same meanwhile.
    pub(super) async fn send(
        self,
        id: Arc<str>,
        base: Arc<Runner>,
        wanted: Runner,
    ) -> Result<&'static str, Failure> {
        let told = |runner: &Runner| self.fleet.answered(runner);
        let sent = if untrack(|| self.of_policies()) {
            // The page of the runner and the fleet hear of it from the gateway.
            sending::send_policy(&self.client, |_| (), &base, &wanted).await
        } else {
            sending::send(dialect(), &self.client, told, &base, &wanted).await
        };
        let meet = |runner: Arc<Runner>| {
            self.runners.try_update(|runners| {
                if let Some(known) = runners.get_mut(&id) {
                    *known = runner;
                }
            });
        };
        match sent {
            Sent::Saved {
                before,
                now,
                differs,
            } => {
                meet(Arc::clone(&now));
                // To be without a policy again is not possible (contract-v1 J-15).
                let can_go_back = before.policy.is_some() || !untrack(|| self.of_policies());
                if can_go_back {
                    self.saved
                        .try_update(|saved| saved.insert(Arc::clone(&id), Saved { before, now }));
                }
                if differs.is_empty() {
                    Ok("Saved.")
                } else {
                    Ok("Saved, but the server changed something: please check.")
                }
            }
            Sent::Conflict(newest) => {
                meet(newest);
                Err(Failure {
                    message: "Someone changed the same part in the meantime, so nothing was sent."
                        .to_owned(),
                    next_step:
                        "Close this, check what the patch does to it now, then send it again."
                            .to_owned(),
                    may_pass: false,
                })
            }
            Sent::NotSaved => Err(Failure {
                message: "The connection was lost and the change was not saved.".to_owned(),
                next_step: "Nothing is lost: try again.".to_owned(),
                may_pass: true,
            }),
            Sent::Failed(error) => Err(error.into()),
        }
    }
}
