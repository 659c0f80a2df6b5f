//! The page of a new profile.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{forms::profile::NewProfile, paths::Route, widgets::page::Page};

/// The page of a new profile.
#[component]
pub(crate) fn NewProfilePage() -> impl IntoView {
    let navigate = use_navigate();
    let on_made = Callback::new(move |id: String| {
        navigate(&Route::Profile(id).href(), NavigateOptions::default());
    });
    view! {
        <Page title="Create profile">
            <div class="create">
                <NewProfile on_made />
            </div>
        </Page>
    }
}
