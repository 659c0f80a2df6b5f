//! What to do; where that is a change of the runner, the change is prepared (contract 1.7).

use contract::wire::{Runner, Scaling};
use leptos::prelude::*;

use crate::{
    can,
    format::{
        overrides::{Line, lines},
        remedy::{self, Remedy},
    },
    pages::runner::{
        Live,
        save::{Edit, Save, SaveForm},
        tolerations::Fix,
    },
    state::session::use_person,
    widgets::{
        button::{Button, Kind},
        dialog::Dialog,
    },
};

/// A hint, with the fix that it asks for.
#[component]
pub(super) fn Hint(runner: Live, hint: String) -> impl IntoView {
    let remedy = remedy::of(&hint);
    let prepare = remedy.map(|remedy| view! { <Prepare runner remedy /> });
    view! {
        <li class="hint">
            <p>{hint}</p>
            {prepare}
        </li>
    }
}

#[component]
fn Prepare(runner: Live, remedy: Remedy) -> impl IntoView {
    let fix = Fix::context();
    let person = use_person();
    let open = RwSignal::new(false);
    let locked = RwSignal::new(false);
    let refused = move || {
        runner
            .with(|r| can::change(person.rights(), &**r))
            .err()
            .map(|reason| reason.to_string())
    };
    let does = match remedy {
        Remedy::Tolerate(_) => "Adds one toleration.",
        Remedy::Select(_) => "Changes the node selector.",
        Remedy::Request { .. } => "Lowers what the pod asks for.",
    };
    let remedy = StoredValue::new(remedy);
    let press = Callback::new(move |()| match remedy.get_value() {
        Remedy::Tolerate(toleration) => fix.open_with(toleration),
        Remedy::Select(_) | Remedy::Request { .. } => open.set(true),
    });
    view! {
        <p class="muted">{move || runner.with(|runner| kept(runner, does))}</p>
        <div class="hint-action">
            <Button
                kind=Kind::Primary
                label="Prepare this fix"
                refused=Signal::derive(refused)
                on_press=press
            />
        </div>
        <Dialog title="Prepare this fix" open locked>
            {move || match remedy.get_value() {
                Remedy::Tolerate(_) => ().into_any(),
                Remedy::Select(labels) => view! { <Select runner labels open locked /> }.into_any(),
                Remedy::Request { cpu, memory, in_all } => {
                    let edit = Edit::new(move |runner| request(runner, &cpu, &memory, in_all));
                    view! { <Saving runner edit=Signal::stored(edit) open locked /> }.into_any()
                }
            }}
        </Dialog>
    }
}

/// A choice among labels that nodes have.
#[component]
fn Select(
    runner: Live,
    labels: Vec<(String, String)>,
    open: RwSignal<bool>,
    locked: RwSignal<bool>,
) -> impl IntoView {
    let had = runner.with_untracked(|runner| selector_keys(runner));
    let same_key = labels.iter().position(|(key, _)| had.contains(key));
    let chosen = RwSignal::new(same_key.map(|at| labels[at].clone()));
    let edit = move || {
        let chosen = chosen.get();
        Edit::new(move |runner| {
            let spec = runner.managed_spec.get_or_insert_default();
            let overrides = spec.overrides.get_or_insert_default();
            overrides.node_selector = chosen.clone().into_iter().collect();
        })
    };
    let choice = move |label: Option<(String, String)>| {
        let text = label.as_ref().map_or_else(
            || "No node selector: any node".to_owned(),
            |(key, value)| format!("{key} = {value}"),
        );
        let value = label.clone();
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="node-selector"
                    prop:checked=move || chosen.with(|chosen| *chosen == value)
                    on:change=move |_| chosen.set(label.clone())
                />
                <span class="option-label">{text}</span>
            </label>
        }
    };
    let choices = labels.into_iter().map(Some).chain([None]).map(choice);
    view! {
        <div class="dialog-body">
            <fieldset class="choices">
                <legend>"Nodes to run on"</legend>
                <div class="options">{choices.collect_view()}</div>
            </fieldset>
        </div>
        <Saving runner edit=Signal::derive(edit) open locked />
    }
}

#[component]
fn Saving(
    runner: Live,
    edit: Signal<Edit>,
    open: RwSignal<bool>,
    locked: RwSignal<bool>,
) -> impl IntoView {
    let save = Save::of(runner.get_untracked());
    Effect::new(move |_| locked.set(save.is_sending()));
    let close = Callback::new(move |()| open.set(false));
    view! { <SaveForm save edit describe=describe on_cancel=close on_done=close /> }
}

fn selector_keys(runner: &Runner) -> Vec<String> {
    let overrides = runner
        .managed_spec
        .as_ref()
        .and_then(|spec| spec.overrides.as_ref());
    overrides
        .map(|overrides| overrides.node_selector.keys().cloned().collect())
        .unwrap_or_default()
}

/// Asks for no more than this; for all replicas together by running one.
fn request(runner: &mut Runner, cpu: &str, memory: &str, in_all: bool) {
    let spec = runner.managed_spec.get_or_insert_default();
    let overrides = spec.overrides.get_or_insert_default();
    let resources = overrides.resources.get_or_insert_default();
    cpu.clone_into(&mut resources.cpu_request);
    memory.clone_into(&mut resources.memory_request);
    if in_all && let Some(scaling) = &mut overrides.scaling {
        *scaling = Scaling {
            replicas: 1,
            unknown: std::mem::take(&mut scaling.unknown),
            ..Scaling::default()
        };
    }
}

/// All overrides, since all are replaced.
fn describe(runner: &Runner) -> Vec<Line> {
    let overrides = runner
        .managed_spec
        .as_ref()
        .and_then(|spec| spec.overrides.as_ref());
    overrides.map(lines).unwrap_or_default()
}

/// What the fix does, and what it leaves as it is.
fn kept(runner: &Runner, does: &str) -> String {
    match describe(runner).len() {
        0 => does.to_owned(),
        1 => format!("{does} Other overrides are kept."),
        count => format!("{does} Of the {count} overrides no other is touched."),
    }
}

#[cfg(test)]
mod tests {
    use contract::wire::{ManagedSpec, Overrides};

    use super::*;

    #[test]
    fn a_lower_request_keeps_its_neighbours() {
        let mut runner = Runner {
            managed_spec: Some(ManagedSpec {
                overrides: Some(Overrides {
                    labels: [("a".to_owned(), "b".to_owned())].into(),
                    scaling: Some(Scaling {
                        replicas: 8,
                        ..Scaling::default()
                    }),
                    ..Overrides::default()
                }),
                ..ManagedSpec::default()
            }),
            ..Runner::default()
        };
        request(&mut runner, "4", "8Gi", true);
        let overrides = runner.managed_spec.unwrap().overrides.unwrap();
        assert_eq!(overrides.labels.len(), 1);
        assert_eq!(overrides.scaling.unwrap().replicas, 1);
        assert_eq!(overrides.resources.unwrap().cpu_request, "4");
    }
}
