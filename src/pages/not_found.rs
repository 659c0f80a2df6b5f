//! The page of an address that is none.

use leptos::prelude::*;

use crate::{
    paths::Route,
    widgets::{
        button::{ButtonLink, Kind},
        page::Page,
    },
};

/// Says that there is no such page and where to go.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <Page title="Page not found">
            <div class="empty">
                <p>"There is no page at this address. The address may be mistyped, or belong to a newer version of the console."</p>
                <ButtonLink href=Route::Fleet.href() label="Go to the runners" kind=Kind::Primary />
            </div>
        </Page>
    }
}
