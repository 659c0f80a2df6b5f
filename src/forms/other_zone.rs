//! The warning that a spec's zone is not that of its cluster, wherever a spec is looked at.

use contract::{model::Identity, rules::other_zone};
use leptos::prelude::*;

use crate::{
    state::catalog::use_catalog,
    widgets::icon::{Glyph, Icon},
};

/// The warning, where there is one.
#[component]
pub(crate) fn OtherZone(#[prop(into)] identity: Signal<Identity>) -> impl IntoView {
    let catalog = use_catalog();
    let warning = Memo::new(move |_| {
        let told =
            |clusters: Option<&Vec<_>>| identity.with(|identity| other_zone(identity, clusters?));
        catalog.clusters.with(told)
    });
    move || {
        warning.get().map(|text| {
            view! {
                <p class="badge-line tone-warn" role="status"><Glyph icon=Icon::Alert />{text}</p>
            }
        })
    }
}
