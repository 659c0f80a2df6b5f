//! The table itself: a row per runner, a cell per fact; a change re-renders the cells that it concerns.

use std::sync::Arc;

use contract::console::{Millis, RunnerSummary};
use leptos::prelude::*;

use crate::{
    format::word,
    paths::Route,
    state::{
        clock::use_clock,
        fleet::{Fleet, Row},
    },
    widgets::{
        icon::{Glyph, Icon},
        moment::{Moment, When},
        status::{self, StatusBadge},
    },
};

const COLUMNS: [&str; 9] = [
    "Runner",
    "Install",
    "Connection",
    "Zone",
    "Cluster",
    "Channel",
    "Revision",
    "Update",
    "Age",
];

/// Every runner in order of runner IDs.
#[component]
pub(super) fn Table(fleet: Fleet) -> impl IntoView {
    view! {
        <div class="table-frame">
            // Roles are spelled out: as cards on narrow screens it is still a table.
            <table class="table" role="table">
                <caption class="visually-hidden">"Runners"</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        {COLUMNS
                            .map(|name| {
                                let number = matches!(name, "Revision" | "Age");
                                view! {
                                    <th scope="col" role="columnheader" class:number=number>
                                        {name}
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || fleet.with(|rows| rows.values().cloned().collect::<Vec<_>>()) key=|row| row.id.clone() let(row)>
                        <TableRow row />
                    </For>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn TableRow(row: Row) -> impl IntoView {
    let clock = use_clock();
    let id = row.id.to_string();
    let runner: Signal<Arc<RunnerSummary>> = row.summary.into();
    let heard: Signal<Option<Millis>> = row.heard.into();
    let install = Memo::new(move |_| runner.with(|runner| status::install(&**runner)));
    let connection = Memo::new(move |_| {
        let heard_at = heard.get().map(Millis::instant);
        runner.with(|runner| status::connection(&**runner, heard_at, clock.now()))
    });
    let name = move || runner.with(|runner| runner.display_name.clone());
    let zone = move || runner.with(|runner| runner.zone.clone());
    let cluster = move || runner.with(|runner| runner.cluster().to_owned());
    let channel = move || {
        runner.with(|runner| {
            runner
                .is_managed()
                .then(|| word::channel(&runner.release_channel))
        })
    };
    let href = Route::runner(&id).href();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" data-label="Runner">
                <span class="two-lines">
                    <a class="row-link" href=href>{id}</a>
                    <span class="muted">{name}</span>
                </span>
            </th>
            <td role="cell" data-label="Install"><StatusBadge badge=install /></td>
            <td role="cell" data-label="Connection">
                <span class="with-age">
                    <StatusBadge badge=connection />
                    <span class="muted">
                        <Moment
                            at=Signal::derive(move || heard.get().map(When::from))
                            focusable=false
                        />
                    </span>
                </span>
            </td>
            <td role="cell" data-label="Zone">{zone}</td>
            <td role="cell" data-label="Cluster">{cluster}</td>
            <td role="cell" data-label="Channel">{channel}</td>
            <td role="cell" data-label="Revision" class="number">
                {move || runner.with(|runner| revision(runner))}
            </td>
            <td role="cell" data-label="Update"><Update runner /></td>
            <td role="cell" data-label="Age" class="number muted">
                <Moment
                    at=Signal::derive(move || runner.with(|r| r.created_at.map(When::from)))
                    none=""
                    focusable=false
                />
            </td>
        </tr>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum UpdateState {
    None,
    Available,
    RollingOut,
}

#[component]
fn Update(runner: Signal<Arc<RunnerSummary>>) -> impl IntoView {
    let state = Memo::new(move |_| {
        runner.with(
            |runner| match (runner.is_rolling_out(), runner.update_available) {
                (true, _) => UpdateState::RollingOut,
                (false, true) => UpdateState::Available,
                (false, false) => UpdateState::None,
            },
        )
    });
    move || match state.get() {
        UpdateState::None => ().into_any(),
        UpdateState::Available => {
            view! { <span class="pill tone-busy"><Glyph icon=Icon::Up />"available"</span> }
                .into_any()
        }
        UpdateState::RollingOut => {
            view! { <span class="pill tone-busy"><Glyph icon=Icon::Busy />"rolling out"</span> }
                .into_any()
        }
    }
}

/// `7`, or `7 → 8` while a rollout is under way; a runner that never ran has no active revision.
fn revision(runner: &RunnerSummary) -> String {
    match (runner.active_revision, runner.target_revision) {
        (0, 0) => String::new(),
        (0, target) => format!("→ {target}"),
        (active, target) if target > active => format!("{active} → {target}"),
        (active, _) => active.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_show_the_way() {
        let text = |active_revision, target_revision| {
            revision(&RunnerSummary {
                active_revision,
                target_revision,
                ..RunnerSummary::default()
            })
        };
        assert_eq!(text(9, 10), "9 → 10");
        assert_eq!(text(9, 9), "9");
        assert_eq!(text(0, 1), "→ 1");
        assert_eq!(text(0, 0), "");
    }
}
