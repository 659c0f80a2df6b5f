//! Whether it can be sent, and if not, what is missing and where.

use contract::{effects::of_create, part::Part};
use leptos::prelude::*;

use crate::{
    forms::{other_zone::OtherZone, problems::Problem},
    pages::create::{rules::step_of, wizard::Wizard},
    paths::{Create, Route},
    widgets::{
        card::Card,
        effects::Effects,
        icon::{Glyph, Icon},
    },
};

/// What the rules say of the whole.
#[component]
pub(in crate::pages::create) fn Ready() -> impl IntoView {
    let wizard = Wizard::context();
    let problems = Memo::new(move |_| wizard.by_rule());
    let is_ready = Memo::new(move |_| !wizard.is_blocked());
    let summary = Memo::new(move |_| {
        wizard.with(|draft| {
            let place = &draft.runner.identity.zone;
            (wizard.runner_id(), place.trim().to_ascii_lowercase())
        })
    });
    let list = move || {
        let problems = problems.get().into_iter();
        problems
            .map(|problem| view! { <Item problem /> })
            .collect_view()
    };
    let identity = Signal::derive(move || wizard.with(|draft| draft.runner.identity.clone()));
    let ready = move || {
        let (id, zone) = summary.get();
        view! {
            <Card title="Ready">
                <p class="badge-line">
                    <span class="tone-ok"><Glyph icon=Icon::Check /></span>
                    "No problems found."
                </p>
                <p>
                    <strong>{id}</strong> " will be created in " {zone}
                    ". That usually takes less than a minute, and you can watch it."
                </p>
                <Effects effects=Signal::stored(of_create()) />
                <OtherZone identity />
            </Card>
        }
    };
    let not_ready = move || {
        view! {
            <Card title="Before it can be created">
                <ul class="stack">
                    {list}
                    <Show when=move || wizard.is_unreadable()>
                        <li class="field-error tone-bad" tabindex="-1">
                            <Glyph icon=Icon::Alert />
                            "The spec cannot be read."
                        </li>
                    </Show>
                </ul>
            </Card>
        }
    };
    view! {
        <Show when=move || is_ready.get() fallback=not_ready>
            {ready}
        </Show>
    }
}

#[component]
fn Item(problem: Problem) -> impl IntoView {
    let step = step_of(&problem.field);
    // Which of the step's many fields; the others are named by their words.
    let part = [Part::Overrides, Part::MaintenancePolicy]
        .into_iter()
        .find_map(|part| problem.field.strip_prefix(part.place())?.strip_prefix('.'))
        .map(|part| view! { <code>{part.to_owned()}</code> " " });
    let whence = if step == Create::Review {
        view! { <code>{problem.field.clone()}</code> }.into_any()
    } else {
        view! { <a class="link" href=Route::Create(step).href()>{step.name()}</a> }.into_any()
    };
    view! {
        <li class="field-error tone-bad" tabindex="-1">
            <Glyph icon=Icon::Alert />
            <span>{whence} ": " {part} {problem.text}</span>
        </li>
    }
}
