//! What a teammate sees of the runners: on their own page, and as a preview where a link is made.

use std::cmp::Reverse;

use contract::{
    condition::Condition,
    console::{
        natural,
        share::{SharedPage, SharedRunner},
    },
};
use jiff::Timestamp;
use leptos::prelude::*;

use super::{row::Row, words};
use crate::{
    format::time,
    widgets::{
        icon::Glyph,
        status::{Tone, ToneClass as _},
    },
};

/// How a board is to be looked at.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// The present.
    pub(crate) now: Signal<Timestamp>,
    /// Whether it is how things are, and not how they were.
    pub(crate) fresh: Signal<bool>,
    /// Whether the API's own words are shown.
    pub(crate) spelled: Signal<bool>,
}

/// Title, note, who shares it until when, how all runners are, and each of them.
#[component]
pub(crate) fn Board(
    #[prop(into)] page: Signal<SharedPage>,
    look: Look,
    /// It is a part of a page that has a heading of its own.
    #[prop(optional)]
    is_part: bool,
    /// It hangs on a wall, where nobody scrolls: as much as there is room for, and what needs attention
    /// first.
    #[prop(optional)]
    on_wall: bool,
) -> impl IntoView {
    let title = Memo::new(move |_| page.with(|page| page.title.clone()));
    let note = Memo::new(move |_| page.with(|page| page.note.clone()));
    let by = Memo::new(move |_| {
        page.with(|page| {
            let until = page.until.map(|until| {
                let at = time::brief(until.instant(), page.now.instant());
                format!("until {at}")
            });
            let sharer = (!page.sharer.is_empty()).then(|| format!("by {}", page.sharer));
            let parts: Vec<_> = sharer.into_iter().chain(until).collect();
            (!parts.is_empty()).then(|| format!("Shared {}.", parts.join(" ")))
        })
    });
    let keys = Memo::new(move |_| {
        page.with(|page| {
            let mut runners: Vec<_> = page.runners.iter().collect();
            runners.sort_by(|a, b| natural(&a.name, &b.name));
            if on_wall {
                let now = look.now.get();
                runners.sort_by_key(|runner| Reverse(Condition::of(*runner, now).shared()));
            }
            let keys = runners.into_iter().map(|runner| runner.key.clone());
            keys.collect::<Vec<_>>()
        })
    });
    let row = move |key: String| {
        let runner = Memo::new(move |before: Option<&SharedRunner>| {
            let found = page.with(|page| page.runners.iter().find(|r| r.key == key).cloned());
            // A row that is about to go stays as it was.
            found.or_else(|| before.cloned()).unwrap_or_default()
        });
        view! { <Row runner look /> }
    };
    let rows = move || match keys.with(Vec::len) {
        count if !on_wall || count < 5 => "board-rows",
        5..=15 => "board-rows board-tiles",
        16..=40 => "board-rows board-tiles board-many",
        _ => "board-rows board-tiles board-crowd",
    };
    view! {
        <div class="board-board">
            <header class="board-head">
                {if is_part {
                    view! { <h3 class="board-title">{move || title.get()}</h3> }.into_any()
                } else {
                    view! { <h1 class="board-title">{move || title.get()}</h1> }.into_any()
                }}
                {move || note.with(|note| {
                    (!note.is_empty()).then(|| view! { <p class="board-note">{note.clone()}</p> })
                })}
                <p class="muted">{move || by.get()}</p>
            </header>
            <section class="card board-card" aria-labelledby="board-all">
                <Summary page look />
                <ul class=rows>
                    <For each=move || keys.get() key=Clone::clone let:key>{row(key)}</For>
                </ul>
                {move || {
                    let more = page.with(|page| page.more);
                    (more > 0)
                        .then(|| view! { <p class="board-more muted">{format!("and {more} more runners")}</p> })
                }}
            </section>
        </div>
    }
}

/// How all runners are, and when that was. Read out when it changes, and only then.
#[component]
fn Summary(page: Signal<SharedPage>, look: Look) -> impl IntoView {
    let Look { now, fresh, .. } = look;
    let overall = Memo::new(move |_| page.with(|page| page.overall(now.get())));
    let sentence = Memo::new(move |_| {
        let sentence = overall.get().sentence();
        if fresh.get() {
            sentence
        } else {
            format!("Unknown right now. Last known: {sentence}")
        }
    });
    let tone = move || {
        if fresh.get() {
            overall.get().tone()
        } else {
            Tone::Off
        }
    };
    let as_of = move || {
        let at = page.with(|page| page.as_of);
        at.map_or_else(
            || "not loaded yet".to_owned(),
            |at| {
                let (at, now) = (at.instant(), now.get());
                let when = if time::day(at) == time::day(now) {
                    time::clock(at)
                } else {
                    time::local_ahead(at, now)
                };
                format!("as of {when}")
            },
        )
    };
    // Paper is read another day.
    let day = move || {
        page.with(|page| {
            page.as_of
                .map(|at| format!(" on {}", time::day(at.instant())))
        })
    };
    view! {
        <div class="board-summary">
            <p id="board-all" class=move || format!("badge {}", tone().class())>
                {move || view! { <Glyph icon=words::icon_of_all(overall.get()) /> }}
                <span role="status">{move || sentence.get()}</span>
            </p>
            <span class="muted">{as_of}<span class="board-day">{day}</span></span>
        </div>
    }
}
