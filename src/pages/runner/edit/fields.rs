//! The same edit as fields, for those who prefer them: whatever is changed here is written into the text.

use contract::{
    api::Dialect,
    model::{MaintenancePolicy, ManagedSpec, Overrides, ProfileBinding, ReleaseChannel, Runner},
    part::Part,
};
use leptos::prelude::*;

use super::{beside::BesideV1, editing::Editing};
use crate::{
    api::spoken::writes_v1_beside,
    can,
    forms::{
        binding::{BindingFields, bound},
        channel::ChannelForm,
        maintenance::MaintenanceForm,
        only_v1::{OnlyV1Form, Parts},
        placement::PlacementForm,
        problems::{Problem, Problems},
    },
    pages::runner::Live,
    state::{catalog::use_catalog, profile_names::ProfileNames, session::use_person},
    widgets::{
        card::Card,
        field::{FieldError, TextField},
    },
};

/// The fields. They wait while the text cannot be read.
#[component]
pub(super) fn Fields(runner: Live) -> impl IntoView {
    let editing = Editing::context();
    provide_context(Problems::new(Signal::derive(move || {
        editing
            .text
            .violations()
            .iter()
            .map(Problem::from)
            .collect()
    })));
    let wanted = Memo::new(move |before: Option<&Runner>| {
        editing
            .text
            .wanted()
            .or_else(|| before.cloned())
            .unwrap_or_default()
    });
    let waits = Memo::new(move |_| editing.text.wanted().is_none());
    let spec = move |runner: &Runner| runner.managed_spec.clone().unwrap_or_default();
    let channel = Memo::new(move |_| wanted.with(|w| spec(w).release_channel.effective()));
    let policy =
        Memo::new(move |_| wanted.with(|w| spec(w).maintenance_policy.unwrap_or_default()));
    let overrides = Memo::new(move |_| wanted.with(|w| spec(w).overrides.unwrap_or_default()));
    let change = move |change: &dyn Fn(&mut ManagedSpec)| {
        editing.change(|runner| change(runner.managed_spec.get_or_insert_default()));
    };
    let set_channel = Callback::new(move |channel: ReleaseChannel| {
        change(&|spec| spec.release_channel = channel.clone());
    });
    let set_policy = Callback::new(move |policy: MaintenancePolicy| {
        let policy = (policy != MaintenancePolicy::default()).then_some(policy);
        change(&|spec| spec.maintenance_policy.clone_from(&policy));
    });
    let set_overrides = Callback::new(move |overrides: Overrides| {
        let overrides = (overrides != Overrides::default()).then_some(overrides);
        change(&|spec| spec.overrides.clone_from(&overrides));
    });
    let managed = Memo::new(move |_| wanted.with(spec));
    let set_only_v1 = Callback::new(move |parts: Parts| change(&|spec| parts.give(spec)));
    let only_v1 = can::change_only_v1();
    let in_v1 = only_v1.is_ok();
    let rights = use_person().rights();
    let is_beside = writes_v1_beside()
        && runner
            .with_untracked(|runner| can::change(rights, &**runner))
            .is_ok();
    let refused = only_v1
        .err()
        .map(|reason| reason.to_string())
        .filter(|_| !is_beside);
    view! {
        <fieldset class="wizard-step" aria-label="Fields" disabled=move || waits.get()>
            <Show when=move || waits.get()>
                <p class="callout" role="status">
                    "The text has errors, so the fields are disabled. Correct or discard it."
                </p>
            </Show>
            {if in_v1 {
                let on_change = Callback::new(move |wanted| editing.change(|runner| *runner = wanted));
                view! { <Named wanted on_change /> }.into_any()
            } else {
                view! {
                    <Card title="Profiles">
                        <Bindings wanted />
                    </Card>
                }
                .into_any()
            }}
            <Card title="Release channel">
                <ChannelForm channel on_change=set_channel />
            </Card>
            <Card title="When may it update automatically?">
                <MaintenanceForm policy on_change=set_policy />
            </Card>
            <Card title="Placement of the runner's pod">
                <PlacementForm overrides on_change=set_overrides />
                {refused.map(|reason| view! { <p class="muted">{reason}</p> })}
            </Card>
            {in_v1.then(|| view! { <OnlyV1Form spec=managed on_change=set_only_v1 /> })}
        </fieldset>
        {is_beside.then(|| view! { <BesideV1 runner /> })}
    }
}

