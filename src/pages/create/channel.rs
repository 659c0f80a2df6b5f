//! Which versions the runner gets, and when it may change to them.

use contract::model::MaintenancePolicy;
use leptos::prelude::*;

use super::wizard::Wizard;
use crate::{
    forms::{
        channel::ChannelForm,
        maintenance::{MaintenanceForm, Openings},
    },
    widgets::card::Card,
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
    let channel = Memo::new(move |_| wizard.with(super::draft::Draft::channel));
    let set_channel = Callback::new(move |channel| {
        wizard.edit(|draft| draft.spec().release_channel = channel);
    });
    let on_change = Callback::new(move |policy: MaintenancePolicy| {
        // A policy that says nothing is none (contract 1.4).
        let policy = (policy != MaintenancePolicy::default()).then_some(policy);
        wizard.edit(|draft| draft.spec().maintenance_policy = policy);
    });
    view! {
        <Card title="Release channel">
            <ChannelForm channel on_change=set_channel />
        </Card>
        <Card title="When may it update automatically?">
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
