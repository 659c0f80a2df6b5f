//! Applies the available update now (contract 7.4).

use contract::effects::{When, of_upgrade};
use leptos::prelude::*;

use super::Live;
use crate::{
    api::{self, Client},
    format::{commands, word},
    forms::request::Request,
    state::{clock::Clock, open_runner::use_open_runner},
    widgets::{
        button::{Button, Kind},
        dialog::{Dialog, DialogFoot},
        effects::Effects,
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
    let open_runner = use_open_runner();
    let client: Client = expect_context();
    let request = Request::telling(sending);
    let id = move || runner.with_untracked(|runner| runner.runner_id().to_owned());
    let channel = move || {
        runner.with(|runner| {
            let spec = runner.managed_spec.as_ref();
            spec.map(|spec| word::channel(&spec.release_channel))
                .unwrap_or_default()
        })
    };
    let effects = runner.with_untracked(|runner| {
        let spec = runner.managed_spec.as_ref();
        let policy = spec.and_then(|spec| spec.maintenance_policy.as_ref());
        of_upgrade(When::of(policy, Clock::instant()))
    });
    let send = Callback::new(move |()| {
        let upgrade = async move { api::runners::apply_update(&client, &id()).await };
        request.send(upgrade, move |runner| {
            open_runner.answered(runner);
            open.try_set(false);
        });
    });
    view! {
        <div class="dialog-body">
            <p>
                <strong>{id()}</strong> " is upgraded to the newest version on the " {channel} " channel now, not in its next maintenance window."
            </p>
            <Effects effects=Signal::stored(effects) />
            <Terminal commands=Signal::stored(commands::upgrade(&id())) />
            {request.failure("The upgrade was not accepted")}
        </div>
        <DialogFoot open>
            <Button kind=Kind::Primary label="Upgrade" refused=request.refused() on_press=send />
        </DialogFoot>
    }
}
