//! What happens to the runner while somebody edits it: announced, never put into the text.

use contract::mask;
use leptos::prelude::*;

use super::editing::Editing;
use crate::{api::runners::dialect, forms::conflict::Changed, pages::runner::Live};

/// Says that the runner was changed since the text was begun.
#[component]
pub(super) fn Notices(runner: Live) -> impl IntoView {
    let editing = Editing::context();
    let changed = Memo::new(move |_| {
        let base = editing.text.base();
        runner.with(|now| {
            let is_other = now.updated_at != base.updated_at;
            is_other.then(|| mask::smallest(dialect(), &base, now).documented())
        })
    });
    let changed = Memo::new(move |_| changed.get().filter(|paths| !paths.is_empty()));
    let take = Callback::new(move |()| editing.meet(runner.get_untracked()));
    move || {
        changed.get().map(|paths| {
            view! {
                <Changed on_merge=take>
                    "The runner changed while you were editing: " <code>{paths.join(", ")}</code>
                    ". Your text is unchanged."
                </Changed>
            }
        })
    }
}
