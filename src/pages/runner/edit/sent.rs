//! What will be sent, always as the text is now: mask, difference, request, commands.

use contract::edit;
use leptos::prelude::*;

use super::editing::Editing;
use crate::{
    forms::code::Compare,
    pages::runner::commands,
    paths::api,
    widgets::{card::Card, copy::CopyButton, terminal::Terminal},
};

/// The card.
#[component]
pub(super) fn Sent() -> impl IntoView {
    let editing = Editing::context();
    let plan = Memo::new(move |_| editing.text.plan());
    let has_plan = Memo::new(move |_| plan.with(Option::is_some));
    let mask = move || {
        let paths = plan.with(|plan| plan.as_ref().map(|plan| plan.mask.documented()));
        let paths = paths.unwrap_or_default().into_iter();
        paths
            .map(|path| view! { <code>{path}</code> })
            .collect_view()
    };
    let before = Memo::new(move |_| editing.text.written());
    let after = Memo::new(move |_| {
        let wanted = editing.text.wanted();
        wanted.map_or_else(|| before.get(), |wanted| edit::write(&wanted))
    });
    let body = Memo::new(move |_| {
        plan.with(|plan| {
            let body = plan
                .as_ref()
                .map(|plan| serde_json::to_string_pretty(&plan.body));
            body.and_then(Result::ok).unwrap_or_default()
        })
    });
    let path = move || api::runner(editing.text.base().runner_id());
    let commands = move || {
        let id = editing.text.base().runner_id().to_owned();
        let commands = plan.with(|plan| commands::edit(&id, plan.as_ref()?));
        match commands {
            Some(commands) => view! { <Terminal commands=Signal::stored(commands) /> }.into_any(),
            None => view! {
                <p class="muted">
                    "No command is shown: the change carries environment values, or clears all that it names."
                </p>
            }
            .into_any(),
        }
    };
    let nothing = || view! { <p class="muted">"No change: nothing to send."</p> };
    view! {
        <Card title="What will be sent">
            <Show when=move || has_plan.get() fallback=nothing>
                <p class="mask"><span class="muted">"Update mask"</span>{mask}</p>
                <Compare label="What differs from the runner as it is" before after />
                <details>
                    <summary>"PATCH " <code>{path}</code></summary>
                    <div class="with-copy">
                        <pre>{move || body.get()}</pre>
                        <CopyButton text=body what="request" />
                    </div>
                </details>
                {commands}
            </Show>
        </Card>
    }
}
