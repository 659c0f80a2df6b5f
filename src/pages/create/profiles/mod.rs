//! The profiles that the runner offers; exactly one is the default (contract 1.6).

mod choice;
mod compare;
mod limits;

use contract::{model::ProfileTemplate, part::Part};
use leptos::prelude::*;

use super::{draft::Draft, policy::policy_step, wizard::Wizard};
use crate::{
    api::spoken::{binds_profiles, creates_with_policy},
    forms::problems::Problems,
    forms::profile::NewProfile,
    lazy,
    state::{catalog::use_catalog, profile_names::ProfileNames},
    widgets::{
        button::{Button, Kind},
        card::Card,
        failure::Failure,
        field::FieldError,
        icon::{Glyph, Icon},
        option::TwoOptions,
        search::{SearchField, is_in},
    },
};
pub(super) use limits::Limits;

/// More profiles than this get a field to find one.
const FEW: usize = 8;

/// The step: profiles or, where v1 is spoken, a policy (design D12).
#[component]
pub(super) fn ProfilesStep() -> impl IntoView {
    let wizard = Wizard::context();
    // A draft with a policy may be of a time when v1 was there.
    let has_policy = wizard.with_untracked(|draft| draft.policy.is_some());
    let choice =
        (binds_profiles() && (creates_with_policy() || has_policy)).then(|| view! { <Choose /> });
    let has_profiles = Memo::new(move |_| wizard.binds_profiles());
    let content = move || {
        if has_profiles.get() {
            view! { <Profiles /> }.into_any()
        } else {
            view! {
                <NotSent />
                {lazy::part(policy_step, ())}
            }
            .into_any()
        }
    };
    view! { {choice} {content} }
}

/// Profiles or a policy. What was chosen of the other comes back with it.
#[component]
fn Choose() -> impl IntoView {
    let wizard = Wizard::context();
    let choose = move |policy: bool| {
        wizard.edit(if policy {
            Draft::choose_policy
        } else {
            Draft::choose_profiles
        });
    };
    view! {
        <TwoOptions
            name="guardrails"
            legend="What limits its sandboxes"
            options=[
                ("Profiles", "Callers choose one by name."),
                ("A policy", "One for all sandboxes. The runner is created with v1 of the API."),
            ]
            is_second=Signal::derive(move || wizard.with(|draft| draft.policy.is_some()))
            choose=Callback::new(choose)
        />
    }
}

/// Profiles that a file or a copy brought, and that a runner with a policy cannot have.
#[component]
fn NotSent() -> impl IntoView {
    let wizard = Wizard::context();
    let problems = Problems::context();
    let binds = Memo::new(move |_| wizard.with(|draft| !draft.runner.profile_bindings.is_empty()));
    let remove = Callback::new(move |()| {
        wizard.edit(|draft| draft.runner.profile_bindings.clear());
    });
    view! {
        <Show when=move || binds.get()>
            <Card title="Profiles">
                <p>"The draft binds profiles, which cannot be sent together with a policy."</p>
                <div>
                    <Button label="Remove the profiles" on_press=remove />
                </div>
                <FieldError
                    id="profiles-error".to_owned()
                    error=Signal::derive(move || problems.at(Part::ProfileBindings.place()))
                />
            </Card>
        </Show>
    }
}

/// The profiles to bind.
#[component]
fn Profiles() -> impl IntoView {
    let wizard = Wizard::context();
    provide_context(ProfileNames::new());
    let making = RwSignal::new(false);
    let catalog = use_catalog();
    let none = Memo::new(move |_| {
        catalog
            .profiles
            .with(|profiles| profiles.is_some_and(Vec::is_empty))
    });
    let on_made = Callback::new(move |id: String| {
        making.set(false);
        wizard.edit(|draft| {
            if !draft.binds(&id) {
                draft.toggle_profile(&id);
            }
        });
    });
    let aside = move || {
        view! {
            <Show when=move || !none.get()>
                <Button
                    kind=Kind::Quiet
                    icon=Icon::Plus
                    label="New profile"
                    on_press=Callback::new(move |()| making.set(true))
                />
            </Show>
        }
    };
    view! {
        <Card title="Profiles" aside=aside>
            <p class="muted">
                "What sandboxes on this runner may use. Bind one or more; sandboxes that do not name a profile get the default."
            </p>
            <List none />
        </Card>
        <Show when=move || making.get() || none.get()>
            <NewProfile on_made />
            <Show when=move || !none.get()>
                <div>
                    <Button
                        kind=Kind::Quiet
                        label="Set the new profile aside"
                        on_press=Callback::new(move |()| making.set(false))
                    />
                </div>
            </Show>
        </Show>
        <compare::Compare />
        <Limits />
    }
}

