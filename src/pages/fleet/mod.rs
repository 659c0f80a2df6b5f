//! The fleet: every runner in a table.

mod table;

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    can,
    format::{age, time},
    paths::Route,
    state::{
        clock::use_clock,
        feed::{Freshness, use_feed},
        fleet::{Fleet, Row, use_fleet},
        lifecycle::since,
        session::use_person,
    },
    widgets::{
        button::{Button, ButtonLink, Kind},
        failure::Failure,
        icon::Icon,
        page::Page,
    },
};
use table::Table;

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
            <Trouble />
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
    let feed = use_feed();
    let shown = Memo::new(move |_| match (fleet.len(), feed.freshness()) {
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
        let zones: BTreeSet<String> = fleet.with(|rows| {
            let zone = |row: &Row| {
                row.summary
                    .with_untracked(|runner| runner.zone.to_ascii_lowercase())
            };
            rows.values().map(zone).collect()
        });
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
fn Trouble() -> impl IntoView {
    let feed = use_feed();
    let clock = use_clock();
    let error = Memo::new(move |_| match feed.freshness() {
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
