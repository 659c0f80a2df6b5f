//! An edit of a profile under way: its text, and how saving it goes.

use std::sync::Arc;

use contract::{
    api::profiles::{ProfileUpdate, update_profile},
    document::Path,
    edit::{Conflict, Loss, profile},
    model::ProfileTemplate,
    spec_file::{Diagnostic, write_profile},
};
use leptos::prelude::*;

use super::{
    draft::Draft,
    plan::{Plan, overlap},
};
use crate::{
    api::{self, Client},
    can,
    forms::request::Request,
    pages::profiles::one::Live,
    state::{
        catalog::{Catalog, use_catalog},
        notices::{Notices, use_notices},
        session::{Person, use_person},
    },
};

/// An edit under way.
#[derive(Clone, Copy)]
pub(super) struct Editing {
    pub(super) text: RwSignal<String>,
    /// The profile that the text is about.
    base: RwSignal<Arc<ProfileTemplate>>,
    planned: Memo<Result<Plan, Vec<Diagnostic>>>,
    /// The newest state, where somebody has changed what this edit replaces.
    theirs: RwSignal<Option<Arc<ProfileTemplate>>>,
    pub(super) request: Request,
    person: Person,
    catalog: Catalog,
    notices: Notices,
}

impl Editing {
    /// Begins with what is kept, or the profile as it is.
    pub(super) fn new(profile: Live) -> Self {
        let now = profile.get_untracked();
        let kept = Draft::restore(&now.id);
        let text = kept.as_ref().map(|kept| kept.text.clone());
        let text = RwSignal::new(text.unwrap_or_else(|| write_profile(&now)));
        let base = kept.and_then(|kept| kept.base).map_or(now, Arc::new);
        let base = RwSignal::new(base);
        let editing = Self {
            text,
            base,
            planned: Memo::new(move |_| base.with(|base| text.with(|text| Plan::of(base, text)))),
            theirs: RwSignal::new(None),
            request: Request::new(),
            person: use_person(),
            catalog: use_catalog(),
            notices: use_notices(),
        };
        Effect::watch(
            move || (text.track(), base.track()),
            move |_, _, _| editing.keep(),
            false,
        );
        editing
    }

    /// The edit of the page.
    pub(super) fn context() -> Self {
        expect_context()
    }

    fn keep(self) {
        let base = self.base.get_untracked();
        if untrack(|| self.is_typed()) {
            let draft = Draft {
                text: self.text.get_untracked(),
                base: Some((*base).clone()),
            };
            draft.keep(&base.id);
        } else {
            Draft::discard(&base.id);
        }
    }

    /// Whether the text is another than the console wrote.
    pub(super) fn is_typed(self) -> bool {
        self.base
            .with(|base| self.text.with(|text| *text != write_profile(base)))
    }

    /// Gives up what was typed, and says it.
    pub(super) fn discard(self) -> Draft {
        let base = self.base.get_untracked();
        Draft::discard(&base.id);
        Draft {
            text: self.text.get_untracked(),
            base: Some((*base).clone()),
        }
    }

    pub(super) fn base(self) -> Arc<ProfileTemplate> {
        self.base.get()
    }

    /// What the text asks for, if it can be read.
    pub(super) fn wanted(self) -> Option<ProfileTemplate> {
        self.planned
            .with(|planned| planned.as_ref().ok().map(|plan| plan.wanted.clone()))
    }

    /// Everything wrong with it.
    pub(super) fn problems(self) -> Vec<Diagnostic> {
        self.planned
            .with(|planned| planned.as_ref().err().cloned().unwrap_or_default())
    }

    /// What will be sent, if anything.
    pub(super) fn update(self) -> Option<ProfileUpdate> {
        self.planned
            .with(|planned| planned.as_ref().ok()?.update.clone())
    }

    /// What would be lost.
    pub(super) fn losses(self) -> Vec<Loss> {
        let wanted = self.wanted();
        wanted.map_or_else(Vec::new, |wanted| {
            profile::losses(&self.base.get(), &wanted)
        })
    }

    /// Carries along what would be lost.
    pub(super) fn keep_loss(self, loss: &Loss) {
        self.text.update(|text| *text = profile::keep(text, loss));
    }

    /// Why it cannot be saved now.
    pub(super) fn refusal(self) -> Option<String> {
        if let Err(reason) = can::write(self.person.rights(), "changing a profile") {
            return Some(reason.to_string());
        }
        let why = if self.request.is_sending() {
            "The change is being sent."
        } else if !self.problems().is_empty() {
            "Correct the marked errors first."
        } else if self.theirs.with(Option::is_some) {
            "Merge both changes first."
        } else if self.update().is_none() {
            "No change: nothing to send."
        } else {
            return None;
        };
        Some(why.to_owned())
    }

    /// The newest state, where it is another than the one that the text is about.
    pub(super) fn newer(self, now: &Arc<ProfileTemplate>) -> Option<Arc<ProfileTemplate>> {
        let is_newer = self
            .base
            .with(|base| update_profile(base, now).is_some() && base.updated_at != now.updated_at);
        (is_newer && self.theirs.with(Option::is_none)).then(|| Arc::clone(now))
    }

    /// Looks at what somebody else has changed.
    pub(super) fn meet(self, newest: Arc<ProfileTemplate>) {
        self.theirs.set(Some(newest));
    }

    /// Both changes, merged as far as possible, if someone else has changed the profile in the meantime.
    pub(super) fn merge(self, theirs_at: &[Path]) -> Option<(ProfileTemplate, Vec<Conflict>)> {
        let theirs = self.theirs.get()?;
        let mine = self.wanted()?;
        let base = self.base.get();
        Some(profile::merge(&base, &theirs, &mine, theirs_at))
    }

    /// Goes on from the newest state, with both changes in the text.
    pub(super) fn resolve(self, merged: &ProfileTemplate) {
        let Some(theirs) = self.theirs.get_untracked() else {
            return;
        };
        self.theirs.set(None);
        self.text
            .update(|text| *text = profile::retell(text, merged));
        self.base.set(theirs);
    }

    /// Re-reads, compares, sends; then does what is to be done once it is saved.
    pub(super) fn send(self, client: Client, saved: Callback<()>) {
        let Some(update) = untrack(|| self.update()) else {
            return;
        };
        let loaded = self.base.get_untracked();
        let sent_text = self.text.get_untracked();
        let id = loaded.id.clone();
        let change = async move {
            let newest = api::profiles::get(&client, &loaded.id).await?;
            if overlap(&loaded, &newest, &update) {
                return Ok(Err(newest));
            }
            api::profiles::update(&client, &update).await.map(Ok)
        };
        self.request.send(change, move |sent| match sent {
            Err(newest) => drop(self.theirs.try_set(Some(Arc::new(newest)))),
            Ok(now) => {
                self.catalog.load_profiles();
                self.notices.done("The profile was changed.");
                let is_more = self.text.try_with_untracked(|text| *text != sent_text);
                if is_more == Some(true) {
                    // What was typed meanwhile stays, and is about the profile as it is now.
                    self.base.try_set(Arc::new(now));
                    return;
                }
                Draft::discard(&id);
                saved.try_run(());
            }
        });
    }
}
