//! When the runner may update by itself (contract 1.4): a picture of the week, fields, cron expressions and
//! exclusions, all views of one policy.

mod bars;
mod custom;
mod drag;
mod exclusion;
mod forecast;
mod form;
mod length;
mod listed;
mod openings;
mod parts;
mod picture;
mod rows;
mod start;
mod warnings;
mod window;

use contract::model::{MaintenanceExclusion, MaintenancePolicy, MaintenanceWindow};
use leptos::prelude::*;

pub(crate) use openings::Openings;

use self::{
    exclusion::ExclusionRow, form::Form, parts::Chips, picture::Picture, warnings::warnings,
    window::WindowRow,
};
use crate::{
    state::clock::use_clock,
    widgets::{
        button::Button,
        icon::{Glyph, Icon},
    },
};

/// When the runner may update by itself: at any time, or only in windows, and never in exclusions. Errors
/// come from the [`Problems`](crate::forms::problems::Problems) around.
#[component]
pub(crate) fn MaintenanceForm(
    /// The policy now.
    #[prop(into)]
    policy: Signal<MaintenancePolicy>,
    /// Called with the whole new policy on each change.
    on_change: Callback<MaintenancePolicy>,
) -> impl IntoView {
    let form = Form::new(policy, on_change);
    let has_windows = Memo::new(move |_| form.policy.with(|policy| !policy.windows.is_empty()));
    // Chosen, though no window is left: then the form says so.
    let wants_windows = RwSignal::new(has_windows.get_untracked());
    let in_windows = Memo::new(move |_| wants_windows.get() || has_windows.get());
    let kept = StoredValue::new(Vec::<MaintenanceWindow>::new());
    let choose = move |only_in_windows: bool| {
        wants_windows.set(only_in_windows);
        if only_in_windows {
            let windows = kept.try_update_value(std::mem::take).unwrap_or_default();
            let windows = if windows.is_empty() {
                vec![window::suggestion()]
            } else {
                windows
            };
            form.change(|policy| policy.windows = windows);
        } else {
            kept.set_value(form.policy.with_untracked(|policy| policy.windows.clone()));
            form.change(|policy| policy.windows.clear());
        }
    };
    view! {
        <div class="maintenance">
            <div class="maintenance-choices">
                <Chips
                    legend="Updates may start"
                    name="maintenance-when"
                    labels=["Any time".to_owned(), "Only in windows".to_owned()]
                    chosen=in_windows
                    choose
                />
                <Show when=|| Form::zone_name() != "UTC">
                    <Chips
                        legend="Hours in"
                        name="maintenance-zone"
                        labels=["UTC (as stored)".to_owned(), Form::zone_name()]
                        chosen=form.is_local
                        choose=move |local| form.is_local.set(local)
                    />
                </Show>
            </div>
            <Show
                when=move || in_windows.get()
                fallback=|| {
                    view! {
                        <p class="muted">
                            "As soon as its channel has a newer version, except during exclusions."
                        </p>
                    }
                }
            >
                <Picture form />
                <Windows form />
                <Show when=move || !has_windows.get()>
                    <p class="badge-line tone-warn">
                        <Glyph icon=Icon::Alert />
                        "There is no window: without one, updates may start at any time."
                    </p>
                </Show>
            </Show>
            <Exclusions form />
            <Warnings form />
            <div class="form-actions">
                <Show when=move || in_windows.get()>
                    <Button label="Add window" icon=Icon::Plus on_press=move |()| window::add(form) />
                </Show>
                <Button label="Add exclusion" icon=Icon::Plus on_press=move |()| exclusion::add(form) />
            </div>
        </div>
    }
}

#[component]
fn Windows(form: Form) -> impl IntoView {
    let ids = Memo::new(move |_| ids(form.rows::<MaintenanceWindow>().all()));
    view! {
        <div class="week-rows">
            <For each=move || ids.get() key=|id| *id let:id>
                <WindowRow form id />
            </For>
        </div>
    }
}

#[component]
fn Exclusions(form: Form) -> impl IntoView {
    let ids = Memo::new(move |_| ids(form.rows::<MaintenanceExclusion>().all()));
    let is_empty = Memo::new(move |_| ids.with(Vec::is_empty));
    view! {
        <Show when=move || !is_empty.get()>
            <section class="week-exclusions" aria-labelledby="maintenance-exclusions">
                <h3 id="maintenance-exclusions">"Never in these periods"</h3>
                <div class="week-rows">
                    <For each=move || ids.get() key=|id| *id let:id>
                        <ExclusionRow form id />
                    </For>
                </div>
            </section>
        </Show>
    }
}

fn ids<T>(rows: &[rows::Row<T>]) -> Vec<u32> {
    rows.iter().map(|row| row.id).collect()
}

/// What is odd, read out as it comes.
#[component]
fn Warnings(form: Form) -> impl IntoView {
    let clock = use_clock();
    let hour = Memo::new(move |_| clock.now().as_second() / 3600);
    let found = Memo::new(move |_| {
        hour.track();
        let now = untrack(|| clock.now());
        form.policy.with(|policy| warnings(policy, now))
    });
    view! {
        <div role="status">
        <ul class="week-warnings">
            {move || {
                found
                    .get()
                    .into_iter()
                    .map(|text| {
                        view! {
                            <li class="badge-line tone-warn">
                                <Glyph icon=Icon::Alert />
                                {text}
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
        </div>
    }
}
