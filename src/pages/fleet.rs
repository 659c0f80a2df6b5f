//! The fleet: every runner in a table.

use std::{collections::BTreeSet, sync::Arc};

use contract::wire::Runner;
use leptos::prelude::*;

use crate::{
    can,
    format::{age, time, word},
    paths::Route,
    state::{
        clock::use_clock,
        feed::use_feed,
        fleet::{Fleet, Freshness, Row, use_fleet},
        lifecycle::since,
        session::use_person,
    },
    widgets::{
        button::{Button, ButtonLink, Kind},
        failure::Failure,
        icon::{Glyph, Icon},
        moment::Moment,
        page::Page,
        status::{self, StatusBadge},
    },
};

/// The table of runners.
#[component]
pub(crate) fn FleetPage() -> impl IntoView {
    let fleet = use_fleet();
    view! {
        <Page
            title="Runners"
            beside=move || view! { <Summary fleet /> }
            actions=move || view! { <CreateButton /> }
        >
            <Trouble fleet />
            <Content fleet />
        </Page>
    }
}

/// What there is to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Loading,
    Nothing,
    Table,
    /// Nothing could be read; the trouble above says why.
    Trouble,
}

#[component]
fn Content(fleet: Fleet) -> impl IntoView {
    let shown = Memo::new(move |_| match (fleet.len(), fleet.freshness()) {
        (0, Freshness::Loading) => Shown::Loading,
        (0, Freshness::AsOf(_) | Freshness::Stale(Some(_), _)) => Shown::Nothing,
        (0, Freshness::Stale(None, _)) => Shown::Trouble,
        _ => Shown::Table,
    });
    move || match shown.get() {
        Shown::Loading => view! { <Loading /> }.into_any(),
        Shown::Nothing => view! { <Nothing /> }.into_any(),
        Shown::Table => view! { <Table fleet /> }.into_any(),
        Shown::Trouble => ().into_any(),
    }
}

#[component]
fn Summary(fleet: Fleet) -> impl IntoView {
    let text = move || {
        let zones: BTreeSet<String> = fleet
            .rows()
            .into_iter()
            .map(|(_, row)| row.with(|runner| runner.identity.zone.to_lowercase()))
            .collect();
        match (fleet.len(), zones.len()) {
            (0, _) => String::new(),
            (runners, 1) => format!("{runners} in 1 zone"),
            (runners, zones) => format!("{runners} in {zones} zones"),
        }
    };
    view! { <span class="muted">{text}</span> }
}

#[component]
fn CreateButton() -> impl IntoView {
    let person = use_person();
    move || match can::create(person.rights()) {
        Ok(()) => view! {
            <ButtonLink
                href=Route::Create.href()
                label="Create runner"
                kind=Kind::Primary
                icon=Icon::Plus
            />
        }
        .into_any(),
        Err(reason) => view! {
            <Button
                label="Create runner"
                kind=Kind::Primary
                icon=Icon::Plus
                refused=Some(reason.to_string())
            />
        }
        .into_any(),
    }
}

/// Why the newest reading failed, and how old what is shown is.
#[component]
fn Trouble(fleet: Fleet) -> impl IntoView {
    let feed = use_feed();
    let clock = use_clock();
    let error = Memo::new(move |_| match fleet.freshness() {
        Freshness::Stale(as_of, error) => Some((as_of, error)),
        Freshness::Loading | Freshness::AsOf(_) => None,
    });
    move || {
        error.get().map(|(as_of, error)| {
            let shown = as_of.map(|as_of| {
                move || {
                    let age = age::short(since(as_of, clock.now()));
                    format!("Shown is the state of {} ({age} ago).", time::clock(as_of))
                }
            });
            view! {
                <div class="stack">
                    <Failure
                        what="The runners could not be read"
                        error
                        on_retry=Callback::new(move |()| feed.refresh())
                    />
                    <p class="muted">{shown}</p>
                </div>
            }
        })
    }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <div class="table-frame" aria-busy="true">
            <p class="visually-hidden" role="status">"Loading the runners"</p>
            {(0..8).map(|_| view! { <div class="skeleton-row" aria-hidden="true"></div> }).collect_view()}
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"No runner yet"</h2>
            <p>
                "A runner lets sandboxes run in a CKS cluster of your organization. It takes a running cluster, \
                at least one profile, and usually less than a minute."
            </p>
            <CreateButton />
        </div>
    }
}

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

#[component]
fn Table(fleet: Fleet) -> impl IntoView {
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
                    <For each=move || fleet.rows() key=|(id, _)| id.clone() let((id, row))>
                        <TableRow id row />
                    </For>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn TableRow(id: String, row: Row) -> impl IntoView {
    let clock = use_clock();
    let runner: Signal<Arc<Runner>> = row.into();
    let install = Memo::new(move |_| runner.with(|runner| status::install(runner)));
    let connection =
        Memo::new(move |_| runner.with(|runner| status::connection(runner, clock.now())));
    let name = move || runner.with(|runner| runner.display_name.clone());
    let zone = move || runner.with(|runner| runner.identity.zone.clone());
    let cluster = move || runner.with(|runner| cluster(runner));
    let channel = move || {
        runner.with(|runner| {
            runner
                .managed_spec
                .as_ref()
                .map(|spec| word::channel(&spec.release_channel))
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
                            at=Signal::derive(move || runner.with(|r| r.last_heartbeat_at.clone()))
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
                    at=Signal::derive(move || runner.with(|r| r.created_at.clone()))
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
fn Update(runner: Signal<Arc<Runner>>) -> impl IntoView {
    let state = Memo::new(move |_| {
        runner.with(
            |runner| match (runner.rollout_in_progress, runner.update_available) {
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

/// The cluster's name, or its UUID where the server gives no name.
fn cluster(runner: &Runner) -> String {
    let identity = &runner.identity;
    if identity.cluster_name.is_empty() {
        identity.cluster_id.clone()
    } else {
        identity.cluster_name.clone()
    }
}

/// `7`, or `7 → 8` while a rollout is under way; a runner that never ran has no active revision.
fn revision(runner: &Runner) -> String {
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
            revision(&Runner {
                active_revision,
                target_revision,
                ..Runner::default()
            })
        };
        assert_eq!(text(9, 10), "9 → 10");
        assert_eq!(text(9, 9), "9");
        assert_eq!(text(0, 1), "→ 1");
        assert_eq!(text(0, 0), "");
    }
}
