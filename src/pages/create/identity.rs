//! What the runner is called.

use leptos::prelude::*;

use super::{
    errors::{Errors, Part},
    form::Form,
};
use crate::{paths::Route, widgets::field::TextField};

/// Runner ID and display name.
#[component]
pub(super) fn IdentityFields(form: RwSignal<Form>) -> impl IntoView {
    let errors = Errors::context();
    let shown = move || {
        form.with(|form| form.runner_id.clone())
            .unwrap_or_else(|| errors.runner_id())
    };
    let typed = move |text: String| {
        // Emptied, the suggestion comes back.
        form.update(|form| form.runner_id = (!text.is_empty()).then_some(text));
    };
    let holder = move || {
        errors.taken_id().map(|id| {
            view! {
                <p><a class="link" href=Route::runner(&id).href()>"Open that runner"</a></p>
            }
        })
    };
    view! {
        <div class="form-grid">
            <div>
                <TextField
                    id="runner-id"
                    label="Runner ID"
                    code=true
                    hint="Unique in the organization, fixed once created: lower-case letters, digits and hyphens. Suggested from the cluster's name."
                    value=Signal::derive(shown)
                    on_input=typed
                    error=Signal::derive(move || errors.of(Part::RunnerId))
                />
                {holder}
            </div>
            <TextField
                id="display-name"
                label="Display name"
                optional=true
                hint="For people. Set at creation only."
                value=Signal::derive(move || form.with(|form| form.display_name.clone()))
                on_input=move |text| form.update(|form| form.display_name = text)
            />
        </div>
    }
}
