//! The exact call with its etag, the difference, and the same from a terminal.

use contract::edit;
use leptos::prelude::*;

use crate::{
    format::commands,
    forms::code::Compare,
    pages::runner::policy::editing::Editing,
    widgets::{
        card::Card,
        terminal::{Calls, Terminal},
    },
};

/// The card.
#[component]
pub(super) fn Sent() -> impl IntoView {
    let editing = Editing::context();
    let update = Memo::new(move |_| editing.update());
    let is_change = Memo::new(move |_| update.with(Option::is_some));
    let before = Memo::new(move |_| editing.text.written());
    let after = Memo::new(move |_| {
        let wanted = editing.text.draft();
        wanted.map_or_else(|| before.get(), |wanted| edit::policy::write(&wanted))
    });
    let calls = Memo::new(move |_| {
        update.with(|update| update.as_ref().map(|u| u.calls.clone()).unwrap_or_default())
    });
    let etag = move || {
        let etag = editing.text.base().etag.clone();
        match etag.as_ref().and_then(|etag| etag.as_str()) {
            Some(etag) => view! {
                <p class="mask"><span class="muted">"Update mask"</span><code>"policy"</code><span class="muted">"etag"</span><code>{etag.to_owned()}</code></p>
            }
            .into_any(),
            None => view! {
                <p class="mask"><span class="muted">"Update mask"</span><code>"policy"</code></p>
            }
            .into_any(),
        }
    };
    let terminal = move || {
        let text = after.get();
        let is_hidden = edit::masked(&text) != text;
        let commands = update.with(|update| {
            Some(commands::edit_policy(
                &text,
                &editing.text.base(),
                update.as_ref()?,
            ))
        });
        commands.filter(|_| !is_hidden).map(|commands| {
            view! { <Terminal commands=Signal::stored(commands) note=commands::POLICY_NOTE /> }
        })
    };
    let nothing = move || {
        let text = if editing.text.problems().is_empty() {
            "No change: nothing to send."
        } else {
            "Correct the marked errors first: nothing can be sent until then."
        };
        view! { <p class="muted">{text}</p> }
    };
    view! {
        <Card title="What will be sent">
            <Show when=move || is_change.get() fallback=nothing>
                {etag}
                <Compare label="Differences from the saved policy" before after />
                <Calls calls />
                {terminal}
            </Show>
        </Card>
    }
}
