//! What is typed or chosen in the row of a network rule: each says which rule it is of.

use contract::document::{Kind, Message};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::object::with;
use crate::forms::constant::word;

/// What the lines of one rule share.
#[derive(Clone, Copy)]
pub(super) struct Lines {
    pub(super) number: Signal<usize>,
    pub(super) is_wrong: Memo<bool>,
    pub(super) described_by: StoredValue<String>,
}

/// A line of a rule. It stays as typed while it means the same.
#[component]
pub(super) fn Line(
    line: Lines,
    label: &'static str,
    placeholder: &'static str,
    value: Signal<String>,
    /// What a text means, as `value` would have it.
    read: fn(&str) -> String,
    on_input: Callback<String>,
) -> impl IntoView {
    let typed = RwSignal::new(value.get_untracked());
    Effect::new(move |_| {
        let value = value.get();
        if read(&typed.read_untracked()) != value {
            typed.set(value);
        }
    });
    view! {
        <input
            class="input code"
            placeholder=placeholder
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-label=move || format!("Rule {}: {}", line.number.get(), label.to_lowercase())
            aria-describedby=line.described_by.get_value()
            aria-invalid=move || line.is_wrong.get().then_some("true")
            prop:value=move || typed.get()
            on:input=move |event| {
                let text = event_target_value(&event);
                typed.set(text.clone());
                on_input.run(text);
            }
        />
    }
}

/// Which other sandboxes.
#[component]
pub(super) fn Tenant(
    line: Lines,
    message: &'static Message,
    value: Memo<Value>,
    on_change: Callback<Value>,
) -> impl IntoView {
    let scopes = match message.field("tenant").map(|field| field.kind) {
        Some(Kind::Choice(scopes)) => scopes,
        _ => &[],
    };
    let is_chosen = move |scope: &str| value.with(|rule| rule.get("tenant") == Some(&json!(scope)));
    let option = move |scope: &'static str| {
        view! { <option selected=move || is_chosen(scope)>{word(scope, scopes)}</option> }
    };
    let choose = move |event| {
        let at = event_target::<web_sys::HtmlSelectElement>(&event).selected_index();
        if let Some(scope) = usize::try_from(at).ok().and_then(|at| scopes.get(at)) {
            on_change.run(with(value.get_untracked(), "tenant", Some(json!(scope))));
        }
    };
    view! {
        <select
            class="input"
            aria-label=move || format!("Rule {}: which sandboxes", line.number.get())
            aria-describedby=line.described_by.get_value()
            on:change=choose
        >
            {scopes.iter().copied().map(option).collect_view()}
        </select>
    }
}
