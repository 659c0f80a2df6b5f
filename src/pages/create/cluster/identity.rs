//! What the runner is called.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    forms::problems::Problems, pages::create::wizard::Wizard, paths::Route,
    state::fleet::use_fleet, widgets::field::TextField,
};

/// Runner ID, display name, group.
#[component]
pub(super) fn IdentityFields() -> impl IntoView {
    let wizard = Wizard::context();
    let problems = Problems::context();
    let fleet = use_fleet();
    let shown = move || {
        wizard
            .with(|draft| draft.runner_id.clone())
            .unwrap_or_else(|| wizard.runner_id())
    };
    let typed = move |text: String| {
        // Emptied, the suggestion comes back.
        wizard.edit(|draft| draft.runner_id = (!text.is_empty()).then_some(text));
    };
    let taken = Memo::new(move |_| wizard.taken_id());
    let holder = move || {
        taken.get().map(|id| {
            view! {
                <p><a class="link" href=Route::runner(&id).href()>"Open that runner"</a></p>
            }
        })
    };
    let groups = Memo::new(move |_| {
        let groups: BTreeSet<String> = fleet.with(|rows| {
            let groups = rows.values().map(|row| {
                row.summary
                    .with_untracked(|runner| runner.runner_group_id.clone())
            });
            groups.filter(|group| !group.is_empty()).collect()
        });
        groups.into_iter().collect::<Vec<_>>()
    });
    view! {
        <div class="form-grid">
            <div>
                <TextField
                    id="runner-id"
                    label="Runner ID"
                    code=true
                    hint="Unique in your organization and fixed once created: lower-case letters, digits and hyphens. Suggested from the cluster's name."
                    value=Signal::derive(shown)
                    on_input=typed
                    error=Signal::derive(move || problems.at("runner_id"))
                />
                {holder}
            </div>
            <TextField
                id="display-name"
                label="Display name"
                optional=true
                hint=Signal::derive(move || {
                    let later = if wizard.binds_profiles() { " It cannot be changed later." } else { "" };
                    format!("A name for people.{later}")
                })
                value=Signal::derive(move || wizard.with(|draft| draft.runner.display_name.clone()))
                on_input=move |text| wizard.edit(|draft| draft.runner.display_name = text)
                error=Signal::derive(move || problems.at("display_name"))
            />
            <TextField
                id="group"
                label="Group"
                optional=true
                code=true
                hint="Groups runners of the same zone for scheduling sandboxes."
                suggestions=groups
                value=Signal::derive(move || {
                    wizard.with(|draft| draft.runner.identity.runner_group_id.clone())
                })
                on_input=move |text| wizard.edit(|draft| draft.runner.identity.runner_group_id = text)
                error=Signal::derive(move || problems.at("identity.runner_group_id"))
            />
        </div>
    }
}
