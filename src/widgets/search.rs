//! Looks for something in a list.

use contract::invisible::sought;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// Where what is looked for is typed.
#[component]
pub(crate) fn SearchField(
    label: &'static str,
    placeholder: &'static str,
    text: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="search">
            <Glyph icon=Icon::Search />
            <input
                type="search"
                class="input"
                aria-label=label
                placeholder=placeholder
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            />
        </div>
    }
}

/// Whether one of the words contains the text, in whatever case.
pub(crate) fn is_in<const N: usize>(text: &str, words: [&str; N]) -> bool {
    let text = sought(text);
    let text = text.trim();
    words.iter().any(|word| word.to_lowercase().contains(text))
}
