//! A policy that was typed and not sent, announced where the policy is shown: it is kept (design D7).

use leptos::prelude::*;

use super::editing::Editing;
use crate::{
    forms::outcome::{Outcome, Step},
    paths::{Route, Tab},
    widgets::{
        button::{Button, ButtonLink, Kind},
        icon::{Glyph, Icon},
    },
};

/// Says so, with the ways on: to the editor, or without what was typed, which can be put back.
#[component]
pub(super) fn Unsent() -> impl IntoView {
    let editing = Editing::context();
    let is_typed = Memo::new(move |_| editing.text.is_typed());
    let href = StoredValue::new(Route::Runner(editing.runner_id(), Tab::PolicyEdit).href());
    // What came of sending is told where it was sent.
    let step = Signal::derive(move || {
        let step = editing.steps().get();
        if matches!(step, Step::Discarded(_)) {
            step
        } else {
            Step::Editing
        }
    });
    view! {
        <Outcome step is_typed />
        <Show when=move || is_typed.get()>
            <div class="callout" role="status">
                <p class="badge-line">
                    <Glyph icon=Icon::Info />
                    <span>
                        "You have unsent changes to this policy: they are kept, and not in effect."
                    </span>
                </p>
                <div class="form-actions">
                    <ButtonLink href=href.get_value() label="Continue editing" />
                    <Button
                        kind=Kind::Quiet
                        label="Discard my text"
                        on_press=Callback::new(move |()| editing.discard())
                    />
                </div>
            </div>
        </Show>
    }
}
