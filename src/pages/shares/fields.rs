//! The fields of a link.

use std::collections::BTreeMap;

use contract::console::share::{SharedPage, Shows};
use leptos::prelude::*;

use super::form::Form;
use crate::widgets::field::{FieldError, TextField};

/// What is shown beside the status, with what it reveals.
type Part = (
    &'static str,
    &'static str,
    fn(&Shows) -> bool,
    fn(&mut Shows, bool),
);

const PARTS: [Part; 4] = [
    (
        "Error messages and hints",
        "Why an install failed and what to do. Messages can name nodes and taints.",
        |shows| shows.errors,
        |shows, on| shows.errors = on,
    ),
    (
        "Zones and cluster names",
        "Where the runners are.",
        |shows| shows.places,
        |shows, on| shows.places = on,
    ),
    (
        "The last 24 hours",
        "How each runner was doing, as a row of bars.",
        |shows| shows.history,
        |shows, on| shows.history = on,
    ),
    (
        "Versions and maintenance windows",
        "Channel, revision, waiting updates, the next window.",
        |shows| shows.versions,
        |shows, on| shows.versions = on,
    ),
];

/// Title, note, sharer.
#[component]
pub(super) fn Texts(form: Form) -> impl IntoView {
    view! {
        <TextField
            id="links-title"
            label="Title"
            value=form.title
            on_input=move |text| form.title.set(text)
            error=form.problem("title")
        />
        <TextField
            id="links-note"
            label="Note"
            optional=true
            value=form.note
            on_input=move |text| form.note.set(text)
            hint="What it is for. For example: “Where the nightly agents run.”"
            error=form.problem("note")
        />
        <TextField
            id="links-sharer"
            label="Shared by"
            optional=true
            value=form.sharer
            on_input=move |text| form.sharer.set(text)
            hint="For example, “the platform team”. Your own ID is never shown."
            error=form.problem("sharer")
        />
    }
}

/// What is shown beside the status.
#[component]
pub(super) fn Parts(form: Form) -> impl IntoView {
    let part = move |(label, hint, get, set): Part| {
        view! {
            <label class="option">
                <input
                    type="checkbox"
                    prop:checked=move || form.shows.with(get)
                    on:change=move |event| {
                        form.shows.update(|shows| set(shows, event_target_checked(&event)));
                    }
                />
                <span class="option-label">
                    <strong>{label}</strong>
                    <span class="muted">{hint}</span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="options links-options">
            <legend>"What is shown"</legend>
            <p class="muted">
                "Status and age are always shown. Environment, arguments, annotations, profile overrides, diagnostic details and people never are."
            </p>
            {PARTS.map(part)}
        </fieldset>
    }
}

/// Names in the runners' place.
#[component]
pub(super) fn Aliases(form: Form, page: Signal<Option<SharedPage>>) -> impl IntoView {
    // The preview shows runner IDs as long as there are no aliases.
    let begin = move || {
        let names = page.with_untracked(|page| {
            let runners = page.iter().flat_map(|page| &page.runners);
            runners
                .map(|runner| runner.name.clone())
                .collect::<Vec<_>>()
        });
        let numbered = names.into_iter().enumerate();
        numbered
            .map(|(index, id)| (id, format!("Runner {}", index + 1)))
            .collect::<BTreeMap<_, _>>()
    };
    let ids = Memo::new(move |_| {
        form.aliases.with(|aliases| {
            let ids = aliases.iter().flat_map(|aliases| aliases.keys().cloned());
            ids.collect::<Vec<_>>()
        })
    });
    let input = move |id: String| {
        let label = format!("Alias of {id}");
        let key = id.clone();
        let value = move || {
            form.aliases.with(|aliases| {
                let alias = aliases.as_ref().and_then(|aliases| aliases.get(&key));
                alias.cloned().unwrap_or_default()
            })
        };
        view! {
            <li class="links-alias">
                <span>{id.clone()}</span>
                <input
                    class="input"
                    aria-label=label
                    prop:value=value
                    on:input=move |event| {
                        form.aliases
                            .update(|aliases| {
                                if let Some(aliases) = aliases {
                                    aliases.insert(id.clone(), event_target_value(&event));
                                }
                            });
                    }
                />
            </li>
        }
    };
    view! {
        <fieldset class="options links-options">
            <legend>"Names"</legend>
            <label class="option">
                <input
                    type="checkbox"
                    prop:checked=move || form.aliases.with(Option::is_some)
                    on:change=move |event| {
                        form.aliases.set(event_target_checked(&event).then(begin));
                    }
                />
                <span class="option-label">
                    <strong>"Show aliases instead of names"</strong>
                    <span class="muted">
                        "In messages, too. Runners added later get a name like “Runner 3F2A”."
                    </span>
                </span>
            </label>
            <ul class="links-aliases">
                <For each=move || ids.get() key=Clone::clone let:id>{input(id)}</For>
            </ul>
            <FieldError id="links-aliases-error".to_owned() error=form.problem("aliases") />
        </fieldset>
    }
}
