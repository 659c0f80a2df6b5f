//! An object that can be absent, empty, or set.

use contract::{document::Field, policy::Presence};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    Written,
    object::{Object, label},
};
use crate::{format::count, forms::placement::part::Part, widgets::option::TwoOptions};

/// Whether a value is there.
fn presence(value: &Value) -> Presence {
    match value {
        Value::Null => Presence::Absent,
        Value::Object(fields) if fields.is_empty() => Presence::Empty,
        _ => Presence::Set,
    }
}

/// How much is in it; nothing where it is absent.
fn told(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Object(fields) => count::of(fields.len(), "field"),
        _ => "set".to_owned(),
    }
}

/// The choice between absent and there, and the fields while it is there. What goes with it can come back.
#[component]
pub(super) fn Group(object: Object, field: &'static Field, children: ChildrenFn) -> impl IntoView {
    let value = Memo::new(move |_| object.get(field));
    let stands = Memo::new(move |_| value.with(presence));
    let is_set = Memo::new(move |_| stands.get() != Presence::Absent);
    let Written { text, write } = expect_context();
    // What was cleared, the text before, and the text after.
    let cleared = RwSignal::new(None::<(Value, String, String)>);
    let choose = Callback::new(move |to_set: bool| {
        let (before, written) = (value.get_untracked(), text.get_untracked());
        object.put(field, to_set.then(|| json!({})));
        let is_gone = !to_set && presence(&before) == Presence::Set;
        cleared.set(is_gone.then(|| (before, written, text.get_untracked())));
    });
    let title = StoredValue::new(label(field));
    let undo = move || {
        let (before, written, after) = cleared.get()?;
        let back = move |_| {
            cleared.set(None);
            if text.get_untracked() == after {
                write.run(written.clone());
            } else {
                object.put(field, Some(before.clone()));
            }
        };
        Some(view! {
            <p class="muted" role="status">
                {title.get_value()} " was cleared. "
                <button type="button" class="link-button" on:click=back>"Undo"</button>
            </p>
        })
    };
    let empty = move || {
        (stands.get() == Presence::Empty).then(|| {
            view! { <p class="muted">"Nothing in it is set yet: " <code>"{}"</code> " is sent."</p> }
        })
    };
    let children = StoredValue::new(children);
    view! {
        <Part
            place=Signal::derive(move || object.place_of(field))
            title=title.get_value()
            summary=Signal::derive(move || value.with(told))
            unset="not set"
        >
            <TwoOptions
                name=object.id(field)
                legend=title.get_value()
                options=[("Not set", "It is left out of the policy."), ("Set", field.doc)]
                is_second=is_set
                choose
            />
            {undo}
            {empty}
            <Show when=move || is_set.get()>{children.with_value(|children| children())}</Show>
        </Part>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_empty_and_set_look_different() {
        let told = [
            json!(null),
            json!({}),
            json!({ "a": 0 }),
            json!({ "a": 1, "b": {} }),
        ]
        .map(|value| told(&value));
        assert_eq!(told, ["", "{}", "1 field", "2 fields"]);
    }
}
