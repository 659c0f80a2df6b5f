//! The two switches that concern bound profiles (contract 1.3).

use contract::model::ManagedSpec;
use leptos::prelude::*;

use crate::{pages::create::wizard::Wizard, widgets::card::Card};

/// The switches with what they mean.
#[component]
pub(in crate::pages::create) fn Limits() -> impl IntoView {
    let wizard = Wizard::context();
    // v1 has no place for it: it is there to be switched off.
    let is_privileged = Memo::new(move |_| {
        wizard.binds_profiles()
            || wizard.with(|draft| {
                let spec = draft.runner.managed_spec.as_ref();
                spec.is_some_and(|spec| spec.allow_privileged_profile_annotations)
            })
    });
    let (title, meaning) = if untrack(|| wizard.binds_profiles()) {
        let meaning =
            "Sandboxes and the profiles above must declare both a CPU and a memory limit.";
        ("Rules for the bound profiles", meaning)
    } else {
        let meaning = "Sandboxes must declare both a CPU and a memory limit.";
        ("Rules for sandboxes", meaning)
    };
    view! {
        <Card title>
            <Switch
                name="Enforce resource limits"
                meaning
                of=|spec| &mut spec.enforce_resource_limits
            />
            <Show when=move || is_privileged.get()>
                <Switch
                    name="Allow privileged profile annotations"
                    meaning="Profiles may carry pod annotations that the platform otherwise blocks. Contact CoreWeave support before you allow this."
                    of=|spec| &mut spec.allow_privileged_profile_annotations
                />
            </Show>
        </Card>
    }
}

#[component]
fn Switch(
    name: &'static str,
    meaning: &'static str,
    of: fn(&mut ManagedSpec) -> &mut bool,
) -> impl IntoView {
    let wizard = Wizard::context();
    let is_on = move || {
        let spec = wizard.with(|draft| draft.runner.managed_spec.clone());
        spec.is_some_and(|mut spec| *of(&mut spec))
    };
    view! {
        <label class="choice choice-tall">
            <input
                type="checkbox"
                prop:checked=is_on
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    wizard.edit(|draft| *of(draft.spec()) = on);
                }
            />
            <span class="stack-tight">
                {name}
                <span class="muted">{meaning}</span>
            </span>
        </label>
    }
}
