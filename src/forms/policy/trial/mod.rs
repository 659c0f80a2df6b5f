//! A described sandbox, tried on the policy while it is typed (contract-v1 3.1).

mod examples;
mod fields;
mod verdict;

pub(crate) use examples::Examples;
pub(crate) use verdict::{On, Tried};

use contract::{
    edit::policy::read_sandbox,
    policy::{Policy, SANDBOX_IN_JSON},
    spec_file::Diagnostic,
};
use leptos::prelude::*;

use crate::{
    forms::code::{CodeEditor, Knowledge, ProblemList},
    widgets::{
        button::{Button, Kind},
        card::Card,
        chip::Chip,
        field::TextField,
        icon::Icon,
    },
};
use fields::Fields;
use verdict::Verdicts;

/// The card: on the policy as it is saved, and on the draft where there is one.
#[component]
pub(crate) fn Trial(
    on: Memo<On>,
    /// Has the draft ask for a policy that lets the sandbox pass.
    ask_for: Callback<Policy>,
) -> impl IntoView {
    let examples: Examples = expect_context();
    let read = Memo::new(move |_| read_sandbox(&examples.text()));
    let problems =
        Signal::derive(move || read.with(|read| read.as_ref().err().cloned().unwrap_or_default()));
    view! {
        <Card title="Would it run?">
            <p class="muted">
                "Describe a sandbox. The result is our reading of the documentation, not the server's answer."
            </p>
            <Kept examples />
            <Fields examples />
            <AsText examples problems />
            <Verdicts read on ask_for />
        </Card>
    }
}

/// The whole description, where somebody wants more than the fields, or what is wrong with it.
#[component]
fn AsText(examples: Examples, problems: Signal<Vec<Diagnostic>>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let check = Callback::new(|text: String| read_sandbox(&text).err().unwrap_or_default());
    view! {
        <div>
            <button
                type="button"
                class="link-button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                {move || if is_open.get() { "Hide the text" } else { "Everything else, as text" }}
            </button>
        </div>
        <Show when=move || is_open.get()>
            <p class="muted">
                "containers, volumes, annotations, egress, ingress, denyEgress, denyDns, privileged, capabilities, seccompProfile, instanceType, lifetimeSeconds. Rules are written as in a policy."
            </p>
            <CodeEditor
                id="sandbox-text"
                label="The sandbox as JSON or YAML"
                text=Signal::derive(move || examples.text())
                on_input=Callback::new(move |text| examples.write(text))
                knowledge=Knowledge::of(&SANDBOX_IN_JSON, check)
                problems
                is_small=true
            />
            <ProblemList problems />
        </Show>
    }
}

/// The examples that are kept, one of them in hand.
#[component]
fn Kept(examples: Examples) -> impl IntoView {
    let names = Memo::new(move |_| examples.names());
    let chips = move || {
        let names = names.get().into_iter().enumerate();
        names
            .map(|(at, name)| {
                let chosen = move || examples.chosen() == at;
                view! { <Chip label=name on=chosen press=move || examples.choose(at) /> }
            })
            .collect_view()
    };
    let is_only =
        move || (names.with(Vec::len) == 1).then(|| "This is the only example.".to_owned());
    view! {
        <div class="chips">
            {chips}
            <Button
                kind=Kind::Quiet
                icon=Icon::Plus
                label="Another example"
                on_press=Callback::new(move |()| examples.add())
            />
            <Button
                kind=Kind::Quiet
                icon=Icon::Trash
                label="Remove this example"
                refused=Signal::derive(is_only)
                on_press=Callback::new(move |()| examples.remove())
            />
        </div>
        <TextField
            id="sandbox-name"
            label="Name of the example"
            value=Signal::derive(move || examples.name())
            on_input=move |name| examples.rename(name)
        />
    }
}
