//! Whether what is on screen is still true, and since when it is not: always said.

use leptos::prelude::*;

use crate::{
    format::{age, time},
    state::{
        clock::use_clock,
        feed::is_current,
        fleet::{Freshness, use_fleet},
        lifecycle::since,
        session::use_session,
    },
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Connecting,
    Polling,
    Old,
    SignedOut,
}

/// The state of the connection in a line.
#[component]
pub(crate) fn Live() -> impl IntoView {
    let fleet = use_fleet();
    let session = use_session();
    let clock = use_clock();
    let mood = Memo::new(move |_| match fleet.freshness() {
        _ if session.has_ended() => Mood::SignedOut,
        Freshness::Loading => Mood::Connecting,
        freshness if is_current(&freshness, clock.now()) => Mood::Polling,
        Freshness::AsOf(_) | Freshness::Stale(..) => Mood::Old,
    });
    let class = move || match mood.get() {
        Mood::Polling => "live tone-ok",
        Mood::Connecting => "live tone-off",
        Mood::Old | Mood::SignedOut => "live tone-warn",
    };
    let word = move || match mood.get() {
        Mood::Connecting => "Connecting…",
        Mood::Polling => "Polling",
        Mood::Old => "Not current",
        Mood::SignedOut => "Session ended",
    };
    let since_when = move || {
        let as_of = fleet.freshness().as_of()?;
        Some(match mood.get() {
            Mood::Polling => format!(" · as of {}", time::clock(as_of)),
            Mood::Connecting => String::new(),
            Mood::Old | Mood::SignedOut => {
                format!(" · {} old", age::short(since(as_of, clock.now())))
            }
        })
    };
    view! {
        <p class=class>
            <span class="live-dot" aria-hidden="true"></span>
            // Read out when it changes; the seconds beside it are not.
            <span role="status">{word}</span>
            <span>{since_when}</span>
        </p>
    }
}
