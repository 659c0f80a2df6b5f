//! What a write through the console replaced, shown as a difference where the change is listed.

use std::sync::Arc;

use contract::console::Change;
use leptos::prelude::*;

use super::code::Compare;
use crate::{
    api::{self, Client},
    state::remote::Remote,
    widgets::failure::Failure,
};

/// A button that shows what change number `id` replaced. It is read when it is asked for, and drawn by `draw`.
#[component]
pub(crate) fn WhatChanged<F>(id: i64, draw: F) -> impl IntoView
where
    F: Fn(Arc<Change>) -> AnyView + Clone + Send + Sync + 'static,
{
    let client: Client = expect_context();
    let change = Remote::<Arc<Change>>::new();
    let load = Callback::new(move |()| {
        change.load(async move { api::console::change(&client, id).await.map(Arc::new) });
    });
    let is_open = RwSignal::new(false);
    let toggle = move |_| {
        is_open.update(|open| *open = !*open);
        if is_open.get_untracked() {
            load.run(());
        }
    };
    let content = move || match (change.get(), change.error()) {
        (Some(change), _) => draw(change),
        (None, Some(error)) if error.is_not_found() => view! {
            <p class="muted">"Previous values are kept for 30 days. These are gone."</p>
        }
        .into_any(),
        (None, Some(error)) => view! {
            <Failure what="The previous values could not be read" error on_retry=load />
        }
        .into_any(),
        (None, None) => view! { <p class="muted">"Loading…"</p> }.into_any(),
    };
    view! {
        <div class="stack">
            <div>
                <button
                    type="button"
                    class="link-button"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=toggle
                >
                    {move || if is_open.get() { "Hide what changed" } else { "What changed" }}
                </button>
            </div>
            <Show when=move || is_open.get()>{content.clone()}</Show>
        </div>
    }
}

/// What stands in for a difference that cannot be made.
#[component]
pub(crate) fn Unreadable() -> impl IntoView {
    view! {
        <p class="muted">"This version of the console cannot show the previous values."</p>
    }
}

/// The difference that a change made between two documents, and what of it is not kept.
#[component]
pub(crate) fn ChangeMade(
    change: Arc<Change>,
    label: &'static str,
    before: String,
    after: String,
) -> impl IntoView {
    let missing = (!change.missing.is_empty()).then(|| {
        let names = change.missing.iter().filter_map(|place| place.rsplit('.').next());
        let names = names.collect::<Vec<_>>().join(", ");
        view! {
            <p class="muted">
                "Environment values are not kept. Reverting leaves "<code>{names}</code>" as they are now."
            </p>
        }
    });
    view! {
        <Compare label before=Signal::stored(before) after=Signal::stored(after) />
        {missing}
    }
}
