//! Which versions the runner gets, and when it may change to them.

use contract::wire::{MaintenancePolicy, ReleaseChannel};
use leptos::prelude::*;

use super::wizard::Wizard;
use crate::{
    format::word,
    forms::{
        maintenance::{MaintenanceForm, Openings},
        problems::Problems,
    },
    widgets::{card::Card, field::FieldError},
};

fn use_policy(wizard: Wizard) -> Memo<MaintenancePolicy> {
    Memo::new(move |_| {
        wizard.with(|draft| {
            let spec = draft.runner.managed_spec.as_ref();
            spec.and_then(|spec| spec.maintenance_policy.clone())
                .unwrap_or_default()
        })
    })
}

/// The step.
#[component]
pub(super) fn ChannelStep() -> impl IntoView {
    let wizard = Wizard::context();
    let policy = use_policy(wizard);
    let on_change = Callback::new(move |policy: MaintenancePolicy| {
        // A policy that says nothing is none (contract 1.4).
        let policy = (policy != MaintenancePolicy::default()).then_some(policy);
        wizard.edit(|draft| draft.spec().maintenance_policy = policy);
    });
    view! {
        <Card title="Release channel">
            <Channels />
        </Card>
        <Card title="When may it update by itself?">
            <MaintenanceForm policy on_change />
        </Card>
    }
}

/// What the windows come to.
#[component]
pub(super) fn NextOpenings() -> impl IntoView {
    let policy = use_policy(Wizard::context());
    view! {
        <Card title="Next openings">
            <Openings policy />
        </Card>
    }
}

#[component]
fn Channels() -> impl IntoView {
    let wizard = Wizard::context();
    let problems = Problems::context();
    let option = move |channel: &ReleaseChannel| {
        let channel = StoredValue::new(channel.clone());
        let is_chosen =
            move || channel.with_value(|channel| wizard.with(|draft| draft.channel() == *channel));
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="channel"
                    prop:checked=is_chosen
                    on:change=move |_| {
                        wizard.edit(|draft| draft.spec().release_channel = channel.get_value());
                    }
                />
                <span class="stack-tight">
                    <strong>{channel.with_value(word::channel)}</strong>
                    <span class="muted">{channel.with_value(word::channel_meaning)}</span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="options options-beside" aria-describedby="channel-error">
            <legend class="visually-hidden">"Release channel"</legend>
            {ReleaseChannel::KNOWN.iter().map(option).collect_view()}
        </fieldset>
        <FieldError
            id="channel-error".to_owned()
            error=Signal::derive(move || problems.at("managed_spec.release_channel"))
        />
    }
}
