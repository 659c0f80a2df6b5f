//! The top bar: the way here, and the menu button of narrow screens.

use leptos::prelude::*;

use super::keyboard::Opener;
use crate::{
    actions::use_offers,
    paths::{Route, use_route},
    state::session::use_person,
    widgets::icon::{Glyph, Icon},
};

/// Breadcrumb and menu button.
#[component]
pub(super) fn Top(menu_open: RwSignal<bool>, opener: Opener) -> impl IntoView {
    let offers = use_offers();
    let here = use_route();
    let person = use_person();
    view! {
        <header class="top">
            <button
                type="button"
                class="icon-button menu-button"
                aria-label="Menu"
                aria-controls="side"
                aria-expanded=move || menu_open.get().to_string()
                on:click=move |_| menu_open.update(|open| *open = !*open)
            >
                <Glyph icon=Icon::Menu />
            </button>
            <nav aria-label="Breadcrumb">
                <ol class="crumbs">{move || crumbs(here.get().as_ref())}</ol>
            </nav>
            <button
                type="button"
                class="top-search"
                aria-keyshortcuts="Control+K Meta+K"
                on:click=move |_| opener.open(untrack(|| offers.nearest_first()))
            >
                <Glyph icon=Icon::Search />
                <span class="top-search-word">"Search…"</span>
                <kbd>"Ctrl K"</kbd>
            </button>
            // Where one looks before deleting.
            <p class="top-organization">
                <span class="visually-hidden">"Organization: "</span>
                {move || person.me().organization.clone()}
            </p>
        </header>
    }
}

fn crumbs(here: Option<&Route>) -> impl IntoView + use<> {
    let runners = view! { <li><a href=Route::Fleet.href()>"Runners"</a></li> };
    let links = || view! { <li><a href=Route::Shares.href()>"Shared links"</a></li> };
    let rules = || view! { <li><a href=Route::Notifications.href()>"Notifications"</a></li> };
    let profiles = view! { <li><a href=Route::Profiles.href()>"Profiles"</a></li> };
    let last = |text: String| view! { <li aria-current="page">{text}</li> };
    match here {
        Some(Route::Fleet) => last("Runners".to_owned()).into_any(),
        Some(Route::Create(_)) => (runners, last("Create".to_owned())).into_any(),
        Some(Route::Runner(id, _)) => (runners, last(id.clone())).into_any(),
        Some(Route::EditSeveral) => (runners, last("Edit".to_owned())).into_any(),
        Some(Route::Clusters) => last("Clusters".to_owned()).into_any(),
        Some(Route::Profiles) => last("Profiles".to_owned()).into_any(),
        Some(Route::Policies) => (profiles, last("Policies".to_owned())).into_any(),
        Some(Route::NewProfile) => (profiles, last("Create".to_owned())).into_any(),
        Some(Route::Profile(_)) => (profiles, last("Profile".to_owned())).into_any(),
        Some(Route::Shares) => last("Shared links".to_owned()).into_any(),
        Some(Route::NewShare) => (links(), last("Share".to_owned())).into_any(),
        Some(Route::Share(_)) => (links(), last("Edit".to_owned())).into_any(),
        Some(Route::Notifications) => last("Notifications".to_owned()).into_any(),
        Some(Route::NewRule) => (rules(), last("New rule".to_owned())).into_any(),
        Some(Route::NewFeed) => (rules(), last("New feed".to_owned())).into_any(),
        Some(Route::Rule(_)) => (rules(), last("Rule".to_owned())).into_any(),
        Some(Route::Settings) => last("Settings".to_owned()).into_any(),
        None => last("Not found".to_owned()).into_any(),
    }
}
