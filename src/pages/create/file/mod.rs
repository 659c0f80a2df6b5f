//! Runners from a file, one or several: each is created as it is, or opened in the wizard.

mod batch;
mod entry;
mod other_form;
mod plan;
mod policy;
mod source;
mod told;

use contract::{api::Dialect, effects::of_create};
use leptos::prelude::*;

use crate::{
    format::count,
    widgets::{
        button::{Button, Kind},
        card::Card,
        effects::Effects,
    },
};
use batch::Batch;
use entry::Entry;
use source::Source;

/// The side of the page.
#[component]
pub(super) fn FromFile() -> impl IntoView {
    let batch = Batch::new();
    provide_context(batch);
    view! {
        <div class="wizard wizard-halves">
            <div class="wizard-main">
                <Source />
            </div>
            <div class="wizard-main">
                <Found />
            </div>
        </div>
    }
}

/// What the file holds.
#[component]
fn Found() -> impl IntoView {
    let batch = Batch::context();
    let count = Memo::new(move |_| batch.count());
    let is_empty = Memo::new(move |_| batch.is_empty());
    let refusal = move || {
        (!is_empty.get())
            .then(|| batch.refusal())
            .flatten()
            .map(|problem| {
                view! {
                    <Card title="The file">
                        <p class="field-error tone-bad">{problem.to_string()}</p>
                    </Card>
                }
            })
    };
    let how = move || {
        let forms = Dialect::ALL.map(Dialect::name).join(" or ");
        view! {
            <Card title="What a file can contain">
                <p>
                    "A runner spec in YAML or JSON as the CLI writes it, for "{forms}". Separate several runners with lines of "
                    <code>"---"</code> "."
                </p>
                <p>
                    "A v1 file contains the ID. For other files you are asked for it, or you can give it in a comment: "
                    <code>"# cwic sandbox runner create my-runner -f FILE"</code>
                </p>
                <p>"A policy on its own opens in the policy editor of a runner, or starts a new runner."</p>
                <p class="muted">
                    "To get such a file, export the list of runners or open the YAML tab of a runner."
                </p>
            </Card>
        }
    };
    let is_policy = Memo::new(move |_| batch.is_policy());
    view! {
        <Show when=move || is_empty.get()>{how}</Show>
        <Show when=move || is_policy.get()><policy::PolicyFile /></Show>
        {refusal}
        <For each=move || 0..count.get() key=|index| *index let:index>
            <Entry index />
        </For>
        <Show when=move || { count.get() > 0 }>
            <Effects effects=Signal::stored(of_create()) />
        </Show>
        <Show when=move || { count.get() > 1 }>
            <All />
        </Show>
    }
}

/// Creates every runner of the file that can be.
#[component]
fn All() -> impl IntoView {
    let batch = Batch::context();
    let ready = Memo::new(move |_| batch.ready().len());
    let (label, done) = (
        move || match ready.get() {
            0 => "Create runners".to_owned(),
            ready => format!("Create {}", count::of(ready, "runner")),
        },
        move || {
            let (created, count) = (batch.created(), batch.count());
            (created > 0).then(|| format!("{created} of {count} created"))
        },
    );
    let refused = move || {
        batch.refused().or_else(|| {
            (ready.get() == 0).then(|| "None of the runners above can be created yet.".to_owned())
        })
    };
    view! {
        <div class="wizard-ways">
            <span class="muted" role="status">{done}</span>
            <span class="wizard-on">
                <Button
                    kind=Kind::Primary
                    label=Signal::derive(label)
                    refused=Signal::derive(refused)
                    on_press=Callback::new(move |()| batch.create_all())
                />
            </span>
        </div>
    }
}
