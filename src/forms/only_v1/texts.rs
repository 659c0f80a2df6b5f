//! A list of texts as rows.

use contract::invisible::trimmed;
use leptos::prelude::*;
use serde_json::json;

use super::{
    Spec,
    fields::capital,
    parts::{doc, place},
};
use crate::{
    forms::{placement::rows::Rows, problems::Problems},
    widgets::{
        button::Button,
        field::FieldError,
        icon::{Glyph, Icon},
    },
};

/// What rows stand for: an empty one is not there yet.
fn meant(rows: &[String]) -> Vec<String> {
    let texts = rows.iter().map(|text| trimmed(text).to_owned());
    texts.filter(|text| !text.is_empty()).collect()
}

/// The rows, a button for one more, and the way back for the last removed.
#[component]
pub(super) fn TextsAt(
    label: &'static str,
    /// What one is called.
    one: &'static str,
    placeholder: &'static str,
    path: &'static str,
) -> impl IntoView {
    let spec = Spec::context();
    let value = Memo::new(move |_| spec.with(|parts| parts.texts(path)));
    let rows = Rows::of(value.get_untracked());
    Effect::new(move |_| {
        let value = value.get();
        if meant(&untrack(|| rows.values())) != value {
            rows.replace(value);
        }
    });
    let send = Callback::new(move |()| {
        let now = meant(&untrack(|| rows.values()));
        if value.with_untracked(|value| *value != now) {
            spec.put(path, (!now.is_empty()).then(|| json!(now)));
        }
    });
    let add = Callback::new(move |()| rows.begin(String::new()));
    let removed = rows.undo(send, |gone| view! { <code>{gone}</code> }.into_any());
    view! {
        <fieldset class="choices">
            <legend>{label}</legend>
            <p class="field-hint">{doc(path)}</p>
            <div class="map-rows">
                <For each=move || rows.ids() key=|id| *id let(id)>
                    <TextRow rows id send one placeholder path />
                </For>
            </div>
            {removed}
            <div><Button icon=Icon::Plus label=format!("Add a {one}") on_press=add /></div>
        </fieldset>
    }
}

#[component]
fn TextRow(
    rows: Rows<String>,
    id: u32,
    send: Callback<()>,
    one: &'static str,
    placeholder: &'static str,
    path: &'static str,
) -> impl IntoView {
    let problems = Problems::context();
    let value = Memo::new(move |_| rows.value(id).unwrap_or_default());
    let number = move || rows.index(id).map_or(0, |at| at + 1);
    let name = move || format!("{one} {}", number());
    let first = NodeRef::new();
    rows.focus(id, first);
    let error_id = format!("{}-{id}-error", path.replace(['.', '_'], "-"));
    let described_by = error_id.clone();
    // Rows that are empty yet are not in the list.
    let error = Memo::new(move |_| {
        let at = rows.index(id)?;
        let before = rows.values();
        let at = meant(before.get(..at)?).len();
        let is_there = value.with(|text| !trimmed(text).is_empty());
        is_there.then(|| problems.at(&place(&format!("{path}[{at}]"))))?
    });
    view! {
        <div class="map-row">
            <input
                node_ref=first
                class="input code"
                placeholder=placeholder
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-label=move || capital(&name())
                aria-describedby=described_by
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    rows.edit(id, |value| *value = text);
                    send.run(());
                }
            />
            <button
                type="button"
                class="icon-button"
                aria-label=move || format!("Remove {}", name())
                on:click=move |_| {
                    rows.remove(id);
                    send.run(());
                }
            >
                <Glyph icon=Icon::Trash />
            </button>
            <FieldError id=error_id error />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_empty_are_not_in_the_list() {
        let rows = [" a ", "", "\u{200b}", "b"].map(str::to_owned);
        assert_eq!(meant(&rows), ["a", "b"]);
    }
}
