//! The table when there is little to show: loading, empty, nothing found, out of reach.

use contract::condition::since;
use leptos::prelude::*;

use super::{
    address::Address,
    listing::{Listing, Overview},
};
use crate::{
    actions::{ActionButton, Offer},
    format::{age, time},
    state::{
        clock::use_clock,
        following::{Freshness, use_following},
    },
    widgets::{button::Button, failure::Failure},
};

/// How many runners there are, and in how many zones.
#[component]
pub(super) fn Summary(listing: ReadSignal<Listing>) -> impl IntoView {
    let following = use_following();
    let overview = Memo::new(move |_| listing.with(|listing| listing.overview));
    let text = move || {
        let Overview { total, zones, .. } = overview.get();
        match (total, zones) {
            (0, _) => String::new(),
            (runners, _) if following.freshness() == Freshness::Loading => {
                format!("{runners} so far, loading more")
            }
            (runners, 1) => format!("{runners} in 1 zone"),
            (runners, zones) => format!("{runners} in {zones} zones"),
        }
    };
    view! { <span class="muted">{text}</span> }
}

/// Why the newest reading failed, and how old what is shown is.
#[component]
pub(super) fn Trouble() -> impl IntoView {
    let following = use_following();
    let clock = use_clock();
    let error = Memo::new(move |_| match following.freshness() {
        Freshness::Stale(as_of, error) => Some((as_of, error)),
        Freshness::Loading | Freshness::AsOf(_) => None,
    });
    move || {
        error.get().map(|(as_of, error)| {
            let shown = as_of.map(|as_of| {
                move || {
                    let age = age::short(since(as_of, clock.now()));
                    format!(
                        "This is the state as of {} ({age} ago).",
                        time::clock(as_of)
                    )
                }
            });
            view! {
                <div class="stack">
                    <Failure
                        what="The runners could not be read"
                        error
                        on_retry=Callback::new(move |()| following.refresh())
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
pub(super) fn Nothing(create: Offer) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"No runners yet"</h2>
            <p>
                "A runner lets sandboxes run in one of your organization’s CKS clusters. You need a running cluster \
                and at least one profile; it usually takes less than a minute."
            </p>
            <ActionButton offer=create />
        </div>
    }
}

/// Runners exist, but none that the filters let pass.
#[component]
pub(super) fn NoMatch(address: Address) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"No runner matches"</h2>
            <p>"Every runner is hidden by the filters."</p>
            <Button
                label="Clear filters"
                on_press=Callback::new(move |()| address.change(|view| *view = view.unfiltered()))
            />
        </div>
    }
}
