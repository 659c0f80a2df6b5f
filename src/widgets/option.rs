//! One of several, of which exactly one is chosen, with what it means.

use leptos::prelude::*;

/// An option. Those of one name exclude each other.
#[component]
pub(crate) fn RadioOption(
    /// The same for all options of a field, unique in the page.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    /// What it means, in a sentence.
    #[prop(into)]
    hint: String,
    #[prop(into)] chosen: Signal<bool>,
    choose: Callback<()>,
) -> impl IntoView {
    view! {
        <label class="option">
            <input
                type="radio"
                name=name
                prop:checked=move || chosen.get()
                on:change=move |_| choose.run(())
            />
            <span class="stack-tight">
                <strong>{label}</strong>
                <span class="muted">{hint}</span>
            </span>
        </label>
    }
}

/// Two options side by side.
#[component]
pub(crate) fn TwoOptions(
    /// Unique in the page.
    #[prop(into)]
    name: String,
    /// What is chosen, for screen readers.
    #[prop(into)]
    legend: String,
    /// Label and meaning of each.
    options: [(&'static str, &'static str); 2],
    /// Whether it is the second.
    #[prop(into)]
    is_second: Signal<bool>,
    choose: Callback<bool>,
) -> impl IntoView {
    let [first, second] = options;
    let option = move |second: bool, (label, hint): (&'static str, &'static str)| {
        view! {
            <RadioOption
                name=name.clone()
                label
                hint
                chosen=Signal::derive(move || is_second.get() == second)
                choose=Callback::new(move |()| choose.run(second))
            />
        }
    };
    view! {
        <fieldset class="options options-beside">
            <legend class="visually-hidden">{legend}</legend>
            {option(false, first)}
            {option(true, second)}
        </fieldset>
    }
}
