//! What came of the last try to send it.

use contract::wire::CreateRunner;
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
            <p class="banner" role="status">
                "The connection broke while the runner was being created. Looking whether it exists…"
            </p>
        }
        .into_any(),
        Step::Unknown => view! {
            <div class="banner" role="alert">
                <p>
                    <strong>"It is not known whether the runner was created: "</strong>
                    "the server's answer was lost, and it cannot be asked now."
                </p>
                <div>
                    <Button label="Look again" on_press=Callback::new(move |()| submit.look()) />
                </div>
            </div>
        }
        .into_any(),
        Step::NotCreated => view! {
            <p class="banner" role="alert">
                "The connection broke and the runner was not created. Nothing is lost: create it again."
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
