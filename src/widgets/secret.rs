//! A value that may be a secret: masked until it is asked for (contract 1.5).

use leptos::prelude::*;

/// A masked value with a button that shows it.
#[component]
pub(crate) fn Secret(
    /// What it is, as in "Show LOG_LEVEL".
    #[prop(into)]
    name: String,
    value: String,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let verb = move || if shown.get() { "Hide" } else { "Show" };
    let label = move || format!("{} {name}", verb());
    view! {
        <span class="secret">
            <code>{move || if shown.get() { value.clone() } else { "••••••".to_owned() }}</code>
            <button
                type="button"
                class="link-button"
                aria-label=label
                aria-pressed=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {verb}
            </button>
        </span>
    }
}
