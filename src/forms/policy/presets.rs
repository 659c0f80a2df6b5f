//! Policies to begin with (contract-v1 9.4).

use contract::policy::{Policy, presets::presets};
use leptos::prelude::*;

use crate::widgets::button::Button;

/// The presets, folded: each takes the place of what the text asks for.
#[component]
pub(crate) fn Presets(
    /// Has the text ask for a policy.
    ask_for: Callback<Policy>,
) -> impl IntoView {
    let rows = presets().into_iter().map(|preset| {
        let policy = preset.policy;
        let take = Callback::new(move |()| ask_for.run(policy.clone()));
        view! {
            <li class="entry loss">
                <span class="badge-line"><span><strong>{preset.name}</strong>" "<span class="muted">{preset.about}</span></span></span>
                <Button label=format!("Start with {}", preset.name) on_press=take />
            </li>
        }
    });
    view! {
        <details>
            <summary>"Start with a preset"</summary>
            <div class="stack">
                <p class="muted">
                    "A preset replaces the policy in the text; nothing is sent yet. Its registries and hosts are examples: enter your own."
                </p>
                <ul class="entries">{rows.collect_view()}</ul>
            </div>
        </details>
    }
}
