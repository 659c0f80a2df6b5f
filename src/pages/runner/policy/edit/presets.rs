//! Policies to begin with (contract-v1 9.4).

use contract::policy::presets::presets;
use leptos::prelude::*;

use crate::{pages::runner::policy::editing::Editing, widgets::button::Button};

/// The presets, folded: each takes the place of what the text asks for.
#[component]
pub(super) fn Presets() -> impl IntoView {
    let editing = Editing::context();
    let rows = presets().into_iter().map(|preset| {
        let policy = preset.policy;
        let take = Callback::new(move |()| editing.ask_for(&policy));
        view! {
            <li class="entry loss">
                <span class="badge-line"><span><strong>{preset.name}</strong>" "<span class="muted">{preset.about}</span></span></span>
                <Button label=format!("Begin with {}", preset.name) on_press=take />
            </li>
        }
    });
    view! {
        <details>
            <summary>"Begin with a preset"</summary>
            <p class="muted">
                "A preset takes the place of what the text asks for; nothing is sent. Its registries and hosts are examples: put in your own."
            </p>
            <ul class="entries">{rows.collect_view()}</ul>
        </details>
    }
}
