//! What the edit would take away, each with a way to keep it.

use leptos::prelude::*;

use super::editing::Editing;
use crate::forms::losses::LossList;

/// The losses, if there are any.
#[component]
pub(super) fn Losses() -> impl IntoView {
    let editing = Editing::context();
    let losses = Memo::new(move |_| editing.text.losses());
    let keep_all = Callback::new(move |()| {
        // One by one: what is kept moves what stands behind it.
        for _ in 0..losses.with_untracked(Vec::len) {
            let Some(first) = untrack(|| editing.text.losses()).into_iter().next() else {
                break;
            };
            editing.keep_loss(&first);
        }
    });
    view! {
        <LossList
            what="runner"
            losses
            on_keep=Callback::new(move |loss| editing.keep_loss(&loss))
            on_keep_all=keep_all
        />
    }
}
