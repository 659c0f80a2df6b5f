//! The sides of the runner's page. Each has an address; going from one to another reads nothing anew.

use leptos::prelude::*;

use crate::{
    app::use_route,
    paths::{Route, Tab},
};

fn name(tab: Tab) -> &'static str {
    match tab {
        Tab::Overview => "Overview",
        Tab::Configuration => "Configuration",
        Tab::Maintenance => "Maintenance",
        Tab::History => "History",
        Tab::Yaml => "YAML",
        Tab::Edit => "Edit",
    }
}

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
    let links = Tab::ALL.map(|other| {
        let href = Route::Runner(runner_id.clone(), other).href();
        let current = move || (tab.get() == other).then_some("page");
        view! { <li><a href=href aria-current=current data-noscroll="">{name(other)}</a></li> }
    });
    view! {
        <nav aria-label="Sides of the runner">
            <ul class="tabs">{links}</ul>
        </nav>
    }
}
