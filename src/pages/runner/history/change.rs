//! What an edit replaced, and the way back.

use std::sync::Arc;

use contract::{console, edit, model::Runner};
use leptos::prelude::*;

use crate::{
    api::runners::dialect,
    can,
    forms::kept_change::{ChangeMade, Unreadable, WhatChanged},
    pages::runner::fix::{Change, Prepared, use_fix},
    state::{
        open_runner::{OpenRunner, use_open_runner},
        session::use_person,
    },
    widgets::button::Button,
};

/// Stands for a value of the environment on screen.
const HIDDEN: &str = "••••••";

/// The difference that an edit made.
#[component]
pub(super) fn Replaced(id: i64) -> impl IntoView {
    let open_runner = use_open_runner();
    view! {
        <WhatChanged
            id
            draw=move |change| view! { <Difference change open_runner /> }.into_any()
        />
    }
}

#[component]
fn Difference(change: Arc<console::Change>, open_runner: OpenRunner) -> impl IntoView {
    let Some(now) = untrack(|| open_runner.runner()) else {
        return ().into_any();
    };
    let Ok((left, found)) = change.of_runner(&now) else {
        return view! { <Unreadable /> }.into_any();
    };
    let back = if change.is_of(&now) {
        view! { <Revert change=Arc::clone(&change) open_runner /> }.into_any()
    } else {
        view! {
            <p class="muted">"This was an earlier runner with the same ID: there is nothing to revert."</p>
        }
        .into_any()
    };
    view! {
        <ChangeMade
            change
            label="What this edit changed"
            before=document(&found)
            after=document(&left)
        />
        {back}
    }
    .into_any()
}

/// The runner as a document, without values of the environment.
fn document(runner: &Runner) -> String {
    let mut runner = runner.clone();
    let overrides = runner.managed_spec.as_mut();
    if let Some(overrides) = overrides.and_then(|spec| spec.overrides.as_mut()) {
        for value in overrides.env.values_mut() {
            HIDDEN.clone_into(value);
        }
    }
    edit::write(dialect(), &runner)
}

/// Prepares the edit that goes back.
#[component]
fn Revert(change: Arc<console::Change>, open_runner: OpenRunner) -> impl IntoView {
    let person = use_person();
    let prepare = use_fix(
        untrack(|| open_runner.runner())
            .map(|runner| runner.runner_id().to_owned())
            .unwrap_or_default(),
    );
    let states = {
        let change = Arc::clone(&change);
        move |now: &Runner| change.of_runner(now).ok()
    };
    let refused = {
        let states = states.clone();
        Signal::derive(move || {
            let now = open_runner.runner()?;
            if let Err(reason) = can::change(person.rights(), &*now) {
                return Some(reason.to_string());
            }
            let (_, found) = states(&now)?;
            let is_back = contract::mask::smallest(dialect(), &now, &found).is_empty();
            is_back.then(|| "The runner is as it was before this edit.".to_owned())
        })
    };
    let by = change.by.clone();
    let press = Callback::new(move |()| {
        let Some(now) = untrack(|| open_runner.runner()) else {
            return;
        };
        let Some((base, wanted)) = states(&now) else {
            return;
        };
        prepare(Prepared {
            why: format!("Reverts the edit by {by}."),
            what: Change::Since {
                base: Arc::new(base),
                wanted: Arc::new(wanted),
                now,
            },
        });
    });
    view! {
        <div>
            <Button label="Revert…" refused on_press=press />
        </div>
    }
}
