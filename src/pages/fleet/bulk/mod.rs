//! What can be done to several runners at once.

mod action;
mod dialog;

use std::sync::Arc;

use contract::model::ReleaseChannel;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::selection::Selection;
use crate::{
    actions::{Action as Offered, ActionButton, Offer, Scope},
    lazy::{self, chunk},
    paths::Route,
    state::{handover::EditSeveral, session::use_person},
    widgets::dialog::Dialog,
};
pub(super) use action::Action;

/// What the dialog is about.
#[derive(Clone)]
pub(crate) struct About {
    action: Action,
    selection: Selection,
    open: RwSignal<bool>,
    /// Set while requests are under way: then the dialog cannot be closed.
    running: RwSignal<bool>,
}

chunk! {
    /// What is done to several runners, within its dialog.
    dialog_of_several in tools: About => |About {
        action,
        selection,
        open,
        running,
    }| view! { <dialog::Content action selection open running /> }.into_any()
}

/// The dialog in which something is done to runners: those that are selected, or the one of a row.
#[derive(Clone, Copy)]
pub(super) struct Bulk {
    asked: RwSignal<Option<(Action, Selection)>>,
    open: RwSignal<bool>,
    /// The selection of the bar.
    pub(super) selection: Selection,
    /// The runner of a row.
    one: Selection,
}

impl Bulk {
    /// Closed, for what is selected.
    pub(super) fn new(selection: Selection) -> Self {
        Self {
            asked: RwSignal::new(None),
            open: RwSignal::new(false),
            selection,
            one: Selection::new(),
        }
    }

    /// Asks whether it is to be done to the runner of a row.
    pub(super) fn ask_of_one(self, action: &Action, id: &Arc<str>) {
        self.one.select_only(id);
        self.ask(action, self.one);
    }

    fn ask(self, action: &Action, of: Selection) {
        self.asked.set(Some((action.clone(), of)));
        self.open.set(true);
    }
}

/// The bar above the table while something is selected.
#[component]
pub(super) fn BulkBar(bulk: Bulk) -> impl IntoView {
    let selection = bulk.selection;
    let running = RwSignal::new(false);
    let title = move || {
        let title = bulk
            .asked
            .with(|asked| asked.as_ref().map(|(action, _)| action.title()));
        title.unwrap_or_default().to_owned()
    };
    view! {
        <Show when=move || !selection.is_empty()>
            <Bar bulk />
        </Show>
        <Dialog title=Signal::derive(title) open=bulk.open locked=running>
            {move || {
                let (action, selection) = bulk.asked.get_untracked()?;
                let open = bulk.open;
                Some(lazy::part(dialog_of_several, About { action, selection, open, running }))
            }}
        </Dialog>
    }
}

#[component]
fn Bar(bulk: Bulk) -> impl IntoView {
    let person = use_person();
    let selection = bulk.selection;
    let count = move || selection.len();
    let subject = Signal::derive(move || format!("{} selected", count()));
    let offer = move |action: Offered, run: Box<dyn Fn() + Send + Sync>| {
        let refused = Signal::derive(move || action.refusal(person.rights(), None));
        Offer::new(action, Scope::Selection, refused, run).to(subject)
    };
    let ask = move |action: Action| {
        let run = move || bulk.ask(&action, selection);
        Box::new(run) as Box<dyn Fn() + Send + Sync>
    };
    let navigate = use_navigate();
    let edit = move || {
        EditSeveral::choose(&untrack(|| selection.ids()));
        navigate(&Route::EditSeveral.href(), NavigateOptions::default());
    };
    let upgrade = offer(Offered::Upgrade, ask(Action::Upgrade))
        .called(Signal::derive(move || format!("Upgrade {}…", count())))
        .put();
    let channel = offer(
        Offered::Channel,
        ask(Action::Channel(ReleaseChannel::Stable)),
    )
    .put();
    let edit = offer(Offered::Edit, Box::new(edit)).put();
    let delete = offer(Offered::Delete, ask(Action::Delete)).put();
    let clear = offer(Offered::ClearSelection, Box::new(move || selection.clear())).put();
    view! {
        <div class="bulk" role="toolbar" aria-label="Selected runners">
            <strong role="status">{count}" selected"</strong>
            <ActionButton offer=upgrade />
            <ActionButton offer=channel />
            <ActionButton offer=edit />
            <ActionButton offer=delete />
            <button
                type="button"
                class="link-button bulk-clear"
                on:click=move |_| drop(clear.run())
            >
                {clear.label()}
            </button>
        </div>
    }
}
