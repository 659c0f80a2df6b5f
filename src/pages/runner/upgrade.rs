//! Applies the available update now (contract 7.4).

use leptos::{prelude::*, task::spawn_local};

use super::{Live, commands, maintenance::is_excluded};
use crate::{
    api::{self, ApiError, Client},
    format::word,
    state::{clock::Clock, subject::use_subject},
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
        failure::Failure,
        terminal::Terminal,
    },
};

/// Asks once more, then applies.
#[component]
pub(super) fn UpgradeDialog(runner: Live, open: RwSignal<bool>) -> impl IntoView {
    let sending = RwSignal::new(false);
    view! {
        <Dialog title="Upgrade now" open locked=sending>
            <Confirm runner open sending />
        </Dialog>
    }
}

#[component]
fn Confirm(runner: Live, open: RwSignal<bool>, sending: RwSignal<bool>) -> impl IntoView {
    let subject = use_subject();
    let client: Client = expect_context();
    let failure = RwSignal::new(None::<ApiError>);
    let id = move || runner.with_untracked(|runner| runner.runner_id().to_owned());
    let channel = move || {
        runner.with(|runner| {
            let spec = runner.managed_spec.as_ref();
            spec.map(|spec| word::channel(&spec.release_channel))
                .unwrap_or_default()
        })
    };
    let excluded = runner.with_untracked(|runner| is_excluded(runner, Clock::instant()));
    let send = Callback::new(move |()| {
        sending.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::runners::apply_update(&client, &id()).await {
                Ok(runner) => {
                    subject.answered(runner);
                    open.try_set(false);
                }
                Err(error) => drop(failure.try_set(Some(error))),
            }
            sending.try_set(false);
        });
    });
    let refused = move || {
        sending
            .get()
            .then(|| "The request is being sent.".to_owned())
    };
    view! {
        <div class="dialog-body">
            <p>
                "The newest version on the " {channel} " channel is rolled out to " <strong>{id()}</strong>
                " at once, not in its next maintenance window. The connection may drop briefly."
            </p>
            {excluded
                .then(|| {
                    view! {
                        <p class="banner">
                            "An exclusion is in force now: automatic updates are held back. Upgrading goes ahead all the same."
                        </p>
                    }
                })}
            <Terminal commands=Signal::stored(commands::upgrade(&id())) />
            {move || failure.get().map(|error| view! { <Failure what="The upgrade was not accepted" error /> })}
        </div>
        <DialogFoot open>
            <Button kind=Kind::Primary label="Upgrade" refused=Signal::derive(refused) on_press=send />
        </DialogFoot>
    }
}
