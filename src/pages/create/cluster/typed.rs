//! A cluster and its zone, typed, where the list is refused or empty (contract 6.1).

use leptos::prelude::*;

use crate::{
    forms::problems::Problems,
    pages::create::wizard::Wizard,
    state::catalog::use_catalog,
    widgets::{
        failure::Failure,
        field::TextField,
        icon::{Glyph, Icon},
    },
};

/// The fields, and why they are needed.
#[component]
pub(super) fn Typed() -> impl IntoView {
    let wizard = Wizard::context();
    let problems = Problems::context();
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
                "Your token cannot see any clusters. A runner needs a running CKS cluster."
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
                value=Signal::derive(move || wizard.with(|draft| draft.typed_cluster().to_owned()))
                on_input=move |text: String| wizard.edit(|draft| draft.type_cluster(&text))
                error=Signal::derive(move || problems.at("identity.cluster_id"))
            />
            <TextField
                id="zone"
                label="Zone"
                code=true
                hint="The cluster’s zone, such as us-east-04a."
                value=Signal::derive(move || wizard.with(|draft| draft.runner.identity.zone.clone()))
                on_input=move |text| wizard.edit(|draft| draft.runner.identity.zone = text)
                error=Signal::derive(move || problems.at("identity.zone"))
            />
        </div>
    }
}
