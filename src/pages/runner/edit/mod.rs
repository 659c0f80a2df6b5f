//! Edits the runner as text: the whole document or a patch, with what it will do always in sight
//! (contract 3, design D3 to D6).

mod conflict;
mod draft;
mod editing;
mod fields;
mod losses;
mod notices;
mod sending;
mod sent;

pub(super) use draft::Draft;

use contract::edit::Form;
use leptos::prelude::*;

use super::Live;
use crate::{
    can,
    forms::code::{CodeEditor, Knowledge},
    state::{catalog::use_catalog, session::use_person},
    widgets::{
        button::{Button, Kind},
        card::Card,
    },
};
use editing::Editing;

/// The side of the page.
#[component]
pub(super) fn EditTab(runner: Live) -> impl IntoView {
    use_catalog().load_clusters();
    let editing = Editing::new(runner);
    provide_context(editing);
    let person = use_person();
    let refused = Signal::derive(move || {
        let right = runner.with(|runner| can::change(person.rights(), &**runner));
        let missing = right.err().map(|reason| reason.to_string());
        missing.or_else(|| editing.refusal())
    });
    let submit = Callback::new(move |()| {
        if untrack(|| refused.get()).is_none() {
            editing.send();
        }
    });
    view! {
        <div class="wizard edit">
            <div class="wizard-main">
                <notices::Notices runner />
                <Text submit />
            </div>
            <div class="wizard-main">
                <conflict::Conflicts />
                <losses::Losses />
                <sent::Sent />
                <Send refused submit />
            </div>
        </div>
    }
}

/// The text in its two forms.
#[component]
fn Text(submit: Callback<()>) -> impl IntoView {
    let editing = Editing::context();
    let form = Memo::new(move |_| editing.form());
    let by_fields = RwSignal::new(false);
    let choose = move |to: Form, label: &'static str, title: &'static str| {
        let chosen = move || form.get() == to && !by_fields.get();
        view! {
            <button
                type="button"
                class="chip"
                class:chip-on=chosen
                aria-pressed=move || chosen().to_string()
                title=title
                on:click=move |_| {
                    by_fields.set(false);
                    editing.switch(to);
                }
            >
                {label}
            </button>
        }
    };
    let aside = move || {
        view! {
            <div class="chips">
                {choose(Form::Whole, "Document", "Everything that can be changed; what you remove is cleared")}
                {choose(Form::Patch, "Patch", "Only what you name is changed")}
                <button
                    type="button"
                    class="chip"
                    class:chip-on=move || by_fields.get()
                    aria-pressed=move || by_fields.get().to_string()
                    title="The same edit as fields"
                    on:click=move |_| by_fields.set(true)
                >
                    "Fields"
                </button>
            </div>
        }
    };
    let knowledge = knowledge(editing);
    let hint = move || match form.get() {
        _ if by_fields.get() => "What you change below is written into the text.",
        Form::Whole => "Everything of the runner that can be changed. What you remove is cleared.",
        Form::Patch => {
            "Only what you name is changed; null clears. Overrides, the maintenance policy and the list of profiles are replaced whole."
        }
    };
    view! {
        <Card title="Edit" aside=aside>
            <p class="muted">{hint}</p>
            <Show when=move || !by_fields.get()>
                <CodeEditor
                    id="edit-text"
                    label="The runner as YAML or JSON"
                    text=Signal::derive(move || editing.text())
                    on_input=Callback::new(move |text| editing.write(text))
                    on_touch=Callback::new(move |()| editing.touch())
                    on_send=submit
                    knowledge
                    problems=Signal::derive(move || editing.problems())
                />
            </Show>
            <Problems />
        </Card>
        <Show when=move || by_fields.get()>
            <fields::Fields />
        </Show>
    }
}

fn knowledge(editing: Editing) -> Knowledge {
    let catalog = use_catalog();
    Knowledge {
        check: Callback::new(move |text: String| editing.check(&text)),
        values: Callback::new(move |key: String| match key.as_str() {
            "profile_template_id" => catalog.profiles.with(|profiles| {
                let profiles = profiles.map(Vec::as_slice).unwrap_or_default().iter();
                profiles
                    .map(|profile| (format!("\"{}\"", profile.id), profile.display_name.clone()))
                    .collect()
            }),
            "zone" => catalog.clusters.with(|clusters| {
                let clusters = clusters.map(Vec::as_slice).unwrap_or_default().iter();
                let mut zones: Vec<_> = clusters
                    .map(|cluster| (cluster.zone.to_ascii_lowercase(), String::new()))
                    .collect();
                zones.sort();
                zones.dedup();
                zones
            }),
            _ => Vec::new(),
        }),
    }
}

/// What is wrong, in words, for those who do not see the marks in the editor.
#[component]
fn Problems() -> impl IntoView {
    let editing = Editing::context();
    let list = move || {
        let problems = editing.problems().into_iter().take(6);
        problems
            .map(|problem| view! { <li class="field-error tone-bad">{problem.to_string()}</li> })
            .collect_view()
    };
    view! {
        <div role="status" aria-label="What is wrong">
            <ul class="stack problems">{list}</ul>
        </div>
    }
}

/// Sends it, once.
#[component]
fn Send(refused: Signal<Option<String>>, submit: Callback<()>) -> impl IntoView {
    let editing = Editing::context();
    let label = move || {
        if editing.is_sending() {
            "Sending…"
        } else {
            "Send"
        }
        .to_owned()
    };
    let is_typed = Memo::new(move |_| editing.is_typed());
    view! {
        <sending::Outcome />
        <div class="wizard-ways">
            <Show when=move || is_typed.get()>
                <Button
                    kind=Kind::Quiet
                    label="Discard my text"
                    on_press=Callback::new(move |()| editing.discard())
                />
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
        <p class="muted">"Ctrl or ⌘ with Enter sends, too."</p>
    }
}
