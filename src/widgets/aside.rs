//! What was typed before something else took its place, to be brought back.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// Says that it was put aside, for as long as there is something.
#[component]
pub(crate) fn PutAside(
    /// What it is, such as `Your earlier draft`.
    what: &'static str,
    #[prop(into)] shown: Signal<bool>,
    on_back: Callback<()>,
) -> impl IntoView {
    view! {
        <Show when=move || shown.get()>
            <p class="callout badge-line" role="status">
                <Glyph icon=Icon::Info />
                {what}
                " was set aside."
                <button type="button" class="link-button" on:click=move |_| on_back.run(())>
                    "Restore it"
                </button>
            </p>
        </Show>
    }
}
