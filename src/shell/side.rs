//! The side bar: where one can go, and who one is.

use leptos::prelude::*;

use super::{live::Live, who::Who};
use crate::{
    paths::{Route, use_route},
    state::{
        fleet::use_fleet,
        following::{Freshness, use_following},
    },
    widgets::icon::{Glyph, Icon},
};

/// Navigation, the state of the connection, the person.
#[component]
pub(super) fn Side(menu_open: RwSignal<bool>) -> impl IntoView {
    let fleet = use_fleet();
    let following = use_following();
    let count = move || match following.freshness() {
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
                    <SideLink route=Route::Fleet icon=Icon::Runners count=Signal::derive(count) />
                    <SideLink route=Route::CREATE icon=Icon::Plus />
                    <SideLink route=Route::Clusters icon=Icon::Cluster />
                    <SideLink route=Route::Profiles icon=Icon::Page />
                    <SideLink route=Route::Shares icon=Icon::Link />
                    <SideLink route=Route::Notifications icon=Icon::Bell />
                    <SideLink route=Route::Settings icon=Icon::Gear />
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
    #[prop(optional, into)] count: Signal<String>,
) -> impl IntoView {
    let here = use_route();
    let href = route.href();
    let name = route.name().to_owned();
    let current = move || {
        here.with(|here| match here.as_ref()? {
            here if *here == route => Some("page"),
            // A step belongs to the first one, another page to the one that it is under.
            Route::Create(_) => (route == Route::CREATE).then_some("true"),
            here => (here.under().as_ref() == Some(&route)).then_some("true"),
        })
    };
    view! {
        <li>
            <a href=href aria-current=current>
                <Glyph icon />
                {name}
                <span class="side-count">{move || count.get()}</span>
            </a>
        </li>
    }
}
