//! Changes the release channel (contract 1.3). A newer version on it is then installed as the maintenance
//! policy allows (contract 7.3).

use contract::model::{ReleaseChannel, Runner};
use leptos::prelude::*;

use super::{
    Live,
    save::{Edit, Save, SaveForm},
};
use crate::{
    format::{overrides::Line, word},
    forms::channel::ChannelOptions,
    widgets::dialog::Dialog,
};

/// The dialog of the channel.
#[component]
pub(super) fn ChannelDialog(runner: Live, open: RwSignal<bool>) -> impl IntoView {
    let locked = RwSignal::new(false);
    view! {
        <Dialog title="Change release channel" open locked>
            <Choice runner open locked />
        </Dialog>
    }
}

#[component]
fn Choice(runner: Live, open: RwSignal<bool>, locked: RwSignal<bool>) -> impl IntoView {
    let save = Save::of(runner.get_untracked());
    Effect::new(move |_| locked.set(save.is_sending()));
    let chosen = RwSignal::new(runner.with_untracked(|runner| channel(runner)));
    let edit = move || {
        let chosen = chosen.get();
        Edit::new(move |runner| {
            // An unset channel is stable already (contract 1.3).
            if channel(runner) != chosen {
                runner.managed_spec.get_or_insert_default().release_channel = chosen.clone();
            }
        })
    };
    let close = Callback::new(move |()| open.set(false));
    view! {
        <div class="dialog-body">
            <ChannelOptions
                name="dialog-channel"
                channel=chosen
                on_change=Callback::new(move |channel| chosen.set(channel))
            />
            <p class="muted">
                "The channel decides which versions are offered."
            </p>
        </div>
        <SaveForm save edit=Signal::derive(edit) describe on_cancel=close on_done=close />
    }
}

fn channel(runner: &Runner) -> ReleaseChannel {
    runner
        .managed_spec
        .as_ref()
        .map(|spec| spec.release_channel.effective())
        .unwrap_or_default()
        .effective()
}

fn describe(runner: &Runner) -> Vec<Line> {
    vec![Line::new(
        "Release channel",
        "",
        word::channel(&channel(runner)),
    )]
}
