//! Copies a text to the clipboard and says so.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::icon::{Glyph, Icon};

/// How long the button says that it copied.
const SAID: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotYet,
    Yes,
    Refused,
}

/// A small button that copies.
#[component]
pub(crate) fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, as in "Copy runner ID".
    #[prop(into)]
    what: String,
) -> impl IntoView {
    let copied = RwSignal::new(Copied::NotYet);
    let copy = move |_| {
        spawn_local(async move {
            let clipboard = window().navigator().clipboard();
            let done = JsFuture::from(clipboard.write_text(&text.get_untracked())).await;
            copied.try_set(if done.is_ok() {
                Copied::Yes
            } else {
                Copied::Refused
            });
            set_timeout(
                move || {
                    copied.try_set(Copied::NotYet);
                },
                SAID,
            );
        });
    };
    let said = move || match copied.get() {
        Copied::NotYet => "",
        Copied::Yes => "Copied",
        Copied::Refused => "Copying was refused",
    };
    view! {
        <span class="copy">
            <button type="button" class="icon-button" aria-label=format!("Copy {what}") on:click=copy>
                <Glyph icon=Icon::Copy />
            </button>
            <span class="copy-said" role="status">{said}</span>
        </span>
    }
}
