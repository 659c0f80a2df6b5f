//! What can be done to the runner, the most used first, the destructive last.

use leptos::prelude::*;

use super::{Live, channel::ChannelDialog, delete::DeleteDialog, upgrade::UpgradeDialog};
use crate::{
    api::session::Rights,
    can, paths,
    state::{facts::Facts, session::use_person},
    widgets::{
        button::{Button, ButtonLink, Kind},
        icon::Icon,
    },
};

/// The buttons and their dialogs.
#[component]
pub(super) fn Actions(runner: Live) -> impl IntoView {
    let person = use_person();
    let refusal = move |ask: fn(Rights, &dyn Facts) -> can::Answer| {
        Signal::derive(move || {
            runner
                .with(|runner| ask(person.rights(), &**runner))
                .err()
                .map(|reason| reason.to_string())
        })
    };
    let upgrading = RwSignal::new(false);
    let changing = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    view! {
        <Button
            label="Upgrade…"
            icon=Icon::Up
            refused=refusal(can::upgrade)
            on_press=Callback::new(move |()| upgrading.set(true))
        />
        <Button
            label="Change channel…"
            refused=refusal(can::change)
            on_press=Callback::new(move |()| changing.set(true))
        />
        <Duplicate runner />
        <Share runner />
        <Button
            label="Delete…"
            kind=Kind::Danger
            refused=refusal(can::delete)
            on_press=Callback::new(move |()| deleting.set(true))
        />
        <UpgradeDialog runner open=upgrading />
        <ChannelDialog runner open=changing />
        <DeleteDialog runner open=deleting />
    }
}

/// Begins a link that shows a teammate how this runner is.
#[component]
fn Share(runner: Live) -> impl IntoView {
    let id = Memo::new(move |_| runner.with(|runner| runner.runner_id().to_owned()));
    move || {
        let href = paths::share_runner(Some(&id.get()));
        view! { <ButtonLink href label="Share…" icon=Icon::Link /> }
    }
}

/// Begins a new runner like this one, on another cluster.
#[component]
fn Duplicate(runner: Live) -> impl IntoView {
    let person = use_person();
    let id = Memo::new(move |_| runner.with(|runner| runner.runner_id().to_owned()));
    move || {
        match can::create(person.rights()) {
        Ok(()) => {
            view! { <ButtonLink href=paths::create_like(&id.get()) label="Duplicate" icon=Icon::Copy /> }
                .into_any()
        }
        Err(reason) => {
            view! { <Button label="Duplicate" icon=Icon::Copy refused=Some(reason.to_string()) /> }
                .into_any()
        }
    }
    }
}
