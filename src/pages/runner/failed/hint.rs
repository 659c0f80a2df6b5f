//! What to do; where that is a change of the runner that can be sent, the change is prepared (contract 1.7).

use std::sync::Arc;

use contract::{
    model::Runner,
    remedy::{Label, Remedy},
};
use leptos::prelude::*;

use crate::{
    can,
    format::overrides::lines,
    pages::runner::{
        Live,
        fix::{Change, Prepared, use_fix},
    },
    state::session::use_person,
    widgets::button::{Button, Kind},
};

/// A hint, with the fix that it asks for.
#[component]
pub(super) fn Hint(runner: Live, hint: String) -> impl IntoView {
    let remedy = Remedy::read(&hint);
    let elsewhere = remedy.as_ref().and_then(elsewhere);
    let prepare = remedy
        .filter(|_| elsewhere.is_none())
        .map(|remedy| view! { <Prepare runner hint=hint.clone() remedy /> });
    view! {
        <li class="hint">
            <p>{hint}</p>
            {elsewhere.map(|what| view! { <p class="muted">{what}</p> })}
            {prepare}
        </li>
    }
}

/// Who helps, where no change of the runner does.
fn elsewhere(remedy: &Remedy) -> Option<&'static str> {
    match remedy {
        Remedy::EnlargeQuota { .. } | Remedy::AddNode { .. } => Some(
            "There is nothing to change here. Send the support bundle to whoever runs the cluster.",
        ),
        Remedy::Wait { .. } => {
            Some("There is nothing to change here. This page updates by itself.")
        }
        Remedy::Tolerate { .. }
        | Remedy::Select { .. }
        | Remedy::Request { .. }
        | Remedy::StayWithin { .. } => None,
    }
}

/// Puts the change into the text of the edit.
#[component]
fn Prepare(runner: Live, hint: String, remedy: Remedy) -> impl IntoView {
    let person = use_person();
    let prepare = use_fix(runner.with_untracked(|runner| runner.runner_id().to_owned()));
    let labels = runner.with_untracked(|runner| remedy.choices(runner));
    let chosen = RwSignal::new(labels.first().cloned().flatten());
    let choice = (!labels.is_empty()).then(|| view! { <Choice labels chosen /> });
    let remedy = StoredValue::new(remedy);
    let fixed = Memo::new(move |_| {
        runner.with(|runner| remedy.with_value(|remedy| remedy.dry_run(&chosen.get(), runner)))
    });
    let refused = move || {
        let missing = runner
            .with(|runner| can::change(person.rights(), &**runner))
            .err();
        let useless = "Changing this runner would not help.";
        let useless = fixed.with(Option::is_none).then(|| useless.to_owned());
        missing.map(|reason| reason.to_string()).or(useless)
    };
    let effect = move || {
        let fixed = fixed.get()?;
        Some(runner.with(|runner| effect(&remedy.get_value(), runner, &fixed)))
    };
    let press = Callback::new(move |()| {
        let (remedy, label) = (remedy.get_value(), chosen.get_untracked());
        prepare(Prepared {
            why: hint.clone(),
            what: Change::Do(Arc::new(move |runner| remedy.apply(&label, runner))),
        });
    });
    view! {
        <p class="muted">{effect}</p>
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

/// What the fix does, and what it leaves as it is.
fn effect(remedy: &Remedy, runner: &Runner, fixed: &Runner) -> String {
    let overrides = |runner: &Runner| runner.managed_spec.clone().unwrap_or_default().overrides;
    let (before, after) = (overrides(runner), overrides(fixed));
    let scaling = |from: &Option<_>| {
        from.clone()
            .and_then(|o: contract::model::Overrides| o.scaling)
    };
    let does = match remedy {
        Remedy::Tolerate { .. } => "Adds one toleration.",
        Remedy::Select { .. } => "Changes the node selector.",
        _ if scaling(&before) != scaling(&after) => "Runs fewer replicas.",
        _ => "Lowers what the pod asks for.",
    };
    if before.is_some_and(|overrides| !lines(&overrides).is_empty()) {
        format!("{does} The other overrides are kept.")
    } else {
        does.to_owned()
    }
}

/// The choice among labels that nodes have.
#[component]
fn Choice(labels: Vec<Label>, chosen: RwSignal<Label>) -> impl IntoView {
    let text = |label: &Label| {
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
