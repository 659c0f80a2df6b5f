//! The same from a terminal: what a person would type instead of pressing the button.

use contract::{
    api::{Call, Dialect},
    edit::masked,
};
use leptos::prelude::*;

use super::copy::CopyButton;
use crate::format::commands::Commands;

/// A folded pair of commands, each to be copied.
#[component]
pub(crate) fn Terminal(
    #[prop(into)] commands: Signal<Commands>,
    /// What to know of the CLI's commands; for a runner's file, of which form that is.
    #[prop(optional, into)]
    note: Option<String>,
) -> impl IntoView {
    let note = note.unwrap_or_else(|| {
        format!(
            "For the {} form of files; newer releases of cwic expect the {} form.",
            Dialect::V1beta2.name(),
            Dialect::V1.name(),
        )
    });
    let cwic = Signal::derive(move || commands.with(|commands| commands.cwic.clone()));
    let curl = Signal::derive(move || commands.with(|commands| commands.curl.clone()));
    view! {
        <details class="terminal">
            <summary>"Do the same from a terminal"</summary>
            <div class="stack">
                <Command text=cwic what="cwic command" />
                <p class="muted">{note}</p>
                <Command text=curl what="curl call" />
                <p class="muted">"The token is read from the variable TOKEN."</p>
            </div>
        </details>
    }
}

/// The calls that will be made, each with its body, to be looked at beforehand.
#[component]
pub(crate) fn Calls(#[prop(into)] calls: Signal<Vec<Call>>) -> impl IntoView {
    let shown = move || {
        let calls = calls.get().into_iter();
        calls
            .map(|call| {
                let (method, target) = (call.method.as_str(), call.target());
                let body = call.printed();
                view! {
                    <details>
                        <summary>{method}" "<code>{target}</code></summary>
                        <div class="with-copy">
                            <pre>{masked(&body)}</pre>
                            <CopyButton text=body what="request" />
                        </div>
                    </details>
                }
            })
            .collect_view()
    };
    view! { {shown} }
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
