//! Says that the server is of another build than the page: the two may not understand each other.

use contract::console::build_of;
use leptos::prelude::*;

use crate::{
    state::following::use_following,
    widgets::{
        button::Button,
        icon::{Glyph, Icon},
    },
};

/// The build of this page, as its own address names it; none of one that was built for trying things out.
fn own_build() -> Option<String> {
    let wasm = document().get_element_by_id("boot-wasm")?;
    build_of(&wasm.get_attribute("href")?).map(str::to_owned)
}

/// Whether the server has the pages of another build. One that names its version has none, or is older than
/// this way of telling.
fn is_other(own: Option<&str>, server: &str) -> bool {
    own.is_some_and(|own| own != server) && !server.contains('.')
}

/// The offer to load the page that belongs to the server; drafts survive it (design D7).
#[component]
pub(super) fn NewerBuild() -> impl IntoView {
    let following = use_following();
    let own = own_build();
    let is_other = Memo::new(move |_| {
        following
            .build()
            .is_some_and(|server| is_other(own.as_deref(), &server))
    });
    let reload = Callback::new(|()| {
        // Reloading the page one is on is always allowed.
        window().location().reload().ok();
    });
    view! {
        <Show when=move || is_other.get()>
            <div class="callout shell-callout" role="status">
                <span class="badge"><Glyph icon=Icon::Info />"The console was updated"</span>
                <p>"This page and its server have different versions. What you typed is kept as a draft."</p>
                <Button label="Reload" on_press=reload />
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_builds_of_one_version_are_told_apart() {
        let own = Some("0123456789abcdef");
        assert!(is_other(own, "fedcba9876543210"));
        assert!(!is_other(own, "0123456789abcdef"));
        assert!(!is_other(own, "0.1.0"), "it names its version");
        assert!(!is_other(None, "fedcba9876543210"), "nothing to compare");
    }
}
