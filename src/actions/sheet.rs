//! The list of all keyboard shortcuts, and the switch for those that are single characters.

use leptos::prelude::*;

use super::keys::groups;
use crate::state::shortcuts::use_shortcuts;

/// Every shortcut by where it works.
#[component]
pub(crate) fn Sheet() -> impl IntoView {
    let shortcuts = use_shortcuts();
    view! {
        {groups()
            .into_iter()
            .map(|group| {
                view! {
                    <h3>{group.place}</h3>
                    <dl class="pairs">
                        {group
                            .keys
                            .into_iter()
                            .map(|(key, does)| {
                                view! {
                                    <div class="pair">
                                        <dt><kbd>{key}</kbd></dt>
                                        <dd>{does}</dd>
                                    </div>
                                }
                            })
                            .collect_view()}
                    </dl>
                }
            })
            .collect_view()}
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || shortcuts.are_on()
                on:change=move |event| shortcuts.switch(event_target_checked(&event))
            />
            "Single-character shortcuts"
        </label>
        <p class="muted">"Saved in this browser. Ctrl K, Enter, Esc and the arrow keys always work."</p>
    }
}
