//! The last look: the spec as text, what is wrong, what is sent, and the button that sends it.

mod commands;
mod outcome;
mod ready;

pub(super) use outcome::{Outcome, SubmitOutcome};
pub(super) use ready::Ready;

use contract::wire::schema;
use leptos::{ev, prelude::*};
use serde_json::json;

use super::wizard::Wizard;
use crate::{
    can,
    forms::spec_text::SpecText,
    paths::api,
    state::session::use_person,
    widgets::{
        button::{Button, Kind},
        card::Card,
        copy::CopyButton,
        terminal::Terminal,
    },
};

/// The step.
#[component]
pub(super) fn ReviewStep() -> impl IntoView {
    let wizard = Wizard::context();
    let text = Memo::new(move |_| wizard.with(super::draft::Draft::spec_text));
    let aside = move || view! { <CopyButton text what="spec" /> };
    let send = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            submit(wizard);
        }
    });
    on_cleanup(move || send.remove());
    let rights = use_person();
    provide_context(Refused(Memo::new(move |_| {
        can::create(rights.rights()).is_err()
    })));
    view! {
        <Card title="Spec" aside=aside>
            <SpecText
                id="spec"
                label="The runner as YAML or JSON. The steps before follow what you write here."
                text
                on_input=Callback::new(move |text| wizard.write(text))
                problems=Signal::derive(move || wizard.unreadable())
            />
        </Card>
        <Sent />
    }
}

/// Whether the person may not create at all.
#[derive(Clone, Copy)]
struct Refused(Memo<bool>);

/// Sends it, unless something is known to be wrong or the person may not.
fn submit(wizard: Wizard) {
    wizard.leave_all();
    let may_not = use_context::<Refused>().is_some_and(|refused| refused.0.get_untracked());
    if !may_not && !untrack(|| wizard.is_blocked()) {
        let request = untrack(|| wizard.request());
        wizard.submit.send(request);
    }
}

/// The request as it is sent, and how to send it from a terminal.
#[component]
fn Sent() -> impl IntoView {
    let wizard = Wizard::context();
    let body = Memo::new(move |_| {
        let body = schema::prune(json!(wizard.request()), &schema::CREATE_RUNNER);
        serde_json::to_string_pretty(&body).unwrap_or_default()
    });
    let commands = Memo::new(move |_| commands::create(&wizard.request()));
    let terminal = move || {
        match commands.get() {
        Some(commands) => view! { <Terminal commands=Signal::stored(commands) /> }.into_any(),
        None => view! {
            <p class="muted">
                "The spec holds values of environment variables, which have no place on a command line: to do this from a terminal, save the spec as a file first."
            </p>
        }
        .into_any(),
    }
    };
    view! {
        <Card title="What is sent">
            <details>
                <summary>"POST " <code>{api::RUNNERS}</code></summary>
                <div class="with-copy">
                    <pre>{move || body.get()}</pre>
                    <CopyButton text=body what="request" />
                </div>
            </details>
            {terminal}
        </Card>
    }
}

/// Sends it, once.
#[component]
pub(super) fn SubmitButton() -> impl IntoView {
    let wizard = Wizard::context();
    let person = use_person();
    let label = move || {
        if wizard.submit.is_busy() {
            "Creating…"
        } else {
            "Create runner"
        }
        .to_owned()
    };
    let refused = move || {
        if wizard.submit.is_busy() {
            return Some("The request is being sent.".to_owned());
        }
        if let Err(reason) = can::create(person.rights()) {
            return Some(reason.to_string());
        }
        wizard
            .is_blocked()
            .then(|| "Something is missing or wrong; it is named on this page.".to_owned())
    };
    view! {
        <Button
            kind=Kind::Primary
            label=Signal::derive(label)
            refused=Signal::derive(refused)
            on_press=Callback::new(move |()| submit(wizard))
        />
    }
}
