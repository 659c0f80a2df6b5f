//! What came of sending the edit, in words.

use std::sync::Arc;

use leptos::prelude::*;

use super::editing::{Editing, Step};
use crate::widgets::{
    button::Button,
    failure::Failure,
    icon::{Glyph, Icon},
};

/// The outcome.
#[component]
pub(super) fn Outcome() -> impl IntoView {
    let editing = Editing::context();
    move || match editing.step() {
        Step::Editing | Step::Sending => ().into_any(),
        Step::Failed(error) => {
            view! { <Failure what="The change was not saved" error /> }.into_any()
        }
        Step::NotSaved => view! {
            <p class="banner" role="alert">
                "The connection broke and the change was not saved. Nothing is lost: send it again."
            </p>
        }
        .into_any(),
        Step::Saved(before, differs) => {
            let differs = (!differs.is_empty()).then(|| {
                let paths = differs.join(", ");
                view! {
                    <p class="badge-line tone-warn">
                        <Glyph icon=Icon::Alert />
                        <span>"The server made something else of " <code>{paths}</code> ": compare the text with what you sent."</span>
                    </p>
                }
            });
            view! {
                <div class="banner" role="status">
                    <p class="badge-line">
                        <span class="tone-ok"><Glyph icon=Icon::Check /></span>
                        "Saved."
                    </p>
                    {differs}
                    <Show
                        when=move || !editing.text.is_typed()
                        fallback=|| view! { <p>"What you typed meanwhile is not sent yet."</p> }
                    >
                        <div>
                            <Button
                                label="Undo this edit…"
                                on_press={
                                    let before = Arc::clone(&before);
                                    Callback::new(move |()| editing.undo(&before))
                                }
                            />
                        </div>
                    </Show>
                </div>
            }
            .into_any()
        }
    }
}