#[component]
fn List(none: Memo<bool>) -> impl IntoView {
    let wizard = Wizard::context();
    let problems = Problems::context();
    let catalog = use_catalog();
    let text = RwSignal::new(String::new());
    let loading = Memo::new(move |_| {
        catalog.profiles.with(|profiles| profiles.is_none()) && catalog.profiles.error().is_none()
    });
    let failure = move || {
        catalog.profiles.error().map(|error| {
            let on_retry = Callback::new(move |()| catalog.load_profiles());
            view! { <Failure what="The profiles could not be read" error on_retry /> }
        })
    };
    let shown = Memo::new(move |_| {
        let text = text.get();
        let mut profiles = catalog.profiles.get().unwrap_or_default();
        // What is bound stays in sight, whatever is looked for.
        profiles.retain(|profile| {
            is_in(
                &text,
                [&profile.display_name, &profile.description, &profile.id],
            ) || wizard.with(|draft| draft.binds(&profile.id))
        });
        profiles
    });
    let is_long = Memo::new(move |_| {
        catalog
            .profiles
            .with(|profiles| profiles.is_some_and(|profiles| profiles.len() > FEW))
    });
    view! {
        <Show when=move || loading.get()>
            <div aria-busy="true">
                <p class="visually-hidden" role="status">"Loading the profiles"</p>
                <div class="skeleton-row" aria-hidden="true"></div>
            </div>
        </Show>
        <Show when=move || none.get()>
            <p>"There are no profiles yet, and a runner needs one. Create the first one below."</p>
        </Show>
        <Show when=move || is_long.get()>
            <SearchField
                label="Find a profile by name, description or ID"
                placeholder="Find by name, description or ID"
                text
            />
        </Show>
        <fieldset class="options" aria-describedby="profiles-error">
            <legend class="visually-hidden">"Profiles"</legend>
            <For
                each=move || shown.get()
                key=|profile: &ProfileTemplate| profile.id.clone()
                let(profile)
            >
                <choice::Choice profile />
            </For>
        </fieldset>
        <Unknown />
        {failure}
        <FieldError
            id="profiles-error".to_owned()
            error=Signal::derive(move || problems.at(Part::ProfileBindings.place()))
        />
    }
}

/// Profiles that a file or a copy binds and that do not exist here: to be let go.
#[component]
fn Unknown() -> impl IntoView {
    let wizard = Wizard::context();
    let catalog = use_catalog();
    let unknown = Memo::new(move |_| {
        let known = catalog.profiles.get()?;
        let is_unknown = |id: &String| !known.iter().any(|profile| profile.id == *id);
        Some(wizard.with(|draft| {
            let ids = draft.runner.profile_bindings.iter();
            let ids = ids.map(|binding| binding.profile_template_id.clone());
            ids.filter(is_unknown).collect::<Vec<_>>()
        }))
    });
    let rows = move || {
        let ids = unknown.get().unwrap_or_default().into_iter();
        ids.map(|id| {
            let label = format!("Remove {id}");
            let remove = {
                let id = id.clone();
                move |_| wizard.edit(|draft| draft.toggle_profile(&id))
            };
            view! {
                <p class="field-error tone-bad" tabindex="-1">
                    <Glyph icon=Icon::Alert />
                    <span>"The profile " <code>{id}</code> " does not exist. "</span>
                    <button type="button" class="link-button" aria-label=label on:click=remove>
                        "Remove"
                    </button>
                </p>
            }
        })
        .collect_view()
    };
    view! { {rows} }
}
