//! A list of texts as rows.

use contract::invisible::trimmed;
use leptos::prelude::*;

use super::{map::article, rows::Rows, rows_field::RowsField};
use crate::{
    format::word::capital,
    widgets::{button::IconButton, field::FieldError, icon::Icon},
};

/// What rows stand for: an empty one is not there yet.
fn meant(rows: &[String]) -> Vec<String> {
    let texts = rows.iter().map(|text| trimmed(text).to_owned());
    texts.filter(|text| !text.is_empty()).collect()
}

/// What a list is about.
#[derive(Clone)]
pub(in crate::forms) struct Texts {
    /// Unique in the page: IDs begin with it.
    pub(in crate::forms) id: String,
    pub(in crate::forms) label: String,
    /// What it means, in a sentence.
    pub(in crate::forms) hint: &'static str,
    /// What one is called.
    pub(in crate::forms) one: String,
    /// An example of one.
    pub(in crate::forms) placeholder: &'static str,
}

/// The rows, a button for one more, and the way back for the last removed.
#[component]
pub(in crate::forms) fn TextRows(
    texts: Texts,
    #[prop(into)] value: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
    /// What is wrong with the one at an index of the value.
    error: Callback<usize, Option<String>>,
) -> impl IntoView {
    let rows = Rows::following(value, meant);
    let send = Callback::new(move |()| {
        let now = meant(&untrack(|| rows.values()));
        if value.with_untracked(|value| *value != now) {
            on_change.run(now);
        }
    });
    let add = Callback::new(move |()| rows.begin(String::new()));
    let (label, hint, more) = (texts.label.clone(), texts.hint, article(&texts.one));
    let texts = StoredValue::new(texts);
    view! {
        <RowsField
            label
            hint
            rows
            row=Callback::new(move |id| view! { <TextRow texts rows id send error /> }.into_any())
            send
            said=|gone| view! { <code>{gone}</code> }.into_any()
            add=format!("Add {more}")
            on_add=add
        />
    }
}

#[component]
fn TextRow(
    texts: StoredValue<Texts>,
    rows: Rows<String>,
    id: u32,
    send: Callback<()>,
    error: Callback<usize, Option<String>>,
) -> impl IntoView {
    let value = Memo::new(move |_| rows.value(id).unwrap_or_default());
    let Texts {
        id: of,
        one,
        placeholder,
        ..
    } = texts.get_value();
    let one = StoredValue::new(one);
    let number = move || rows.index(id).map_or(0, |at| at + 1);
    let name = move || one.with_value(|one| format!("{one} {}", number()));
    let first = NodeRef::new();
    rows.focus(id, first);
    let error_id = format!("{of}-{id}-error");
    let described_by = error_id.clone();
    // Rows that are empty yet are not in the list.
    let error = Memo::new(move |_| {
        let at = rows.index(id)?;
        let before = rows.values();
        let at = meant(before.get(..at)?).len();
        let is_there = value.with(|text| !trimmed(text).is_empty());
        is_there.then(|| error.run(at))?
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
            <IconButton
                icon=Icon::Trash
                label=Signal::derive(move || format!("Remove {}", name()))
                on_press=Callback::new(move |()| {
                    rows.remove(id);
                    send.run(());
                })
            />
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
