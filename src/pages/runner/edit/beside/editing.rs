//! An edit by v1 under way: what is wanted, and how sending it goes.

use std::sync::Arc;

use contract::{
    api::Dialect,
    document::Path,
    edit::{self, Conflict},
    mask::Update,
    model::Runner,
};
use leptos::{prelude::*, task::spawn_local};

use super::draft::{Draft, only_v1, problems};
use crate::{
    api::Client,
    forms::outcome::Step,
    pages::runner::in_v1::InV1,
    state::sending::{self, Sent},
};

/// An edit under way.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    pub(super) in_v1: InV1,
    pub(super) draft: RwSignal<Option<Draft>>,
    /// The newest state, where somebody has changed the same.
    theirs: RwSignal<Option<Runner>>,
    pub(super) step: RwSignal<Step>,
    client: Client,
}

impl Editing {
    pub(super) fn new(in_v1: InV1, now: &Runner) -> Self {
        Self {
            in_v1,
            draft: RwSignal::new(Draft::restore(now)),
            theirs: RwSignal::new(None),
            step: RwSignal::new(Step::Editing),
            client: expect_context(),
        }
    }

    fn now(self) -> Runner {
        let now = self.in_v1.runner();
        now.map(|now| only_v1(&now)).unwrap_or_default()
    }

    pub(super) fn base(self) -> Runner {
        let base = self.draft.with(|draft| Some(draft.as_ref()?.base.clone()));
        base.unwrap_or_else(|| self.now())
    }

    pub(super) fn wanted(self) -> Runner {
        let wanted = self
            .draft
            .with(|draft| Some(draft.as_ref()?.wanted.clone()));
        wanted.unwrap_or_else(|| self.now())
    }

    /// Takes what is wanted; what began from nothing else is no draft.
    fn want(self, base: Runner, wanted: Runner) {
        let is_typed = base != wanted;
        let draft = Draft { base, wanted };
        if is_typed {
            draft.keep();
        } else {
            Draft::discard(draft.base.runner_id());
        }
        self.draft.set(is_typed.then_some(draft));
        if !matches!(self.step.get_untracked(), Step::Sending) {
            self.step.set(Step::Editing);
        }
    }

    pub(super) fn change(self, change: impl FnOnce(&mut Runner)) {
        let (base, mut wanted) = untrack(|| (self.base(), self.wanted()));
        change(&mut wanted);
        self.want(base, wanted);
    }

    pub(super) fn discard(self) {
        let before = self.draft.get_untracked();
        let now = untrack(|| self.now());
        self.theirs.set(None);
        self.want(now.clone(), now);
        if let Some(Draft { base, wanted }) = before {
            let back = move || self.want(base.clone(), wanted.clone());
            self.step.set(Step::Discarded(Arc::new(back)));
        }
    }

    pub(super) fn update(self) -> Option<Update> {
        Dialect::V1.update(&self.base(), &self.wanted()).ok()?
    }

    /// Why it cannot be sent now.
    pub(super) fn refusal(self) -> Option<String> {
        let why = match () {
            () if self.step.with(|step| matches!(step, Step::Sending)) => {
                "The change is being sent."
            }
            () if !problems(&self.wanted()).is_empty() => "Correct the marked errors first.",
            () if self.theirs.with(Option::is_some) => "Merge both changes first.",
            () if self.update().is_none() => "No change: nothing to send.",
            () => return None,
        };
        Some(why.to_owned())
    }

    pub(super) fn send(self) {
        let (base, wanted) = untrack(|| (self.base(), self.wanted()));
        self.step.set(Step::Sending);
        spawn_local(async move {
            let told = |runner: &Runner| self.in_v1.answered(runner.clone());
            let sent = sending::send(Dialect::V1, &self.client, told, &base, &wanted).await;
            if self.step.is_disposed() {
                return;
            }
            let step = match sent {
                Sent::Saved {
                    before,
                    now,
                    differs,
                } => {
                    let now = only_v1(&now);
                    // What was typed meanwhile stays.
                    let is_more = untrack(|| self.wanted()) != wanted;
                    let typed = if is_more {
                        untrack(|| self.wanted())
                    } else {
                        now.clone()
                    };
                    self.want(now, typed);
                    let before = only_v1(&before);
                    let undo = move || self.want(untrack(|| self.now()), before.clone());
                    Step::Saved(Some(Arc::new(undo)), differs)
                }
                Sent::Conflict(newest) => {
                    self.theirs.set(Some(only_v1(&newest)));
                    Step::Editing
                }
                Sent::NotSaved => Step::NotSaved,
                Sent::Failed(error) => Step::Failed(error),
            };
            self.step.set(step);
        });
    }

    /// Both changes, merged as far as possible, if someone else has changed the same part.
    pub(super) fn merge(self, theirs_at: &[Path]) -> Option<(Runner, Vec<Conflict>)> {
        let theirs = self.theirs.get()?;
        let (base, mine) = (self.base(), self.wanted());
        Some(edit::merge(Dialect::V1, &base, &theirs, &mine, theirs_at))
    }

    pub(super) fn resolve(self, merged: Runner) {
        if let Some(theirs) = self.theirs.get_untracked() {
            self.theirs.set(None);
            self.want(theirs, merged);
        }
    }
}
