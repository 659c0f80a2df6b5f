//! Whether what is on screen is still true, and since when it is not: always said.

use contract::condition::since;
use leptos::prelude::*;

use crate::{
    format::{age, time},
    state::{
        clock::use_clock,
        following::{Way, use_following},
        session::use_session,
    },
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Connecting,
    Live,
    Polling,
    Old,
    SignedOut,
    /// The browser stands for another account than this page.
    Elsewhere,
}

/// The state of the connection in a line.
#[component]
pub(crate) fn Live() -> impl IntoView {
    let following = use_following();
    let session = use_session();
    let clock = use_clock();
    let mood = Memo::new(move |_| {
        if session.has_ended() {
            return Mood::SignedOut;
        }
        if session.other_account().is_some() {
            return Mood::Elsewhere;
        }
        let is_current = following.freshness().is_current(clock.now());
        match following.way() {
            Way::Connecting => Mood::Connecting,
            Way::Live | Way::Polling if !is_current => Mood::Old,
            Way::Live => Mood::Live,
            Way::Polling => Mood::Polling,
        }
    });
    let class = move || match mood.get() {
        Mood::Live => "live tone-ok",
        Mood::Connecting => "live tone-off",
        Mood::Polling | Mood::Old | Mood::SignedOut | Mood::Elsewhere => "live tone-warn",
    };
    let word = move || match mood.get() {
        Mood::Connecting => "Connecting…",
        Mood::Live => "Live",
        Mood::Polling => "Not live, polling",
        Mood::Old | Mood::Elsewhere => "Not live",
        Mood::SignedOut => "Session ended",
    };
    let since_when = move || {
        let as_of = following.freshness().as_of()?;
        Some(match mood.get() {
            Mood::Live => format!(" · as of {}", time::clock(as_of)),
            Mood::Connecting => String::new(),
            Mood::Polling | Mood::Old | Mood::SignedOut | Mood::Elsewhere => {
                let age = age::short(since(as_of, clock.now()));
                format!(" · last update {age} ago")
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
