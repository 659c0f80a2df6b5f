//! Form fields: a label, perhaps a hint, the input, and what is wrong with it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// What is wrong with a field, below it. Named by the input's `aria-describedby`.
#[component]
pub(crate) fn FieldError(id: String, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    view! {
        // Takes the focus when the form is sent while something is wrong.
        <p class="field-error tone-bad" id=id tabindex="-1">
            {move || {
                error.get().map(|text| view! { <Glyph icon=Icon::Alert /> <span>{text}</span> })
            }}
        </p>
    }
}

/// A choice among options.
#[component]
pub(crate) fn SelectField(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    /// Takes the number of the option that is chosen.
    on_choose: impl Fn(usize) + 'static,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// The options.
    children: Children,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let choose = move |event| {
        let index = event_target::<web_sys::HtmlSelectElement>(&event).selected_index();
        if let Ok(at) = usize::try_from(index) {
            on_choose(at);
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{move || label.get()}</label>
            <select
                id=id
                class="input"
                aria-describedby=format!("{hint_id} {error_id}")
                on:change=choose
            >
                {children()}
            </select>
            <p class="field-hint" id=hint_id>{move || hint.get()}</p>
            <FieldError id=error_id error />
        </div>
    }
}

/// A line of text.
#[component]
pub(crate) fn TextField(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    on_input: impl FnMut(String) + 'static,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// `text` or `password`.
    #[prop(default = "text")]
    r#type: &'static str,
    #[prop(optional)] optional: bool,
    /// What a password manager or the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// It is no account of the person's: password managers are told to keep out.
    #[prop(optional)]
    private: bool,
    /// Shown in the fixed-width font: IDs and other things that are copied.
    #[prop(optional)]
    code: bool,
    /// What was typed here before, to choose from.
    #[prop(optional, into)]
    suggestions: Option<Signal<Vec<String>>>,
) -> impl IntoView {
    let mut on_input = on_input;
    let list_id = format!("{id}-list");
    let list = suggestions.is_some().then(|| list_id.clone());
    let suggestions = suggestions.map(|suggestions| {
        let options = move || {
            let words = suggestions.get().into_iter();
            words
                .map(|word| view! { <option value=word></option> })
                .collect_view()
        };
        view! { <datalist id=list_id>{options}</datalist> }
    });
    let error_id = format!("{id}-error");
    let hint_id = format!("{id}-hint");
    let described_by = format!("{hint_id} {error_id}");
    view! {
        <div class="field">
            <label for=id.clone()>
                {move || label.get()}
                {optional.then(|| view! { <span class="muted">" optional"</span> })}
            </label>
            <input
                id=id
                class="input"
                class:code=code
                type=r#type
                autocomplete=autocomplete
                data-1p-ignore=private.then_some("")
                data-bwignore=private.then_some("")
                data-lpignore=private.then_some("true")
                data-form-type=private.then_some("other")
                autocapitalize="none"
                list=list
                spellcheck="false"
                aria-describedby=described_by
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_input(event_target_value(&event))
            />
            {suggestions}
            <p class="field-hint" id=hint_id>{move || hint.get()}</p>
            <FieldError id=error_id error />
        </div>
    }
}
