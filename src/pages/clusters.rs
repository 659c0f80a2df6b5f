//! The CKS clusters: what a runner can be made of, and which runner each holds (contract 1.2, 6.1).

use std::sync::Arc;

use contract::{
    console::natural,
    model::{Cluster, ClusterStatus},
};
use leptos::prelude::*;

use crate::{
    can,
    format::word,
    lazy::chunk,
    paths::{self, Route},
    state::{
        catalog::use_catalog,
        cluster_occupancy::ClusterOccupancy,
        fleet::{Row, use_fleet},
        session::use_person,
    },
    widgets::{
        button::{ButtonLink, Kind},
        failure::Failure,
        icon::{Glyph, Icon},
        page::Page,
        search::{SearchField, is_in},
        status::{self, StatusBadge, Tone, ToneClass as _},
        table::Table,
    },
};

chunk! {
    /// The CKS clusters.
    clusters in others: () => |()| view! { <ClustersPage /> }.into_any()
}

/// The table of clusters.
#[component]
pub(crate) fn ClustersPage() -> impl IntoView {
    let catalog = use_catalog();
    catalog.load_clusters();
    let fleet = use_fleet();
    let text = RwSignal::new(String::new());
    let held = ClusterOccupancy::new();
    let shown = Memo::new(move |_| {
        let text = text.get();
        catalog.clusters.with(|clusters| {
            let mut shown: Vec<Cluster> = clusters?
                .iter()
                .filter(|cluster| is_in(&text, [&cluster.name, &cluster.zone, &cluster.id]))
                .cloned()
                .collect();
            shown.sort_by(|a, b| natural(&a.name, &b.name));
            Some(shown)
        })
    });
    let count = move || {
        let all = catalog
            .clusters
            .with(|clusters| clusters.map_or(0, Vec::len));
        match shown.with(|shown| shown.as_ref().map_or(0, Vec::len)) {
            _ if all == 0 => String::new(),
            shown if shown == all => format!("{all}"),
            shown => format!("{shown} of {all}"),
        }
    };
    let trouble = move || {
        catalog.clusters.error().map(|error| {
            let on_retry = Callback::new(move |()| catalog.load_clusters());
            view! {
                <Failure what="The clusters could not be read" error on_retry />
                <p class="muted">
                    "Listing clusters needs a permission of its own. You can still create a runner without it: type the \
                    cluster’s name."
                </p>
            }
        })
    };
    let rows = move || {
        let shown = shown.get()?;
        if shown.is_empty() {
            return Some(view! { <p class="empty">"No cluster matches."</p> }.into_any());
        }
        let rows = shown
            .into_iter()
            .map(|cluster| {
                let runner = Memo::new({
                    let cluster = cluster.clone();
                    move |_| fleet.row(&held.by(&cluster)?)
                });
                view! { <ClusterRow cluster runner /> }
            })
            .collect_view();
        Some(
            view! {
                <Table caption="Clusters" columns=&["Cluster", "Zone", "Status", "Version", "Runner"]>
                    {rows}
                </Table>
            }
            .into_any(),
        )
    };
    view! {
        <Page title="Clusters" beside=move || view! { <span class="muted">{count}</span> }>
            <div class="filters" role="search" aria-label="Filter the clusters">
                <SearchField
                    label="Filter by name, zone or ID"
                    placeholder="Filter by name, zone or ID"
                    text
                />
            </div>
            {trouble}
            {rows}
        </Page>
    }
}

#[component]
fn ClusterRow(cluster: Cluster, runner: Memo<Option<Row>>) -> impl IntoView {
    let (tone, icon) = match cluster.status {
        ClusterStatus::Running => (Tone::Ok, Icon::Check),
        ClusterStatus::Creating | ClusterStatus::Updating | ClusterStatus::Upgrading => {
            (Tone::Busy, Icon::Busy)
        }
        ClusterStatus::Failed => (Tone::Bad, Icon::Alert),
        ClusterStatus::Deleting | ClusterStatus::Deleted => (Tone::Off, Icon::Trash),
        ClusterStatus::Unspecified | ClusterStatus::Unknown(_) => (Tone::Off, Icon::Question),
    };
    let status = word::cluster_status(&cluster.status);
    let cluster = Arc::new(cluster);
    let on_it = {
        let cluster = Arc::clone(&cluster);
        move || match runner.get() {
            Some(row) => view! { <Holder row /> }.into_any(),
            None => view! { <Free cluster=cluster.clone() /> }.into_any(),
        }
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span class="two-lines">
                    <strong>{cluster.name.clone()}</strong>
                    <code class="muted">{cluster.id.clone()}</code>
                </span>
            </th>
            <td role="cell" data-label="Zone">{cluster.zone.to_ascii_lowercase()}</td>
            <td role="cell" data-label="Status">
                <span class=format!("badge {}", tone.class())><Glyph icon />{status}</span>
            </td>
            <td role="cell" data-label="Version">{cluster.version.clone()}</td>
            <td role="cell" data-label="Runner">{on_it}</td>
        </tr>
    }
}

#[component]
fn Holder(row: Row) -> impl IntoView {
    let summary = row.summary;
    let badge = Memo::new(move |_| summary.with(|runner| status::install(&**runner)));
    view! {
        <span class="with-age">
            <a class="link" href=Route::runner(&row.id).href()>{row.id.to_string()}</a>
            <StatusBadge badge />
        </span>
    }
}

#[component]
fn Free(cluster: Arc<Cluster>) -> impl IntoView {
    let person = use_person();
    move || {
        if cluster.status != ClusterStatus::Running {
            return view! { <span class="muted">"none; the cluster is not running"</span> }
                .into_any();
        }
        match can::create(person.rights()) {
            Ok(()) => view! {
                <ButtonLink
                    href=paths::create_on(&cluster.id)
                    label="Create a runner here"
                    kind=Kind::Plain
                    icon=Icon::Plus
                />
            }
            .into_any(),
            Err(_) => view! { <span class="muted">"none"</span> }.into_any(),
        }
    }
}
