//! Where the runner is to be, and what it is called.

mod identity;
mod list;
mod typed;

use leptos::prelude::*;

use super::wizard::Wizard;
use crate::{paths::Route, state::catalog::use_catalog, widgets::card::Card};

/// How a cluster is chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Loading,
    Listed,
    Typed,
}

/// The step.
#[component]
pub(super) fn ClusterStep() -> impl IntoView {
    view! {
        <Card title="Cluster">
            <Picker />
            <Holder />
        </Card>
        <Card title="Identity">
            <identity::IdentityFields />
        </Card>
    }
}

/// A cluster from the list, or typed where there is no list (contract 6.1).
#[component]
fn Picker() -> impl IntoView {
    let wizard = Wizard::context();
    let catalog = use_catalog();
    let way = Memo::new(move |_| {
        let listed = wizard.clusters().is_some();
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
        Way::Listed => view! { <list::List /> }.into_any(),
        Way::Typed => view! { <typed::Typed /> }.into_any(),
    }
    }
}

/// The way to the runner that holds the chosen cluster (contract 4.5).
#[component]
fn Holder() -> impl IntoView {
    let wizard = Wizard::context();
    let holder = Memo::new(move |_| wizard.holder());
    move || {
        holder.get().map(|runner| {
            view! {
                <p>
                    "Used by "
                    <a class="link" href=Route::runner(&runner).href()>{runner.clone()}</a>
                    ": edit that runner, or delete it first."
                </p>
            }
        })
    }
}
