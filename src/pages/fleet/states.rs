//! The table when there is little to show: loading, empty, nothing found, out of reach.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::address::Address;
use crate::{
    can,
    format::{age, time},
    paths::Route,
    state::{
        clock::use_clock,
        feed::{Freshness, use_feed},
        fleet::{Row, use_fleet},
        lifecycle::since,
        session::use_person,
    },
    widgets::{
        button::{Button, ButtonLink, Kind},
        failure::Failure,
        icon::Icon,
    },
};

/// How many runners there are, and in how many zones.
#[component]
pub(super) fn Summary() -> impl IntoView {
    let fleet = use_fleet();
    let feed = use_feed();
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
            (runners, _) if feed.freshness() == Freshness::Loading => {
                format!("{runners} so far, more are coming")
            }
            (runners, 1) => format!("{runners} in 1 zone"),
            (runners, zones) => format!("{runners} in {zones} zones"),
        }
    };
    view! { <span class="muted">{text}</span> }
}

/// Leads to the form, or says why not.
#[component]
pub(super) fn CreateButton() -> impl IntoView {
    let person = use_person();
    move || match can::create(person.rights()) {
        Ok(()) => view! {
            <ButtonLink
                href=Route::CREATE.href()
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
pub(super) fn Trouble() -> impl IntoView {
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
pub(super) fn Loading() -> impl IntoView {
    view! {
        <div class="grid-frame" aria-busy="true">
            <p class="visually-hidden" role="status">"Loading the runners"</p>
            {(0..8).map(|_| view! { <div class="skeleton-row" aria-hidden="true"></div> }).collect_view()}
        </div>
    }
}

#[component]
pub(super) fn Nothing() -> impl IntoView {
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

/// Runners exist, but none that the filters let pass.
#[component]
pub(super) fn NoMatch(address: Address) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"No runner matches"</h2>
            <p>"The filters leave nothing to show."</p>
            <Button
                label="Clear filters"
                on_press=Callback::new(move |()| address.change(|view| *view = view.unfiltered()))
            />
        </div>
    }
}