/// What else v1 can change of a runner: its name for people, and a rule for sandboxes.
#[component]
pub(super) fn Named(wanted: Memo<Runner>, on_change: Callback<Runner>) -> impl IntoView {
    let change = move |change: &dyn Fn(&mut Runner)| {
        let mut runner = wanted.get_untracked();
        change(&mut runner);
        on_change.run(runner);
    };
    let problems = Problems::context();
    let doc = |part: Part| Dialect::V1.model().at(part.place()).map_or("", |f| f.doc);
    let is_on = move || {
        wanted.with(|wanted| {
            let spec = wanted.managed_spec.as_ref();
            spec.is_some_and(|spec| spec.enforce_resource_limits)
        })
    };
    view! {
        <Card title="Name and rules">
            <TextField
                id="display-name"
                label="Display name"
                optional=true
                hint=doc(Part::DisplayName)
                value=Signal::derive(move || wanted.with(|wanted| wanted.display_name.clone()))
                on_input=move |text: String| change(&|runner| runner.display_name.clone_from(&text))
                error=Signal::derive(move || problems.at(Part::DisplayName.place()))
            />
            <label class="choice choice-tall">
                <input
                    type="checkbox"
                    prop:checked=is_on
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        change(&|runner| {
                            runner.managed_spec.get_or_insert_default().enforce_resource_limits = on;
                        });
                    }
                />
                <span class="stack-tight">
                    "Enforce resource limits"
                    <span class="muted">{doc(Part::EnforceResourceLimits)}</span>
                </span>
            </label>
        </Card>
    }
}

/// Which profiles are bound, and which is the default.
#[component]
fn Bindings(wanted: Memo<Runner>) -> impl IntoView {
    provide_context(ProfileNames::new());
    let catalog = use_catalog();
    let problems = Problems::context();
    // Those that exist, and those that are bound though they do not.
    let all = Memo::new(move |_| {
        let mut all: Vec<String> = catalog.profiles.with(|profiles| {
            let profiles = profiles.map(Vec::as_slice).unwrap_or_default().iter();
            profiles.map(|profile| profile.id.clone()).collect()
        });
        wanted.with(|wanted| {
            for binding in &wanted.profile_bindings {
                if !all.contains(&binding.profile_template_id) {
                    all.push(binding.profile_template_id.clone());
                }
            }
        });
        all
    });
    view! {
        <fieldset class="options" aria-describedby="bindings-error">
            <legend class="visually-hidden">"Profiles"</legend>
            <For each=move || all.get() key=Clone::clone let(id)>
                <Binding wanted id />
            </For>
        </fieldset>
        <FieldError
            id="bindings-error".to_owned()
            error=Signal::derive(move || problems.at("profile_bindings"))
        />
    }
}

#[component]
fn Binding(wanted: Memo<Runner>, id: String) -> impl IntoView {
    let editing = Editing::context();
    let catalog = use_catalog();
    let id = StoredValue::new(id);
    // The row is there before the catalog is.
    let name = Memo::new(move |_| {
        let is_known = catalog.profiles.with(|profiles| profiles.is_some());
        id.with_value(|id| match catalog.profile_name(id) {
            Some(name) => name,
            None if is_known => format!("Unknown profile {id}"),
            None => format!("Profile {id}"),
        })
    });
    let is_it =
        move |binding: &ProfileBinding| id.with_value(|id| *id == binding.profile_template_id);
    let bound = Memo::new(move |_| {
        wanted.with(|wanted| wanted.profile_bindings.iter().find(|b| is_it(b)).cloned())
    });
    let toggle = move |_| {
        id.with_value(|id| {
            editing.change(|runner| bound::toggle(&mut runner.profile_bindings, id));
        });
    };
    let make_default = move |_| {
        id.with_value(|id| {
            editing.change(|runner| bound::make_default(&mut runner.profile_bindings, id));
        });
    };
    let change = Callback::new(move |changed: ProfileBinding| {
        editing.change(|runner| {
            if let Some(binding) = runner.profile_bindings.iter_mut().find(|b| is_it(b)) {
                *binding = changed;
            }
        });
    });
    let runner_id = StoredValue::new(editing.text.base().runner_id().to_owned());
    view! {
        <div class="option option-tall">
            <label class="option-label">
                <input
                    type="checkbox"
                    prop:checked=move || bound.with(Option::is_some)
                    on:change=toggle
                />
                {move || name.get()}
            </label>
            <Show when=move || bound.with(Option::is_some)>
                <label class="choice option-aside">
                    <input
                        type="radio"
                        name="default-profile"
                        aria-label=move || format!("Make {} the default", name.get())
                        prop:checked=move || bound.with(|b| b.as_ref().is_some_and(|b| b.is_default))
                        on:change=make_default
                    />
                    "Default"
                </label>
                <BindingFields
                    id=id.get_value()
                    display_name=name
                    binding=Signal::derive(move || bound.get().unwrap_or_default())
                    on_change=change
                    runner_id=runner_id.get_value()
                />
            </Show>
        </div>
    }
}
