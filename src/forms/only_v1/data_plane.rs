//! The runner's direct endpoint. Choosing another kind clears the settings of the previous one, so it asks first and
//! can be undone.

use contract::part::Part;
use leptos::prelude::*;
use serde_json::Value;

use super::{
    Spec,
    choice::{AT, Choice, details},
    fields::{AnnotationsAt, ChoiceAt, TextAt},
    texts::TextsAt,
};
use crate::{
    forms::problems::Problems,
    widgets::{
        button::{Button, Kind},
        card::Card,
        field::FieldError,
        option::RadioOption,
    },
};

/// The choice, and what can be said of it.
#[component]
pub(super) fn DataPlaneCard() -> impl IntoView {
    let spec = Spec::context();
    let problems = Problems::context();
    let chosen = Memo::new(move |_| spec.with(Choice::of));
    let said = Memo::new(move |_| spec.with(|parts| parts.at(AT).map(details).unwrap_or_default()));
    // What was asked for while something else was chosen; it is for as long as that is.
    let asked = RwSignal::new(None::<(Option<Choice>, Choice)>);
    let pending = Memo::new(move |_| {
        let (from, to) = asked.get()?;
        (from == chosen.get()).then_some(to)
    });
    let cleared = RwSignal::new(None::<Value>);
    let turn = Callback::new(move |to: Option<Value>| {
        let before = spec.with_untracked(|parts| parts.at(AT).cloned());
        cleared.set(before.filter(|before| !details(before).is_empty()));
        asked.set(None);
        spec.put(AT, to);
    });
    let choose = move |to: Choice| {
        let from = chosen.get_untracked();
        if from == Some(to) {
            asked.set(None);
        } else if said.with_untracked(Vec::is_empty) {
            turn.run(to.value());
        } else {
            asked.set(Some((from, to)));
        }
    };
    let option = move |one: Choice| {
        view! {
            <RadioOption
                name="data-plane"
                label=one.label()
                hint=one.hint()
                chosen=Signal::derive(move || pending.get().or(chosen.get()) == Some(one))
                choose=Callback::new(move |()| choose(one))
            />
        }
    };
    let ask = move || {
        let to = pending.get()?;
        let kept = chosen.get().map_or("what is there", Choice::label);
        Some(view! {
            <div class="callout" role="group" aria-label="Change the data plane">
                <p role="status">
                    {format!("“{}” replaces {kept} and clears what is set there: ", to.label())}
                    <code>{said.get().join(", ")}</code>
                    "."
                </p>
                <div class="form-actions">
                    <Button
                        kind=Kind::Primary
                        label="Clear it and change"
                        on_press=Callback::new(move |()| turn.run(to.value()))
                    />
                    <Button
                        kind=Kind::Quiet
                        label=format!("Keep {kept}")
                        on_press=Callback::new(move |()| asked.set(None))
                    />
                </div>
            </div>
        })
    };
    let undo = move || {
        let before = cleared.get()?;
        let names = details(&before).join(", ");
        let back = move |_| turn.run(Some(before.clone()));
        Some(view! {
            <p class="muted" role="status">
                <code>{names}</code> " was cleared. "
                <button type="button" class="link-button" on:click=back>"Undo"</button>
            </p>
        })
    };
    view! {
        <Card title="Data plane">
            <p class="muted">
                "Direct access to sandboxes, in addition to the gateway. One endpoint serves all replicas and accepts only TCP 9443; TLS ends at the runner."
            </p>
            <fieldset class="options options-beside" aria-describedby="data-plane-error">
                <legend class="visually-hidden">"Data plane"</legend>
                {Choice::ALL.map(option)}
            </fieldset>
            <FieldError
                id="data-plane-error".to_owned()
                error=Signal::derive(move || problems.at(Part::DataPlane.place()))
            />
            {ask}
            {undo}
            {move || chosen.get().map(details_of)}
        </Card>
    }
}

/// The fields of a choice.
fn details_of(choice: Choice) -> AnyView {
    match choice {
        Choice::NotSet | Choice::Disabled => ().into_any(),
        Choice::ClusterIp => view! { <AnnotationsAt path="cluster_ip.annotations" /> }.into_any(),
        Choice::LoadBalancer => view! { <LoadBalancer /> }.into_any(),
        Choice::Custom => view! {
            <TextAt id="advertised-uri" label="Advertised URI" path="data_plane.custom.advertised_uri" />
            <AnnotationsAt path="custom.service_annotations" />
        }
        .into_any(),
    }
}

#[component]
fn LoadBalancer() -> impl IntoView {
    view! {
        <div class="form-grid">
            <ChoiceAt id="load-balancer-scope" label="Scope" path="data_plane.load_balancer.scope" />
            <ChoiceAt
                id="external-traffic-policy"
                label="External traffic policy"
                path="data_plane.load_balancer.external_traffic_policy"
            />
            <TextAt
                id="load-balancer-class"
                label="Load balancer class"
                path="data_plane.load_balancer.load_balancer_class"
            />
            <TextAt id="load-balancer-hostname" label="Hostname" path="data_plane.load_balancer.hostname" />
        </div>
        <TextsAt
            label="Source ranges"
            one="source range"
            placeholder="10.0.0.0/8"
            path="data_plane.load_balancer.source_ranges"
        />
        <AnnotationsAt path="load_balancer.annotations" />
    }
}
