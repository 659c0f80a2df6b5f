//! What to do; where that is a change of the runner, the change is prepared (contract 1.7).

use std::sync::Arc;

use leptos::prelude::*;

use super::cure;
use crate::{
    can,
    format::remedy::{self, Remedy},
    pages::runner::{
        Live,
        fix::{Prepared, use_fix},
    },
    state::session::use_person,
    widgets::button::{Button, Kind},
};

/// A hint, with the fix that it asks for.
#[component]
pub(super) fn Hint(runner: Live, hint: String) -> impl IntoView {
    let remedy = remedy::of(&hint);
    let prepare = remedy.map(|remedy| view! { <Prepare runner hint=hint.clone() remedy /> });
    view! {
        <li class="hint">
            <p>{hint}</p>
            {prepare}
        </li>
    }
}

/// Puts the change into the text of the edit.
#[component]
fn Prepare(runner: Live, hint: String, remedy: Remedy) -> impl IntoView {
    let person = use_person();
    let prepare = use_fix(runner.with_untracked(|runner| runner.runner_id().to_owned()));
    let refused = move || {
        runner
            .with(|r| can::change(person.rights(), &**r))
            .err()
            .map(|reason| reason.to_string())
    };
    let chosen = RwSignal::new(None);
    let choice = match &remedy {
        Remedy::Select(labels) => {
            let (labels, begin) = runner.with_untracked(|runner| cure::choices(labels, runner));
            chosen.set(labels[begin].clone());
            Some(view! { <Choice labels chosen /> })
        }
        Remedy::Tolerate(_) | Remedy::Request { .. } => None,
    };
    let told = {
        let remedy = remedy.clone();
        move || runner.with(|runner| cure::told(&remedy, runner))
    };
    let press = Callback::new(move |()| {
        let (remedy, label) = (remedy.clone(), chosen.get_untracked());
        prepare(Prepared {
            why: hint.clone(),
            change: Arc::new(move |runner| cure::apply(&remedy, &label, runner)),
        });
    });
    view! {
        <p class="muted">{told}</p>
        <div class="hint-action">
            {choice}
            <Button
                kind=Kind::Primary
                label="Prepare this fix"
                refused=Signal::derive(refused)
                on_press=press
            />
        </div>
    }
}

/// The choice among labels that nodes have.
#[component]
fn Choice(labels: Vec<cure::Label>, chosen: RwSignal<cure::Label>) -> impl IntoView {
    let text = |label: &cure::Label| {
        label.as_ref().map_or_else(
            || "any node".to_owned(),
            |(key, value)| format!("{key} = {value}"),
        )
    };
    let options = labels
        .iter()
        .enumerate()
        .map(|(at, label)| {
            let selected = chosen.with_untracked(|chosen| chosen == label);
            view! { <option value=at.to_string() selected=selected>{text(label)}</option> }
        })
        .collect_view();
    view! {
        <label class="hint-choice">
            "Nodes to run on"
            <select
                class="input"
                on:change=move |event| {
                    let at = event_target_value(&event).parse::<usize>().ok();
                    if let Some(label) = at.and_then(|at| labels.get(at)) {
                        chosen.set(label.clone());
                    }
                }
            >
                {options}
            </select>
        </label>
    }
}
