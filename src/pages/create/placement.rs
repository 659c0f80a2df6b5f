//! Where the runner's own pod may run, and with what; and what v1 alone has of a spec. Everything here can be left to
//! the platform.

use contract::{model::ManagedSpec, part::Part};
use leptos::prelude::*;

use super::wizard::Wizard;
use crate::{
    can,
    forms::{
        only_v1::{OnlyV1Form, Parts},
        placement::PlacementForm,
    },
    widgets::{button::Button, card::Card},
};

/// The step.
#[component]
pub(super) fn PlacementStep() -> impl IntoView {
    let wizard = Wizard::context();
    let overrides =
        Memo::new(move |_| wizard.with(|draft| draft.overrides().cloned().unwrap_or_default()));
    let on_change = Callback::new(move |overrides| {
        wizard.edit(|draft| {
            let is_set = overrides != contract::model::Overrides::default();
            if is_set || draft.overrides().is_some() {
                draft.spec().overrides = is_set.then_some(overrides);
            }
        });
    });
    let refused = Memo::new(move |_| can::create_with_only_v1(wizard.binds_profiles()).err());
    view! {
        <Card title="Placement of the runner's pod">
            <p class="muted">
                "Optional. What you leave empty uses the platform’s default. These settings apply to the runner itself, not to the sandboxes on it."
            </p>
            <PlacementForm overrides on_change />
            {move || refused.get().map(|reason| view! { <p class="muted">{reason.to_string()}</p> })}
            <OutOfPlace />
        </Card>
        <Show when=move || refused.get().is_none()>
            <OnlyV1 />
        </Show>
    }
}

#[component]
fn OnlyV1() -> impl IntoView {
    let wizard = Wizard::context();
    let spec = Memo::new(move |_| {
        wizard.with(|draft| draft.runner.managed_spec.clone().unwrap_or_default())
    });
    let on_change = Callback::new(move |parts| put(wizard, &parts));
    view! { <OnlyV1Form spec on_change /> }
}

fn put(wizard: Wizard, parts: &Parts) {
    wizard.edit(|draft| {
        if !parts.is_empty() || draft.runner.managed_spec.is_some() {
            parts.give(draft.spec());
        }
    });
}

/// What is set and cannot be sent, since it was written into the spec of a runner with profiles.
#[component]
fn OutOfPlace() -> impl IntoView {
    let wizard = Wizard::context();
    let names = Memo::new(move |_| {
        let spec = wizard.with(|draft| draft.runner.managed_spec.clone());
        let refused = can::create_with_only_v1(wizard.binds_profiles()).is_err();
        let parts = spec.filter(|_| refused).as_ref().map(Parts::of);
        let set: Vec<_> = parts.iter().flat_map(Parts::set).collect();
        set.into_iter()
            .map(Part::place)
            .collect::<Vec<_>>()
            .join(", ")
    });
    let remove = Callback::new(move |()| put(wizard, &Parts::default()));
    view! {
        <Show when=move || names.with(|names| !names.is_empty())>
            <div class="callout" role="status">
                <p class="field-error tone-bad">"The spec has " <code>{move || names.get()}</code> ", which cannot be sent with profiles."</p>
                <div class="form-actions"><Button label="Remove it from the spec" on_press=remove /></div>
            </div>
        </Show>
    }
}

/// Whether anything of this step is set.
pub(super) fn is_set(spec: Option<&ManagedSpec>) -> bool {
    spec.is_some_and(|spec| spec.overrides.is_some() || !Parts::of(spec).is_empty())
}
