//! A choice that is on or off, in a row of others.

use leptos::prelude::*;

/// A button that says by `aria-pressed` whether it is on.
#[component]
pub(crate) fn Chip(
    #[prop(into)] label: String,
    on: impl Fn() -> bool + Copy + Send + Sync + 'static,
    press: impl Fn() + 'static,
    /// What it means, on hovering.
    #[prop(optional)]
    title: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="chip"
            class:chip-on=on
            aria-pressed=move || on().to_string()
            title=title
            on:click=move |_| press()
        >
            {label}
        </button>
    }
}
