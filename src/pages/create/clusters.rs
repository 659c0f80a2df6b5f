//! Where the runner is to be: a cluster from the list, or typed where there is no list (contract 6.1).

use contract::wire::{Cluster, ClusterStatus};
use leptos::prelude::*;

use super::{
    errors::{Errors, Part},
    form::Form,
    held::Held,
};
use crate::{
    format::word,
    paths::Route,
    state::catalog::use_catalog,
    widgets::{
        failure::Failure,
        field::{FieldError, TextField},
        icon::{Glyph, Icon},
    },
};

/// How a cluster is chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Loading,
    Listed,
    Typed,
}

/// The clusters; those that cannot take a runner say why.
#[component]
pub(super) fn ClusterPicker(form: RwSignal<Form>) -> impl IntoView {
    let errors = Errors::context();
    let catalog = use_catalog();
    let way = Memo::new(move |_| {
        let listed = errors.clusters().is_some();
        let loading = catalog.clusters.with(|c| c.is_none()) && catalog.clusters.error().is_none();
        match (listed, loading) {
            (true, _) => Way::Listed,
            (false, true) => Way::Loading,
            (false, false) => Way::Typed,
        }
    });
    move || {
        match way.get() {
        Way::Loading => view! {
            <div aria-busy="true">
                <p class="visually-hidden" role="status">"Loading the clusters"</p>
                {(0..3).map(|_| view! { <div class="skeleton-row" aria-hidden="true"></div> }).collect_view()}
            </div>
        }
        .into_any(),
        Way::Listed => view! { <List form /> }.into_any(),
        Way::Typed => view! { <Typed form /> }.into_any(),
    }
    }
}

#[component]
fn List(form: RwSignal<Form>) -> impl IntoView {
    let errors = Errors::context();
    let held = errors.held();
    // Free ones first; otherwise by name.
    let sorted = Memo::new(move |_| {
        let mut clusters = errors.clusters().unwrap_or_default();
        clusters.sort_by_cached_key(|cluster| {
            (
                held.by(cluster).is_some() || !is_running(cluster),
                cluster.name.clone(),
            )
        });
        clusters
    });
    view! {
        <fieldset class="options scroll" aria-describedby="cluster-error">
            <legend class="visually-hidden">"Cluster"</legend>
            <For each=move || sorted.get() key=|cluster| cluster.id.clone() let(cluster)>
                <Choice form held cluster />
            </For>
        </fieldset>
        <FieldError
            id="cluster-error".to_owned()
            error=Signal::derive(move || errors.of(Part::Cluster).or_else(|| errors.of(Part::Zone)))
        />
        <Holder />
    }
}

fn is_running(cluster: &Cluster) -> bool {
    cluster.status == ClusterStatus::Running
}

/// A cluster; its zone follows from it.
#[component]
fn Choice(form: RwSignal<Form>, held: Held, cluster: Cluster) -> impl IntoView {
    let Cluster {
        id,
        name,
        zone,
        status,
        version,
        ..
    } = cluster.clone();
    let id = StoredValue::new(id);
    let running = is_running(&cluster);
    let held_by = Memo::new(move |_| held.by(&cluster));
    let is_chosen = move || id.with_value(|id| form.with(|form| form.cluster_id == *id));
    let is_refused = move || !running || held_by.with(Option::is_some);
    let place = format!("{} · {version}", zone.to_ascii_lowercase());
    view! {
        <div class="option" class:option-refused=is_refused>
            <label class="option-label">
                <input
                    type="radio"
                    name="cluster"
                    prop:checked=is_chosen
                    disabled=is_refused
                    on:change=move |_| form.update(|form| form.cluster_id = id.get_value())
                />
                <span class="stack-tight">
                    <strong>{name}</strong>
                    <span class="muted">{place}</span>
                </span>
            </label>
            <span class="option-aside muted">
                {move || match held_by.get() {
                    Some(runner) => {
                        view! {
                            "holds "
                            <a class="link" href=Route::runner(&runner).href()>{runner.clone()}</a>
                        }
                            .into_any()
                    }
                    None => word::cluster_status(&status).into_any(),
                }}
            </span>
        </div>
    }
}

/// The way to the runner that holds the cluster, after the server refused for that.
#[component]
fn Holder() -> impl IntoView {
    let errors = Errors::context();
    move || {
        errors.holder().map(|runner| {
            view! {
                <p>
                    "Held by "
                    <a class="link" href=Route::runner(&runner).href()>{runner.clone()}</a>
                    ": edit that runner, or delete it first."
                </p>
            }
        })
    }
}

#[component]
fn Typed(form: RwSignal<Form>) -> impl IntoView {
    let errors = Errors::context();
    let catalog = use_catalog();
    let why = move || match catalog.clusters.error() {
        Some(error) => view! {
            <Failure
                what="The clusters could not be listed"
                error
                on_retry=Callback::new(move |()| catalog.load_clusters())
            />
        }
        .into_any(),
        None => view! {
            <p class="badge-line muted">
                <Glyph icon=Icon::Info />
                "No cluster is listed for your token. A runner needs a running CKS cluster."
            </p>
        }
        .into_any(),
    };
    view! {
        {why}
        <p>"Enter the cluster by hand instead:"</p>
        <div class="form-grid">
            <TextField
                id="cluster"
                label="Cluster name or UUID"
                code=true
                value=Signal::derive(move || form.with(|form| form.typed_cluster.clone()))
                on_input=move |text| form.update(|form| form.typed_cluster = text)
                error=Signal::derive(move || errors.of(Part::Cluster))
            />
            <TextField
                id="zone"
                label="Zone"
                code=true
                hint="The zone that the cluster is in, such as us-east-04a."
                value=Signal::derive(move || form.with(|form| form.typed_zone.clone()))
                on_input=move |text| form.update(|form| form.typed_zone = text)
                error=Signal::derive(move || errors.of(Part::Zone))
            />
        </div>
        <Holder />
    }
}
