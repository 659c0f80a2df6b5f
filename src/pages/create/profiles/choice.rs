//! One profile that can be bound.

use contract::model::{ProfileBinding, ProfileTemplate};
use leptos::prelude::*;

use crate::{
    format::guardrails,
    forms::{binding::BindingFields, problems::Problems},
    pages::create::wizard::Wizard,
    widgets::field::FieldError,
};

/// A box, the guardrails, and while it is bound: whether it is the default, and its settings here.
#[component]
pub(super) fn Choice(profile: ProfileTemplate) -> impl IntoView {
    let wizard = Wizard::context();
    let problems = Problems::context();
    let line = guardrails::line(&profile.spec.clone().unwrap_or_default());
    let ProfileTemplate {
        id,
        display_name,
        description,
        ..
    } = profile;
    let error_id = format!("profile-{id}-error");
    let id = StoredValue::new(id);
    let place = Memo::new(move |_| id.with_value(|id| wizard.with(|draft| draft.binding_at(id))));
    let is_bound = Memo::new(move |_| place.with(Option::is_some));
    let is_default = move || id.with_value(|id| wizard.with(|draft| draft.is_default(id)));
    let default_label = format!("Make {display_name} the default");
    let name = StoredValue::new(display_name.clone());
    let binding = Memo::new(move |_| {
        id.with_value(|id| wizard.with(|draft| draft.binding_of(id).cloned().unwrap_or_default()))
    });
    let on_change = Callback::new(move |changed: ProfileBinding| {
        id.with_value(|id| {
            wizard.edit(|draft| {
                if let Some(binding) = draft.binding(id) {
                    *binding = changed;
                }
            });
        });
    });
    let error = move || {
        let at = place.get()?;
        problems.at(&format!("profile_bindings[{at}].profile_template_id"))
    };
    view! {
        <div class="option option-tall">
            <label class="option-label">
                <input
                    type="checkbox"
                    prop:checked=move || is_bound.get()
                    on:change=move |_| {
                        id.with_value(|id| wizard.edit(|draft| draft.toggle_profile(id)));
                    }
                />
                <span class="stack-tight">
                    <strong>{display_name}</strong>
                    <span class="muted">{description}</span>
                    <span class="muted">{line}</span>
                </span>
            </label>
            <Show when=move || is_bound.get()>
                <label class="choice option-aside">
                    <input
                        type="radio"
                        name="default-profile"
                        aria-label=default_label.clone()
                        prop:checked=is_default
                        on:change=move |_| {
                            id.with_value(|id| wizard.edit(|draft| draft.make_default(id)));
                        }
                    />
                    "Default"
                </label>
                <BindingFields id=id.get_value() display_name=name.get_value() binding on_change />
            </Show>
            <FieldError id=error_id error=Signal::derive(error) />
        </div>
    }
}
