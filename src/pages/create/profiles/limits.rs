//! The two switches that concern bound profiles (contract 1.3).

use contract::wire::ManagedSpec;
use leptos::prelude::*;

use crate::{pages::create::wizard::Wizard, widgets::card::Card};

/// The switches with what they mean.
#[component]
pub(super) fn Limits() -> impl IntoView {
    view! {
        <Card title="Rules for what is bound">
            <Switch
                name="Enforce resource limits"
                meaning="Sandboxes and the profiles above must declare both a CPU and a memory limit."
                of=|spec| &mut spec.enforce_resource_limits
            />
            <Switch
                name="Allow privileged profile annotations"
                meaning="Profiles may carry pod annotations that the platform otherwise blocks. Agree on this with CoreWeave support first."
                of=|spec| &mut spec.allow_privileged_profile_annotations
            />
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
