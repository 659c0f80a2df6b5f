//! Which runners something is about: those that match a filter, or these only.

use std::collections::BTreeSet;

use contract::console::share::Selection;
use leptos::prelude::*;

use crate::{
    format::selection::selection,
    paths,
    state::{clock::Clock, fleet::use_fleet, handover},
    widgets::{field::FieldError, option::RadioOption},
};

/// What an address asks for, and beside a filter the runners that match now.
pub(crate) fn choices(query: &str) -> Vec<Selection> {
    if let Some(ids) = paths::shared_runners(query) {
        let ids = if ids.is_empty() {
            handover::handed_runners()
        } else {
            ids
        };
        return vec![Selection::Only(ids)];
    }
    let filter = Selection::Matching(paths::filter(query));
    let now = Clock::instant();
    let ids = use_fleet().with(|rows| {
        let runners: Vec<_> = rows
            .values()
            .map(|row| row.summary.get_untracked())
            .collect();
        let picked = filter.pick(runners.iter().map(|runner| &**runner), now);
        let ids = picked.iter().map(|runner| runner.runner_id.clone());
        ids.collect::<BTreeSet<_>>()
    });
    let only = (!ids.is_empty()).then_some(Selection::Only(ids));
    [Some(filter), only].into_iter().flatten().collect()
}

/// One of the choices.
#[component]
pub(crate) fn SelectionField(
    /// Unique in the page.
    id: &'static str,
    value: RwSignal<Selection>,
    choices: Vec<Selection>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let option = move |choice: Selection| {
        let (label, hint) = match &choice {
            Selection::Matching(_) => (
                selection(&choice),
                "Follows the filter: runners that match later are included.",
            ),
            Selection::Only(ids) if ids.len() == 1 => (
                format!("Only {}", selection(&choice)),
                "This runner and no other.",
            ),
            Selection::Only(_) => (
                format!("Only these {}", selection(&choice)),
                "No other runner is ever added.",
            ),
        };
        let choice = StoredValue::new(choice);
        let is_chosen = move || choice.with_value(|choice| value.with(|now| now == choice));
        view! {
            <RadioOption
                name=id
                label
                hint
                chosen=Signal::derive(is_chosen)
                choose=Callback::new(move |()| value.set(choice.get_value()))
            />
        }
    };
    view! {
        <fieldset class="options links-options">
            <legend>"Runners"</legend>
            {choices.into_iter().map(option).collect_view()}
            <FieldError id=format!("{id}-error") error />
        </fieldset>
    }
}
