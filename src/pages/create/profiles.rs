//! The profiles that the runner is to offer; exactly one is the default (contract 1.6).

use contract::wire::ProfileTemplate;
use leptos::prelude::*;

use super::{
    errors::{Errors, Part},
    form::Form,
};
use crate::{
    state::catalog::use_catalog,
    widgets::{failure::Failure, field::FieldError},
};

/// The profile templates with a box each, and the choice of the default.
#[component]
pub(super) fn ProfilePicker(form: RwSignal<Form>) -> impl IntoView {
    let errors = Errors::context();
    let catalog = use_catalog();
    let none = move || {
        catalog
            .profiles
            .with(|profiles| profiles.is_some_and(Vec::is_empty))
    };
    let loading = move || {
        catalog.profiles.with(|profiles| profiles.is_none()) && catalog.profiles.error().is_none()
    };
    let failure = move || {
        catalog.profiles.error().map(|error| {
            let on_retry = Callback::new(move |()| catalog.load_profiles());
            view! { <Failure what="The profiles could not be read" error on_retry /> }
        })
    };
    view! {
        <p class="muted">
            "What sandboxes on this runner may be. Bind one or more; the default is used by sandboxes that name none."
        </p>
        <Show when=loading>
            <div aria-busy="true">
                <p class="visually-hidden" role="status">"Loading the profiles"</p>
                <div class="skeleton-row" aria-hidden="true"></div>
            </div>
        </Show>
        <Show when=none>
            <p>
                "There is no profile yet, and a runner needs one. Make one with "
                <code>"cwic sandbox profile create"</code> ", then reload this page."
            </p>
        </Show>
        <fieldset class="options scroll" aria-describedby="profiles-error">
            <legend class="visually-hidden">"Profiles"</legend>
            <For
                each=move || catalog.profiles.get().unwrap_or_default()
                key=|profile| profile.id.clone()
                let(profile)
            >
                <Choice form profile />
            </For>
        </fieldset>
        {failure}
        <FieldError
            id="profiles-error".to_owned()
            error=Signal::derive(move || errors.of(Part::Profiles))
        />
    }
}

#[component]
fn Choice(form: RwSignal<Form>, profile: ProfileTemplate) -> impl IntoView {
    let ProfileTemplate {
        id,
        display_name,
        description,
        ..
    } = profile;
    let id = StoredValue::new(id);
    let is_chosen =
        Memo::new(move |_| id.with_value(|id| form.with(|form| form.profiles.contains(id))));
    let is_default =
        move || id.with_value(|id| form.with(|form| form.default_profile() == Some(id.as_str())));
    let default_label = format!("Make {display_name} the default");
    view! {
        <div class="option">
            <label class="option-label">
                <input
                    type="checkbox"
                    prop:checked=move || is_chosen.get()
                    on:change=move |_| id.with_value(|id| form.update(|form| form.toggle_profile(id)))
                />
                <span class="stack-tight">
                    <strong>{display_name}</strong>
                    <span class="muted">{description}</span>
                </span>
            </label>
            <Show when=move || is_chosen.get()>
                <label class="choice option-aside">
                    <input
                        type="radio"
                        name="default-profile"
                        aria-label=default_label.clone()
                        prop:checked=is_default
                        on:change=move |_| form.update(|form| form.default_profile = Some(id.get_value()))
                    />
                    "Default"
                </label>
            </Show>
        </div>
    }
}
