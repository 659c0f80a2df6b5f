//! The same from a terminal: what a person would type instead of pressing the button.

use leptos::prelude::*;

use super::copy::CopyButton;
use crate::format::shell::Commands;

/// A folded pair of commands, each to be copied.
#[component]
pub(crate) fn Terminal(#[prop(into)] commands: Signal<Commands>) -> impl IntoView {
    let cwic = Signal::derive(move || commands.with(|commands| commands.cwic.clone()));
    let curl = Signal::derive(move || commands.with(|commands| commands.curl.clone()));
    view! {
        <details class="terminal">
            <summary>"Do the same from a terminal"</summary>
            <div class="stack">
                <Command text=cwic what="cwic command" />
                <p class="muted">
                    "For the v1beta2 form of files; newer releases of cwic expect the v1 form."
                </p>
                <Command text=curl what="curl call" />
                <p class="muted">"The token is read from the variable CW_TOKEN."</p>
            </div>
        </details>
    }
}

#[component]
fn Command(text: Signal<String>, what: &'static str) -> impl IntoView {
    view! {
        <div class="with-copy">
            <pre>{move || text.get()}</pre>
            <CopyButton text what />
        </div>
    }
}
