//! What will be sent, always as the text is now.

use leptos::prelude::*;

use crate::{
    format::commands::Commands,
    widgets::{card::Card, terminal::Terminal},
};

/// The card, with what is in it, or why nothing will be sent.
#[component]
pub(crate) fn WhatIsSent(
    #[prop(default = "What will be sent")] title: &'static str,
    /// What to know of it.
    #[prop(optional)]
    lead: Option<&'static str>,
    #[prop(into)] is_change: Signal<bool>,
    /// Whether errors keep it from being sent.
    #[prop(optional, into)]
    is_wrong: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let is_change = Memo::new(move |_| is_change.get());
    let children = StoredValue::new(children);
    let nothing = move || {
        let text = if is_wrong.get() {
            "Correct the marked errors first: nothing can be sent until then."
        } else {
            "No change: nothing to send."
        };
        view! { <p class="muted">{text}</p> }
    };
    view! {
        <Card title>
            {lead.map(|lead| view! { <p class="muted">{lead}</p> })}
            <Show when=move || is_change.get() fallback=nothing>
                {children.with_value(|children| children())}
            </Show>
        </Card>
    }
}

/// The paths of a mask as the document names them, for [`Mask`].
pub(crate) fn named(paths: Vec<&'static str>) -> Vec<String> {
    paths.into_iter().map(str::to_owned).collect()
}

/// What is replaced.
#[component]
pub(crate) fn Mask(
    #[prop(into)] paths: Signal<Vec<String>>,
    /// What guards it.
    #[prop(optional, into)]
    etag: Signal<Option<String>>,
) -> impl IntoView {
    let etag = move || {
        let etag = etag.get()?;
        Some(view! { <span class="muted">"etag"</span><code>{etag}</code> })
    };
    let paths = move || {
        let paths = paths.get().into_iter();
        paths
            .map(|path| view! { <code>{path}</code> })
            .collect_view()
    };
    view! { <p class="mask"><span class="muted">"Update mask"</span>{paths}{etag}</p> }
}

/// The same change of a runner from a terminal, or why it is not shown.
#[component]
pub(crate) fn EditCommands(commands: Option<Commands>) -> impl IntoView {
    match commands {
        Some(commands) => view! { <Terminal commands=Signal::stored(commands) /> }.into_any(),
        None => view! {
            <p class="muted">
                "No command is shown, because the change contains environment values or only clears fields."
            </p>
        }
        .into_any(),
    }
}
