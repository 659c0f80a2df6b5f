//! Fields that hold one thing: a text, a number, a switch, a constant.

use contract::{
    document::{Field, Kind, long},
    invisible::trimmed,
};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::object::{Object, label};
use crate::{forms::constant::ConstantField, widgets::field::TextField};

/// What a value is in a line. A number may be a text; what is neither is not shown as one.
fn line(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The value that a line stands for. One that is no number is kept as typed, and refused.
fn value(kind: Kind, text: &str) -> Option<Value> {
    let text = trimmed(text);
    let number = || long(&json!(text)).map(Value::from);
    match kind {
        _ if text.is_empty() => None,
        Kind::Integer | Kind::Long => number().or_else(|| Some(text.into())),
        _ => Some(text.into()),
    }
}

/// A text or a number.
#[component]
pub(super) fn LineOf(object: Object, field: &'static Field) -> impl IntoView {
    view! {
        <TextField
            id=object.id(field)
            label=label(field)
            hint=field.doc
            code=true
            value=Memo::new(move |_| line(&object.get(field)))
            on_input=move |text: String| object.put(field, value(field.kind, &text))
            error=Signal::derive(move || object.problem(field, ""))
        />
    }
}

/// A switch. Off and absent are the same (contract-v1 0).
#[component]
pub(super) fn FlagOf(object: Object, field: &'static Field) -> impl IntoView {
    view! {
        <label class="choice choice-tall">
            <input
                type="checkbox"
                prop:checked=move || object.get(field) == json!(true)
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    object.put(field, on.then(|| json!(true)));
                }
            />
            <span class="stack-tight">
                {label(field)}
                <span class="muted">{field.doc}</span>
            </span>
        </label>
    }
}

/// One of the constants of a field, or none.
#[component]
pub(super) fn ChoiceOf(
    object: Object,
    field: &'static Field,
    constants: &'static [&'static str],
) -> impl IntoView {
    view! {
        <ConstantField
            id=object.id(field)
            label=label(field)
            hint=field.doc
            constants
            value=Memo::new(move |_| line(&object.get(field)))
            on_choose=Callback::new(move |constant: Option<&'static str>| {
                object.put(field, constant.map(Value::from));
            })
            error=Signal::derive(move || object.problem(field, ""))
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_a_number_and_nothing_is_nothing() {
        assert_eq!(value(Kind::Long, "0"), Some(json!(0)));
        assert_eq!(value(Kind::Long, " 12 "), Some(json!(12)));
        assert_eq!(value(Kind::Long, "two"), Some(json!("two")));
        assert_eq!(value(Kind::Text, "0"), Some(json!("0")));
        assert_eq!(value(Kind::Text, "\u{a0}"), None);
        assert_eq!(line(&json!("0")), "0");
        assert_eq!(line(&json!(12)), "12");
        assert_eq!(line(&json!({ "a": 1 })), "");
    }
}
