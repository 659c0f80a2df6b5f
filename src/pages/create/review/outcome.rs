//! What came of the last try to send it.

use contract::model::CreateRunner;
use leptos::prelude::*;

use crate::{
    pages::create::{
        submit::{Step, Submit},
        wizard::Wizard,
    },
    widgets::{button::Button, failure::Failure},
};

/// The outcome, until it is cured or sent again.
#[component]
pub(in crate::pages::create) fn Outcome() -> impl IntoView {
    let wizard = Wizard::context();
    let request = Signal::derive(move || Some(wizard.request()));
    view! { <SubmitOutcome submit=wizard.submit request /> }
}

/// The outcome of a sending, as long as it is about the request as it is now.
#[component]
pub(in crate::pages::create) fn SubmitOutcome(
    submit: Submit,
    request: Signal<Option<CreateRunner>>,
) -> impl IntoView {
    move || {
        match submit.step() {
        Step::Idle | Step::Sending | Step::Created(_) => ().into_any(),
        Step::Checking => view! {
            <p class="callout" role="status">
                "The connection was lost while the runner was being created. Checking whether it exists…"
            </p>
        }
        .into_any(),
        Step::Unknown => view! {
            <div class="callout" role="alert">
                <p>
                    <strong>"The runner may or may not have been created: "</strong>
                    "the server's response was lost, and the server cannot be reached right now."
                </p>
                <div>
                    <Button label="Check again" on_press=Callback::new(move |()| submit.look()) />
                </div>
            </div>
        }
        .into_any(),
        Step::NotCreated => view! {
            <p class="callout" role="alert">
                "The connection was lost and the runner was not created. Your draft is still here: create it again."
            </p>
        }
        .into_any(),
        Step::Refused(..) => match request.get().and_then(|request| submit.refusal(&request)) {
            Some(error) => view! { <Failure what="The runner was not created" error /> }.into_any(),
            None => ().into_any(),
        },
    }
    }
}
