//! Edits the profile as a file. What is sent names just what differs, what would be lost is told before, and what
//! somebody else changed in the same part since is brought together first (design D3, D5, D6).

mod draft;
mod editing;
mod plan;
mod sent;

use contract::document::Path;
use leptos::prelude::*;

use super::Live;
use crate::{
    api::Client,
    forms::{
        conflict::{Changed, Conflicts},
        losses::LossList,
        profile::Editor,
    },
    widgets::{
        button::{Button, Kind},
        card::Card,
    },
};
pub(super) use draft::Draft;
use editing::Editing;

/// The editor with what will be sent.
#[component]
pub(super) fn Change(
    profile: Live,
    editing: RwSignal<bool>,
    /// What was typed before it was cancelled.
    aside: RwSignal<Option<Draft>>,
    reload: Callback<()>,
) -> impl IntoView {
    let client: Client = expect_context();
    let edit = Editing::new(profile);
    provide_context(edit);
    let refused = Signal::derive(move || edit.refusal());
    let saved = Callback::new(move |()| {
        editing.try_set(false);
        reload.try_run(());
    });
    let send = Callback::new(move |()| {
        if untrack(|| refused.get()).is_none() {
            edit.send(client, saved);
        }
    });
    let cancel = Callback::new(move |()| {
        let is_typed = untrack(|| edit.is_typed());
        aside.set(Some(edit.discard()).filter(|_| is_typed));
        editing.set(false);
    });
    let loaded = Signal::derive(move || Some((*edit.base()).clone()));
    let problems = Signal::derive(move || edit.problems());
    view! {
        <div class="wizard edit">
            <div class="wizard-main">
                <Newer profile />
                <Card title="Edit">
                    <p class="muted">
                        "The profile as a file. The spec is replaced as a whole: what you remove is cleared."
                    </p>
                    <Editor text=edit.text loaded problems on_send=send />
                </Card>
            </div>
            <div class="wizard-main">
                <Conflicts
                    what="part of the profile"
                    merge=Callback::new(move |theirs_at: Vec<Path>| edit.merge(&theirs_at))
                    on_merge=Callback::new(move |merged| edit.resolve(&merged))
                />
                <LossList
                    what="profile"
                    losses=Memo::new(move |_| edit.losses())
                    on_keep=Callback::new(move |loss| edit.keep_loss(&loss))
                />
                <sent::Sent />
                {edit.request.failure("The profile was not changed")}
                <div class="form-actions">
                    <Button kind=Kind::Primary label="Save" refused on_press=send />
                    <Button kind=Kind::Quiet label="Cancel" on_press=cancel />
                </div>
            </div>
        </div>
    }
}

/// Says that the profile was changed since the text was begun.
#[component]
fn Newer(profile: Live) -> impl IntoView {
    let edit = Editing::context();
    let newer = Memo::new(move |_| profile.with(|now| edit.newer(now)));
    move || {
        newer.get().map(|newest| {
            let meet = Callback::new(move |()| edit.meet(newest.clone()));
            view! {
                <Changed on_merge=meet>
                    "The profile changed while you were editing. Your text is unchanged."
                </Changed>
            }
        })
    }
}
