//! Arguments of the runner's container, in order.

use leptos::prelude::*;

use super::{
    Placement,
    part::{Part, counted},
    place_of,
    rows::Rows,
};
use crate::widgets::{
    button::{Button, IconButton},
    icon::Icon,
};

/// The part.
#[component]
pub(super) fn ArgsPart() -> impl IntoView {
    let placement = Placement::context();
    let value = Memo::new(move |_| placement.with(|overrides| overrides.args.clone()));
    let summary = Signal::derive(move || counted(value.with(Vec::len), "argument"));
    let rows = Rows::following(value.into(), <[_]>::to_vec);
    let send = Callback::new(move |()| {
        let now = untrack(|| rows.values());
        placement.change(|overrides| overrides.args = now);
    });
    let add = Callback::new(move |()| {
        rows.begin(String::new());
        send.run(());
    });
    let removed = rows.undo(send, |gone| view! { <code>{gone}</code> }.into_any());
    view! {
        <Part place=place_of("args") title="Arguments" summary>
            <p class="muted">"Arguments of the runner's container, one per row, in this order."</p>
            <div class="map-rows">
                <For each=move || rows.ids() key=|id| *id let(id)>
                    <ArgRow rows id send />
                </For>
            </div>
            {removed}
            <div><Button icon=Icon::Plus label="Add an argument" on_press=add /></div>
        </Part>
    }
}

#[component]
fn ArgRow(rows: Rows<String>, id: u32, send: Callback<()>) -> impl IntoView {
    let value = Memo::new(move |_| rows.value(id).unwrap_or_default());
    let number = move || rows.index(id).map_or(0, |at| at + 1);
    let first = NodeRef::new();
    rows.focus(id, first);
    let is_first = move || rows.index(id) == Some(0);
    let is_last = move || rows.ids().last() == Some(&id);
    let shift = move |by: isize| {
        rows.shift(id, by);
        send.run(());
    };
    view! {
        <div class="map-row arg-row">
            <input
                node_ref=first
                class="input code"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-label=move || format!("Argument {}", number())
                prop:value=move || value.get()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    rows.edit(id, |value| *value = text);
                    send.run(());
                }
            />
            <IconButton
                icon=Icon::Up
                label=Signal::derive(move || format!("Move argument {} up", number()))
                disabled=Signal::derive(is_first)
                on_press=Callback::new(move |()| shift(-1))
            />
            <IconButton
                icon=Icon::Up
                class="icon-button icon-down"
                label=Signal::derive(move || format!("Move argument {} down", number()))
                disabled=Signal::derive(is_last)
                on_press=Callback::new(move |()| shift(1))
            />
            <IconButton
                icon=Icon::Trash
                label=Signal::derive(move || format!("Remove argument {}", number()))
                on_press=Callback::new(move |()| {
                    rows.remove(id);
                    send.run(());
                })
            />
        </div>
    }
}
