//! The clusters to choose from; those that cannot take a runner say why.

use contract::{
    console::natural,
    model::{Cluster, ClusterStatus},
};
use leptos::prelude::*;

use crate::{
    format::word,
    forms::{other_zone::OtherZone, problems::Problems},
    pages::create::wizard::Wizard,
    widgets::{
        field::FieldError,
        icon::{Glyph, Icon},
        search::{SearchField, is_in},
    },
};

/// More clusters than this get a field to find one.
const FEW: usize = 8;

/// The list: free ones first, otherwise by name.
#[component]
pub(super) fn List() -> impl IntoView {
    let wizard = Wizard::context();
    let problems = Problems::context();
    let text = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let text = text.get();
        let mut clusters = wizard.clusters().unwrap_or_default();
        clusters.retain(|cluster| is_in(&text, [&cluster.name, &cluster.zone, &cluster.id]));
        clusters.sort_by(|a, b| natural(&a.name, &b.name));
        clusters.sort_by_cached_key(|cluster| {
            let is_free = is_running(cluster) && wizard.held.by(cluster).is_none();
            !is_free
        });
        clusters
    });
    let is_long = Memo::new(move |_| wizard.clusters().is_some_and(|all| all.len() > FEW));
    let none = Memo::new(move |_| shown.with(Vec::is_empty));
    let error = move || {
        let at = |field| problems.at(field);
        at("identity.cluster_id").or_else(|| at("identity.zone"))
    };
    view! {
        <Show when=move || is_long.get()>
            <SearchField
                label="Find a cluster by name, zone or ID"
                placeholder="Find by name, zone or ID"
                text
            />
        </Show>
        <fieldset class="options scroll" aria-describedby="cluster-error">
            <legend class="visually-hidden">"Cluster"</legend>
            <For each=move || shown.get() key=|cluster| cluster.id.clone() let(cluster)>
                <Choice cluster />
            </For>
            <Show when=move || none.get()>
                <p class="muted">"No cluster matches."</p>
            </Show>
        </fieldset>
        <Elsewhere />
        <FieldError id="cluster-error".to_owned() error=Signal::derive(error) />
    }
}

fn is_running(cluster: &Cluster) -> bool {
    cluster.status == ClusterStatus::Running
}

/// A cluster; the zone follows from it.
#[component]
fn Choice(cluster: Cluster) -> impl IntoView {
    let wizard = Wizard::context();
    let running = is_running(&cluster);
    let cluster = StoredValue::new(cluster);
    let held_by = Memo::new(move |_| cluster.with_value(|cluster| wizard.held.by(cluster)));
    let is_chosen = move || cluster.with_value(|cluster| wizard.with(|draft| draft.is_on(cluster)));
    let is_refused = move || !running || held_by.with(Option::is_some);
    let (name, place, status) = cluster.with_value(|cluster| {
        let place = format!(
            "{} · {}",
            cluster.zone.to_ascii_lowercase(),
            cluster.version
        );
        (
            cluster.name.clone(),
            place,
            word::cluster_status(&cluster.status),
        )
    });
    view! {
        <div class="option" class:option-refused=is_refused>
            <label class="option-label">
                <input
                    type="radio"
                    name="cluster"
                    prop:checked=is_chosen
                    disabled=is_refused
                    on:change=move |_| {
                        cluster.with_value(|cluster| wizard.edit(|draft| draft.place(cluster)));
                    }
                />
                <span class="stack-tight">
                    <strong>{name}</strong>
                    <span class="muted">{place}</span>
                </span>
            </label>
            <span class="option-aside muted">
                {move || match held_by.get() {
                    // No link: the Tab key would go through all of them to reach what follows.
                    Some(runner) => format!("used by {runner}").into_any(),
                    None => status.clone().into_any(),
                }}
            </span>
        </div>
    }
}

/// A cluster that a file or an address named and the list does not have.
#[component]
fn Elsewhere() -> impl IntoView {
    let wizard = Wizard::context();
    let note = Memo::new(move |_| {
        let clusters = wizard.clusters()?;
        wizard.with(|draft| {
            let typed = draft.typed_cluster().trim();
            if typed.is_empty() {
                return None;
            }
            let is_listed = clusters.iter().any(|cluster| draft.is_on(cluster));
            (!is_listed).then(|| {
                format!("The spec names the cluster {typed}, which your token cannot see.")
            })
        })
    });
    let identity = Signal::derive(move || wizard.with(|draft| draft.runner.identity.clone()));
    let warning = move || {
        note.get().map(|text| {
            view! {
                <p class="badge-line tone-warn"><Glyph icon=Icon::Alert />{text}</p>
            }
        })
    };
    view! {
        {warning}
        <OtherZone identity />
    }
}
