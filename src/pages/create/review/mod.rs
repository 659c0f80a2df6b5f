//! The last step: the spec as text, what is wrong, what will be sent, and the button that sends it.

mod outcome;
mod ready;

pub(super) use outcome::{Outcome, SubmitOutcome};
pub(super) use ready::Ready;

use leptos::prelude::*;

use super::wizard::{Wizard, read};
use crate::{
    actions::{Action, Offer, Scope},
    api::runners::dialect_of,
    format::commands,
    forms::code::{CodeEditor, Knowledge, ProblemList},
    state::{catalog::use_catalog, session::use_person},
    widgets::{
        card::Card,
        copy::CopyButton,
        terminal::{Calls, Terminal},
    },
};

/// The step.
#[component]
pub(super) fn ReviewStep() -> impl IntoView {
    let wizard = Wizard::context();
    let text = Memo::new(move |_| wizard.with(super::draft::Draft::spec_text));
    let check = Callback::new(|text: String| read(&text).err().unwrap_or_default());
    let problems = Signal::derive(move || wizard.unreadable());
    let submit = offer_to_submit(wizard);
    let aside = move || view! { <CopyButton text what="spec" /> };
    view! {
        <Card title="Spec" aside=aside>
            <p class="muted">{move || if wizard.with(|draft| draft.policy.is_some()) {
                "Your edits here also change the previous steps. The policy has its own text, in step 2."
            } else {
                "Your edits here also change the previous steps."
            }}</p>
            <CodeEditor
                id="spec"
                label="The runner as YAML or JSON"
                text
                on_input=Callback::new(move |text| wizard.write(text))
                // The button says why not.
                on_send=Callback::new(move |()| drop(untrack(|| submit.run())))
                knowledge=Knowledge::of_new(check, use_catalog())
                problems
            />
            <ProblemList problems />
        </Card>
        <Sent />
    }
}

/// The request as it is sent, and how to send it from a terminal.
#[component]
fn Sent() -> impl IntoView {
    let wizard = Wizard::context();
    let calls = Memo::new(move |_| {
        let request = wizard.request();
        vec![dialect_of(&request).create(&request, &wizard.request_id())]
    });
    let commands = Memo::new(move |_| commands::create(&wizard.request(), &wizard.request_id()));
    let terminal = move || {
        match commands.get() {
        Some(commands) => view! { <Terminal commands=Signal::stored(commands) /> }.into_any(),
        None => view! {
            <p class="muted">
                "The spec contains environment values, which do not belong on a command line. To do this from a terminal, save the spec as a file first."
            </p>
        }
        .into_any(),
    }
    };
    view! {
        <Card title="What is sent">
            <Calls calls />
            {terminal}
        </Card>
    }
}

/// Offers to send it, once, unless something is known to be wrong or the person may not.
pub(super) fn offer_to_submit(wizard: Wizard) -> Offer {
    let person = use_person();
    let label = move || {
        let label = if wizard.submit.is_busy() {
            "Creating…"
        } else {
            Action::SubmitRunner.label()
        };
        label.to_owned()
    };
    let refused = move || {
        if wizard.submit.is_busy() {
            return Some("The request is being sent.".to_owned());
        }
        Action::SubmitRunner
            .refusal(person.rights(), None)
            .or_else(|| {
                wizard
                    .is_blocked()
                    .then(|| "Something is missing or wrong; see the list on this page.".to_owned())
            })
    };
    let submit = move || {
        let request = untrack(|| wizard.request());
        wizard.submit.send(request, untrack(|| wizard.request_id()));
    };
    Offer::new(
        Action::SubmitRunner,
        Scope::Page,
        Signal::derive(refused),
        submit,
    )
    .called(Signal::derive(label))
}
