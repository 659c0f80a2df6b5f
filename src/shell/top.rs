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
    let under = here.and_then(Route::under).map(|page| {
        let name = page.name().to_owned();
        view! { <li><a href=page.href()>{name}</a></li> }
    });
    let name = here.map_or("Not found", Route::name).to_owned();
    view! {
        {under}
        <li aria-current="page">{name}</li>
    }
}
