//! What can be done to several runners at once.

mod action;
mod dialog;

use contract::wire::ReleaseChannel;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::selection::Selection;
use crate::{
    can, lazy,
    pages::{chunks, several::Chosen},
    paths::Route,
    state::session::use_person,
    widgets::{
        button::{Button, Kind},
        dialog::Dialog,
        icon::Icon,
    },
};
use action::Action;

/// What the dialog is about.
#[derive(Clone)]
pub(crate) struct About {
    action: Action,
    selection: Selection,
    open: RwSignal<bool>,
    /// Set while requests are under way: then the dialog cannot be closed.
    running: RwSignal<bool>,
}

/// What is in the dialog.
pub(crate) fn show(about: About) -> AnyView {
    let About {
        action,
        selection,
        open,
        running,
    } = about;
    view! { <dialog::Content action selection open running /> }.into_any()
}

/// The bar above the table while something is selected.
#[component]
pub(super) fn BulkBar(selection: Selection) -> impl IntoView {
    let person = use_person();
    let asked = RwSignal::new(None::<Action>);
    let open = RwSignal::new(false);
    let running = RwSignal::new(false);
    let ask = move |action: Action| {
        asked.set(Some(action));
        open.set(true);
    };
    // Who may not create may not change either: every write needs the same right (contract 2).
    let refused = Signal::derive(move || {
        let answer = can::write(person.rights(), "changing runners");
        answer.err().map(|reason| reason.to_string())
    });
    let navigate = use_navigate();
    let edit = Callback::new(move |()| {
        Chosen::choose(untrack(|| selection.ids()));
        navigate(&Route::EditSeveral.href(), NavigateOptions::default());
    });
    let count = move || selection.len();
    view! {
        <Show when=move || !selection.is_empty()>
            <div class="bulk" role="toolbar" aria-label="Selected runners">
                <strong role="status">{count}" selected"</strong>
                <Button
                    label=Signal::derive(move || format!("Upgrade {}…", count()))
                    icon=Icon::Up
                    refused=refused
                    on_press=Callback::new(move |()| ask(Action::Upgrade))
                />
                <Button
                    label="Change channel…"
                    refused=refused
                    on_press=Callback::new(move |()| ask(Action::Channel(ReleaseChannel::Stable)))
                />
                <Button label="Edit…" refused=refused on_press=edit />
                <Button
                    label="Delete…"
                    kind=Kind::Danger
                    refused=refused
                    on_press=Callback::new(move |()| ask(Action::Delete))
                />
                <button type="button" class="link-button bulk-clear" on:click=move |_| selection.clear()>
                    "Clear"
                </button>
            </div>
        </Show>
        <Dialog
            title=Signal::derive(move || asked.with(|asked| asked.as_ref().map_or("", Action::title)).to_owned())
            open
            locked=running
        >
            {move || {
                let action = asked.get_untracked()?;
                Some(lazy::part(chunks::bulk, About { action, selection, open, running }))
            }}
        </Dialog>
    }
}
