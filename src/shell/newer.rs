//! Says that the server is of another build than the page: the two may not understand each other.

use leptos::prelude::*;

use crate::{
    state::feed::use_feed,
    widgets::{
        button::Button,
        icon::{Glyph, Icon},
    },
};

/// The build of this page.
const BUILD: &str = env!("CARGO_PKG_VERSION");

/// The offer to load the page that belongs to the server; drafts survive it (design D7).
#[component]
pub(super) fn NewerBuild() -> impl IntoView {
    let feed = use_feed();
    let is_other = Memo::new(move |_| feed.build().is_some_and(|build| build != BUILD));
    let reload = Callback::new(|()| {
        // Reloading the page one is on is always allowed.
        window().location().reload().ok();
    });
    view! {
        <Show when=move || is_other.get()>
            <div class="banner shell-banner" role="status">
                <span class="badge"><Glyph icon=Icon::Info />"The console was updated"</span>
                <p>"This page is of another version than its server. What you typed is kept as a draft."</p>
                <Button label="Reload" on_press=reload />
            </div>
        </Show>
    }
}
