//! Sending an edited text, and the result in words.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    api::ApiError,
    widgets::{
        button::{Button, Kind},
        failure::Failure,
        icon::{Glyph, Icon},
    },
};

/// Something that can be taken back, and how.
pub(crate) type Back = Arc<dyn Fn() + Send + Sync>;

/// Where the sending of a text stands.
#[derive(Clone)]
pub(crate) enum Step {
    Editing,
    Sending,
    Failed(ApiError),
    /// The answer was lost, and nothing is as it was to be.
    NotSaved,
    /// What was typed was thrown away, and can be put back.
    Discarded(Back),
    /// It is done: how it is undone, and what the server made otherwise than it was asked to.
    Saved(Option<Back>, Vec<&'static str>),
}

/// The outcome.
#[component]
pub(crate) fn Outcome(
    #[prop(into)] step: Signal<Step>,
    /// Whether the text is another than the console wrote.
    #[prop(into)]
    is_typed: Signal<bool>,
) -> impl IntoView {
    move || {
        match step.get() {
        Step::Editing | Step::Sending => ().into_any(),
        Step::Failed(error) => {
            view! { <Failure what="The change was not saved" error /> }.into_any()
        }
        Step::NotSaved => view! {
            <p class="callout" role="alert">
                "The connection was lost and the change was not saved. Your text is still here: send it again."
            </p>
        }
        .into_any(),
        Step::Discarded(back) => view! {
            <div class="callout" role="status">
                <p>"What you typed was discarded."</p>
                <div>
                    <Button label="Restore it" on_press=Callback::new(move |()| back()) />
                </div>
            </div>
        }
        .into_any(),
        Step::Saved(undo, differs) => {
            let differs = (!differs.is_empty()).then(|| {
                let paths = differs.join(", ");
                view! {
                    <p class="badge-line tone-warn">
                        <Glyph icon=Icon::Alert />
                        <span>"The server changed the value of " <code>{paths}</code> ": compare the text with what you sent."</span>
                    </p>
                }
            });
            view! {
                <div class="callout" role="status">
                    <p class="badge-line">
                        <span class="tone-ok"><Glyph icon=Icon::Check /></span>
                        "Saved."
                    </p>
                    {differs}
                    <Show
                        when=move || !is_typed.get()
                        fallback=|| view! { <p>"What you typed since then has not been sent."</p> }
                    >
                        {undo.clone().map(|undo| view! {
                            <div>
                                <Button
                                    label="Undo this edit…"
                                    on_press=Callback::new(move |()| undo())
                                />
                            </div>
                        })}
                    </Show>
                </div>
            }
            .into_any()
        }
    }
    }
}

/// Sends it, once; or throws away what was typed.
#[component]
pub(crate) fn Send(
    #[prop(into)] step: Signal<Step>,
    #[prop(into)] is_typed: Signal<bool>,
    /// Why it cannot be sent now.
    #[prop(into)]
    refused: Signal<Option<String>>,
    submit: Callback<()>,
    on_discard: Callback<()>,
    /// Where there is another one on the page, what this one does.
    #[prop(optional)]
    verb: Option<&'static str>,
) -> impl IntoView {
    let label = move || {
        if step.with(|step| matches!(step, Step::Sending)) {
            "Sending…"
        } else {
            verb.unwrap_or("Send")
        }
        .to_owned()
    };
    let is_typed = Memo::new(move |_| is_typed.get());
    view! {
        <Outcome step is_typed />
        <div class="wizard-ways">
            <Show when=move || is_typed.get()>
                <Button kind=Kind::Quiet label="Discard my text" on_press=on_discard />
            </Show>
            <span class="wizard-on">
                <Button
                    kind=Kind::Primary
                    label=Signal::derive(label)
                    refused
                    on_press=submit
                />
            </span>
        </div>
        {verb.is_none().then(|| view! { <p class="muted">"Ctrl+Enter or ⌘+Enter sends it too."</p> })}
    }
}
