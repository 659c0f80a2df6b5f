//! The sides of the runner's page. Each has an address; going from one to another reads nothing anew.

use leptos::prelude::*;

use crate::{
    can,
    paths::{Route, Tab, use_route},
};

/// The tab that the address names.
pub(super) fn use_tab() -> Memo<Tab> {
    let route = use_route();
    Memo::new(move |before: Option<&Tab>| match route.get() {
        Some(Route::Runner(_, tab)) => tab,
        // On the way to another page this one stays as it is.
        _ => before.copied().unwrap_or(Tab::Overview),
    })
}

/// Links to the tabs.
#[component]
pub(super) fn Tabs(#[prop(into)] runner_id: String, tab: Memo<Tab>) -> impl IntoView {
    let own = |other: &Tab| other.tab() == *other;
    let links = Tab::ALL
        .into_iter()
        .filter(own)
        .filter(|tab| can::open(*tab));
    let links = links.map(|other| {
        let href = Route::Runner(runner_id.clone(), other).href();
        let current = move || (tab.get().tab() == other).then_some("page");
        view! { <li><a href=href aria-current=current data-noscroll="">{other.name()}</a></li> }
    });
    view! {
        <nav aria-label="Sections of the runner">
            <ul class="tabs">{links.collect_view()}</ul>
        </nav>
    }
}
