//! What is asked before a run begins, then how it goes.

use leptos::prelude::*;

use super::{Run, progress::RunProgress};

/// What is in the dialog of a run; its children ask and begin it.
#[component]
pub(crate) fn AskThenRun(
    run: Run,
    open: RwSignal<bool>,
    /// Told whether requests are under way.
    running: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    Effect::new(move |_| running.set(run.is_running()));
    view! {
        <Show when=move || run.has_begun() fallback=move || children()>
            <RunProgress run open />
        </Show>
    }
}
