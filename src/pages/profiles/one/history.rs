//! What was changed of the profile through this console, and the way back.

use std::sync::Arc;

use contract::{
    api::profiles::update_profile, console, model::ProfileTemplate, spec_file::write_profile,
};
use leptos::prelude::*;

use super::{Live, change::Draft};
use crate::{
    api::{self, Client},
    can,
    forms::kept_change::{ChangeMade, Unreadable, WhatChanged},
    state::{notices::use_notices, remote::Remote, session::use_person},
    widgets::{
        button::Button,
        card::Card,
        failure::Failure,
        moment::{Moment, When},
    },
};

/// The card.
#[component]
pub(super) fn History(profile: Live, editing: RwSignal<bool>) -> impl IntoView {
    let client: Client = expect_context();
    let changes = Remote::<console::Changes>::new();
    let load = Callback::new(move |()| {
        let id = profile.with_untracked(|profile| profile.id.clone());
        changes.load(async move { api::console::profile_changes(&client, &id).await });
    });
    // Each change of the profile may be one of ours.
    Effect::new(move |_| {
        profile.track();
        load.run(());
    });
    // What was unfolded stays so when they are read again.
    let state = Memo::new(move |_| {
        let are_none = changes.with(|found| found.map(|found| found.changes.is_empty()));
        are_none.ok_or_else(|| changes.error())
    });
    let each = move || {
        let found = changes.get();
        found.map(|found| found.changes).unwrap_or_default()
    };
    let rows = move || match state.get() {
        Ok(true) => view! {
            <p class="muted">"No changes through this console in the last 30 days."</p>
        }
        .into_any(),
        Ok(false) => view! {
            <ol class="history">
                <For each key=|change| change.id let:change>
                    <Entry change profile editing />
                </For>
            </ol>
        }
        .into_any(),
        Err(Some(error)) => view! {
            <Failure what="The changes could not be read" error on_retry=load />
        }
        .into_any(),
        Err(None) => view! { <p class="muted">"Loading…"</p> }.into_any(),
    };
    view! { <Card title="Changes">{rows}</Card> }
}

#[component]
fn Entry(change: console::Change, profile: Live, editing: RwSignal<bool>) -> impl IntoView {
    let me = use_person().me();
    let id = change.id;
    let who = if change.by == me.principal {
        "You".to_owned()
    } else {
        change.by
    };
    let paths = change
        .paths
        .into_iter()
        .map(|path| view! { <code class="pill">{path}</code> });
    let paths = paths.collect_view();
    let at = Signal::stored(Some(When::from(change.at)));
    view! {
        <li class="history-entry">
            <p class="history-head"><span>{who} " changed it"</span> {paths}</p>
            <p class="history-time muted"><Moment at suffix=" ago" /></p>
            <div class="history-more">
                <WhatChanged
                    id
                    draw=move |change| view! { <Difference change profile editing /> }.into_any()
                />
            </div>
        </li>
    }
}

#[component]
fn Difference(
    change: Arc<console::Change>,
    profile: Live,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let person = use_person();
    let notices = use_notices();
    let states = profile.with_untracked(|now| change.of_profile(now).ok());
    let Some((left, found)) = states else {
        return view! { <Unreadable /> }.into_any();
    };
    let since = {
        let (left, found) = (left.clone(), found.clone());
        Memo::new(move |_| profile.with(|now| overlap(&left, now, &found)))
    };
    let refused = {
        let found = found.clone();
        Signal::derive(move || {
            if let Err(reason) = can::write(person.rights(), "changing a profile") {
                return Some(reason.to_string());
            }
            let is_back = profile.with(|now| update_profile(now, &found).is_none());
            is_back.then(|| "The profile is as it was before this change.".to_owned())
        })
    };
    let (before, after) = (write_profile(&found), write_profile(&left));
    let press = Callback::new(move |()| {
        let is_kept = profile.with_untracked(|now| Draft::begin(now, &write_profile(&found)));
        if !is_kept {
            notices.done("You have unsaved changes to this profile: save or cancel them first.");
            return;
        }
        if editing.get_untracked() {
            // The editor that is open begins anew.
            editing.set(false);
            request_animation_frame(move || {
                editing.try_set(true);
            });
        } else {
            editing.set(true);
        }
        notices
            .done("The earlier state is in the text but not saved yet. Review it, then save it.");
    });
    view! {
        <ChangeMade change label="What this change did" before after />
        <Show when=move || since.get()>
            <p class="badge-line tone-warn">
                "The same part has been changed again since. Reverting undoes that too; you will see the differences before you save."
            </p>
        </Show>
        <div>
            <Button label="Revert…" refused on_press=press />
        </div>
    }
    .into_any()
}

/// Whether somebody changed since what going back replaces.
fn overlap(left: &ProfileTemplate, now: &ProfileTemplate, found: &ProfileTemplate) -> bool {
    let paths = |one, other| {
        update_profile(one, other)
            .map(|update| update.mask)
            .unwrap_or_default()
    };
    let theirs = paths(left, now);
    paths(left, found).iter().any(|path| theirs.contains(path))
}
