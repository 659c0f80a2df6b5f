//! What can be done to the runner, the most used first, the destructive last.

use leptos::prelude::*;

use super::{
    Live, channel::ChannelDialog, delete::DeleteDialog, situation::Situations,
    upgrade::UpgradeDialog,
};
use crate::{
    actions::{Action, ActionButton, Offer, Scope},
    paths::{self, Route, Tab},
    state::session::use_person,
};

/// The buttons and their dialogs.
#[component]
pub(super) fn Actions(runner: Live) -> impl IntoView {
    let person = use_person();
    let id = Memo::new(move |_| runner.with(|runner| runner.runner_id().to_owned()));
    let refusal = move |action: Action| {
        Signal::derive(move || {
            runner.with(|runner| action.refusal(person.rights(), Some(&**runner)))
        })
    };
    let opening = move |action: Action, open: RwSignal<bool>| {
        let offer = Offer::new(action, Scope::Page, refusal(action), move || open.set(true));
        offer.to(id).put()
    };
    let leading = move |action: Action, to: fn(&str) -> String| {
        let href = Signal::derive(move || id.with(|id| to(id)));
        Offer::link(action, Scope::Page, refusal(action), href)
            .to(id)
            .put()
    };
    let [upgrading, changing, deleting, explaining] = [(); 4].map(|()| RwSignal::new(false));
    // Its button is the tab.
    leading(Action::Edit, |id| {
        Route::Runner(id.to_owned(), Tab::Edit).href()
    });
    view! {
        <ActionButton offer=opening(Action::Upgrade, upgrading) />
        <ActionButton offer=opening(Action::Channel, changing) />
        <ActionButton offer=leading(Action::Duplicate, paths::create_like) />
        <ActionButton offer=leading(Action::Share, |id| paths::share_runner(Some(id))) />
        <ActionButton offer=leading(Action::Notify, |id| paths::notify_of_runner(Some(id))) />
        <ActionButton offer=opening(Action::Delete, deleting) />
        <ActionButton offer=opening(Action::Explain, explaining) />
        <Situations runner open=explaining />
        <UpgradeDialog runner open=upgrading />
        <ChannelDialog runner open=changing />
        <DeleteDialog runner open=deleting />
    }
}
