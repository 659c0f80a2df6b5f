//! Sends an edit and makes sure of what came of it (design D6).

use std::sync::Arc;

use contract::{mask, wire::Runner};
use leptos::prelude::*;

use super::editing::{Editing, Step};
use crate::{
    api::{self, ApiError, Client},
    state::subject::Subject,
    widgets::{
        button::Button,
        failure::Failure,
        icon::{Glyph, Icon},
    },
};

/// What came of it.
pub(super) enum Sent {
    Saved {
        before: Arc<Runner>,
        now: Arc<Runner>,
        /// Mask paths in which the runner is not as it was asked to be.
        differs: Vec<&'static str>,
    },
    /// Somebody has changed what this edit replaces; nothing was sent.
    Conflict(Arc<Runner>),
    NotSaved,
    Failed(ApiError),
}

/// Reads the runner again, sends where nobody changed the same meanwhile, and looks what became of it.
pub(super) async fn send(
    client: &Client,
    subject: Subject,
    base: &Runner,
    wanted: &Runner,
) -> Sent {
    let id = base.runner_id();
    let newest = match api::runners::get(client, id).await {
        Ok(newest) => newest,
        Err(error) => return Sent::Failed(error),
    };
    subject.answered(newest.clone());
    let mine = mask::smallest(base, wanted);
    if mine.overlaps(&mask::smallest(base, &newest)) {
        return Sent::Conflict(Arc::new(newest));
    }
    // What others changed elsewhere stays.
    let target = mine.apply(&newest, wanted);
    let Ok(Some(update)) = mask::update(&newest, &target) else {
        return Sent::NotSaved;
    };
    let saved = |now: Runner| {
        let differs = mask::smallest(&now, &target).documented();
        subject.answered(now.clone());
        Sent::Saved {
            before: Arc::new(newest.clone()),
            now: Arc::new(now),
            differs,
        }
    };
    match api::runners::update(client, id, &update).await {
        Ok(now) => saved(now),
        // A lost answer is looked for before anyone is told anything.
        Err(error) if error.is_unsure() => match api::runners::get(client, id).await {
            Ok(now) if mask::smallest(&now, &target).is_empty() => saved(now),
            Ok(_) => Sent::NotSaved,
            Err(_) => Sent::Failed(error),
        },
        Err(error) => Sent::Failed(error),
    }
}

/// The outcome, in words.
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
                    <div>
                        <Button
                            label="Undo this edit…"
                            on_press=Callback::new(move |()| editing.undo(&before))
                        />
                    </div>
                </div>
            }
            .into_any()
        }
    }
}
