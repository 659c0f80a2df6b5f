//! A form for one more toleration (contract 1.5).

use contract::wire::Toleration;
use leptos::prelude::*;

use crate::{
    format::toleration::EFFECTS,
    widgets::{button::Button, field::TextField},
};

/// How a taint is matched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    Exists,
}

impl Operator {
    fn name(self) -> &'static str {
        match self {
            Self::Equal => "Equal",
            Self::Exists => "Exists",
        }
    }
}

/// Key, operator, value, effect, and a button that adds them to the list.
#[component]
pub(super) fn NewToleration(on_add: Callback<Toleration>) -> impl IntoView {
    let key = RwSignal::new(String::new());
    let value = RwSignal::new(String::new());
    let operator = RwSignal::new(Operator::Equal);
    let effect = RwSignal::new(EFFECTS[0]);
    let error = RwSignal::new(None::<String>);

    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (new_key, new_value) = (key.get_untracked(), value.get_untracked());
        if new_key.trim().is_empty() && operator.get_untracked() == Operator::Equal {
            error.set(Some("Enter the taint's key.".to_owned()));
            return;
        }
        on_add.run(toleration(
            &new_key,
            operator.get_untracked(),
            &new_value,
            effect.get_untracked(),
        ));
        error.set(None);
        key.set(String::new());
        value.set(String::new());
    };
    let key_hint = move || match operator.get() {
        Operator::Equal => "",
        Operator::Exists => "Empty tolerates every taint.",
    };
    view! {
        <form on:submit=add novalidate>
        <fieldset class="inset">
            <legend>"Add a toleration"</legend>
            <div class="form-grid">
                <TextField
                    id="toleration-key"
                    label="Key"
                    code=true
                    value=key
                    hint=Signal::derive(move || key_hint().to_owned())
                    error
                    on_input=move |text| key.set(text)
                />
                <div class="field">
                    <label for="toleration-operator">"Operator"</label>
                    <select
                        id="toleration-operator"
                        class="input"
                        on:change=move |event| {
                            let exists = event_target_value(&event) == Operator::Exists.name();
                            operator.set(if exists { Operator::Exists } else { Operator::Equal });
                        }
                    >
                        {[Operator::Equal, Operator::Exists]
                            .map(|choice| view! { <option value=choice.name()>{choice.name()}</option> })}
                    </select>
                </div>
                <Show when=move || operator.get() == Operator::Equal>
                    <TextField
                        id="toleration-value"
                        label="Value"
                        code=true
                        value
                        on_input=move |text| value.set(text)
                    />
                </Show>
                <div class="field">
                    <label for="toleration-effect">"Effect"</label>
                    <select
                        id="toleration-effect"
                        class="input"
                        on:change=move |event| {
                            let chosen = event_target_value(&event);
                            effect.set(EFFECTS.into_iter().find(|e| *e == chosen).unwrap_or_default());
                        }
                    >
                        {EFFECTS
                            .map(|choice| {
                                let word = if choice.is_empty() { "Every effect" } else { choice };
                                view! { <option value=choice>{word}</option> }
                            })}
                    </select>
                </div>
            </div>
            <div><Button label="Add" r#type="submit" /></div>
        </fieldset>
        </form>
    }
}

/// `Exists` takes no value (contract 1.5).
fn toleration(key: &str, operator: Operator, value: &str, effect: &str) -> Toleration {
    let value = match operator {
        Operator::Equal => value.trim(),
        Operator::Exists => "",
    };
    Toleration {
        key: key.trim().to_owned(),
        operator: operator.name().to_owned(),
        value: value.to_owned(),
        effect: effect.to_owned(),
        ..Toleration::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exists_takes_no_value() {
        assert_eq!(
            toleration(" gpu ", Operator::Exists, "left over", "NoExecute").value,
            ""
        );
        assert_eq!(toleration(" gpu ", Operator::Equal, " a ", "").value, "a");
    }
}
