//! A list of objects as rows, each with all of its fields.

use contract::document::{Field, Message};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    fields,
    object::{Object, label},
};
use crate::{
    forms::placement::{rows::Rows, rows_field::RowsField},
    widgets::{button::Button, icon::Icon},
};

/// The items of a list, as rows that keep their identity.
#[derive(Clone, Copy)]
pub(super) struct Items {
    object: Object,
    field: &'static Field,
    pub(super) rows: Rows<Value>,
}

impl Items {
    pub(super) fn new(object: Object, field: &'static Field) -> Self {
        let value = Memo::new(move |_| items(&object.get(field)));
        Self {
            object,
            field,
            rows: Rows::following(value.into(), <[_]>::to_vec),
        }
    }

    /// Takes the rows over.
    pub(super) fn send(self) {
        let now = untrack(|| self.rows.values());
        let before = untrack(|| items(&self.object.get(self.field)));
        if now != before {
            self.object
                .put(self.field, (!now.is_empty()).then(|| now.into()));
        }
    }

    /// Gives a row another value.
    pub(super) fn change(self, id: u32, value: Value) {
        self.rows.edit(id, |row| *row = value);
        self.send();
    }

    pub(super) fn remove(self, id: u32) {
        self.rows.remove(id);
        self.send();
    }

    /// Where a row is in the policy.
    pub(super) fn place(self, id: u32) -> Signal<String> {
        Signal::derive(move || {
            let at = self.rows.index(id).unwrap_or_default();
            format!("{}[{at}]", self.object.place_of(self.field))
        })
    }
}

fn items(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// The rows, and a button for one more.
#[component]
pub(super) fn List(
    object: Object,
    field: &'static Field,
    message: &'static Message,
) -> impl IntoView {
    let items = Items::new(object, field);
    let rows = items.rows;
    let row = move |id: u32| {
        let value = Memo::new(move |_| rows.value(id).unwrap_or_default());
        let on_change = Callback::new(move |changed| items.change(id, changed));
        let name = format!("{}-{id}", object.id(field));
        let item = Object::item(message, name, value, items.place(id), on_change);
        let number = move || rows.index(id).map_or(0, |at| at + 1);
        let title = move || format!("{} {}", message.name, number());
        view! {
            <div class="rule" role="group" aria-label=title>
                {fields(item)}
                <div>
                    <Button
                        label=Signal::derive(move || format!("Remove {}", title()))
                        icon=Icon::Trash
                        on_press=Callback::new(move |()| items.remove(id))
                    />
                </div>
            </div>
        }
        .into_any()
    };
    view! {
        <RowsField
            label=label(field)
            hint=field.doc
            rows
            class="rules"
            row=Callback::new(row)
            send=Callback::new(move |()| items.send())
            said=|_| "A row".into_any()
            add=format!("Add a {}", message.name)
            on_add=Callback::new(move |()| rows.begin(json!({})))
        />
    }
}
