//! A list as a field.

use leptos::prelude::*;

use super::rows::Rows;
use crate::widgets::{button::Button, icon::Icon};

/// What it means, the rows, the way back for the last removed, and a button for one more.
#[component]
pub(in crate::forms) fn RowsField<T: Clone + PartialEq + Send + Sync + 'static>(
    label: String,
    hint: &'static str,
    rows: Rows<T>,
    #[prop(default = "map-rows")] class: &'static str,
    /// A row on screen.
    row: Callback<u32, AnyView>,
    /// What stands below the rows.
    #[prop(optional, into)]
    below: ViewFn,
    /// Takes the rows over.
    send: Callback<()>,
    /// What is said of one that was removed.
    said: fn(T) -> AnyView,
    /// What the button says.
    add: String,
    on_add: Callback<()>,
) -> impl IntoView {
    view! {
        <fieldset class="choices">
            <legend>{label}</legend>
            <p class="field-hint">{hint}</p>
            <div class=class>
                <For each=move || rows.ids() key=|id| *id let(id)>{row.run(id)}</For>
            </div>
            {below.run()}
            {rows.undo(send, said)}
            <div><Button icon=Icon::Plus label=add on_press=on_add /></div>
        </fieldset>
    }
}
