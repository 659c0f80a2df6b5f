//! The side bar: where one can go, and who one is.

use leptos::prelude::*;

use super::{live::Live, who::Who};
use crate::{
    paths::{Route, use_route},
    state::{
        feed::{Freshness, use_feed},
        fleet::use_fleet,
    },
    widgets::icon::{Glyph, Icon},
};

/// Navigation, the state of the connection, the person.
#[component]
pub(super) fn Side(menu_open: RwSignal<bool>) -> impl IntoView {
    let fleet = use_fleet();
    let feed = use_feed();
    let count = move || match feed.freshness() {
        Freshness::Loading => String::new(),
        Freshness::AsOf(_) | Freshness::Stale(..) => fleet.len().to_string(),
    };
    view! {
        <div class="side" class:side-open=move || menu_open.get() id="side">
            <nav aria-label="Main">
                <a class="brand" href=Route::Fleet.href()>
                    <span class="brand-mark" aria-hidden="true">"rc"</span>
                    "runner-console"
                </a>
                <ul class="side-links">
                    <SideLink route=Route::Fleet icon=Icon::Runners label="Runners" count=Signal::derive(count) />
                    <SideLink route=Route::CREATE icon=Icon::Plus label="Create" />
                    <SideLink route=Route::Clusters icon=Icon::Cluster label="Clusters" />
                    <SideLink route=Route::Profiles icon=Icon::Page label="Profiles" />
                    <SideLink route=Route::Shares icon=Icon::Link label="Shared links" />
                    <SideLink route=Route::Notifications icon=Icon::Bell label="Notifications" />
                    <SideLink route=Route::Settings icon=Icon::Gear label="Settings" />
                </ul>
            </nav>
            <footer class="side-foot">
                <Live />
                <Who />
            </footer>
        </div>
    }
}

#[component]
fn SideLink(
    route: Route,
    icon: Icon,
    label: &'static str,
    #[prop(optional, into)] count: Signal<String>,
) -> impl IntoView {
    let here = use_route();
    let href = route.href();
    let current = move || {
        here.with(|here| match here {
            Some(here) if *here == route => Some("page"),
            // A runner's page belongs to the runners.
            Some(Route::Runner(..)) if route == Route::Fleet => Some("true"),
            Some(Route::NewShare | Route::Share(_)) if route == Route::Shares => Some("true"),
            Some(Route::NewRule | Route::NewFeed | Route::Rule(_))
                if route == Route::Notifications =>
            {
                Some("true")
            }
            Some(Route::Create(_)) if route == Route::CREATE => Some("true"),
            Some(Route::Profile(_) | Route::NewProfile | Route::Policies)
                if route == Route::Profiles =>
            {
                Some("true")
            }
            _ => None,
        })
    };
    view! {
        <li>
            <a href=href aria-current=current>
                <Glyph icon />
                {label}
                <span class="side-count">{move || count.get()}</span>
            </a>
        </li>
    }
}
