//! What happened to the runner, as a time line.

mod change;
mod entry;
mod words;

use contract::console::HistoryEntry;
use leptos::prelude::*;

use crate::{
    format::time,
    state::past::{Past, use_past},
    widgets::{button::Button, card::Card, failure::Failure},
};
use entry::Entry;
use words::Kind;

/// How many entries the overview shows.
const NEWEST: usize = 5;

/// Everything that is known, to be filtered.
#[component]
pub(super) fn HistoryTab() -> impl IntoView {
    let past = use_past();
    let kinds = RwSignal::new(Vec::<Kind>::new());
    let shown = Memo::new(move |_| {
        let kinds = kinds.get();
        past.with(|entries| {
            let passes = |entry: &&HistoryEntry| {
                kinds.is_empty() || kinds.contains(&words::told(entry, "", str::to_owned).kind)
            };
            entries.iter().filter(passes).cloned().collect::<Vec<_>>()
        })
    });
    let days = move || {
        let mut entries = shown.get().into_iter().peekable();
        let mut days = Vec::new();
        while let Some(first) = entries.next() {
            let day = time::day(first.at.instant());
            let mut of_day = vec![first];
            while let Some(next) = entries.next_if(|next| time::day(next.at.instant()) == day) {
                of_day.push(next);
            }
            days.push(view! {
                <li>
                    <h3 class="history-day">{day}</h3>
                    <Entries entries=of_day />
                </li>
            });
        }
        days
    };
    view! {
        <Card title="History">
            <div class="filters" role="group" aria-label="Show only">
                {Kind::ALL
                    .map(|kind| {
                        let chosen = move || kinds.with(|kinds| kinds.contains(&kind));
                        view! {
                            <button
                                type="button"
                                class="chip"
                                class:chip-on=chosen
                                aria-pressed=move || chosen().to_string()
                                on:click=move |_| {
                                    kinds
                                        .update(|kinds| {
                                            if kinds.contains(&kind) {
                                                kinds.retain(|other| *other != kind);
                                            } else {
                                                kinds.push(kind);
                                            }
                                        });
                                }
                            >
                                {kind.name()}
                            </button>
                        }
                    })}
            </div>
            <Trouble past />
            <ul class="stack">{days}</ul>
            <Empty past shown />
            <Show when=move || past.has_more()>
                <div>
                    <Button label="Load older" on_press=Callback::new(move |()| past.read_older()) />
                </div>
            </Show>
        </Card>
    }
}

/// The newest of it.
#[component]
pub(super) fn Newest() -> impl IntoView {
    let past = use_past();
    let newest = Memo::new(move |_| {
        past.with(|entries| entries.iter().take(NEWEST).cloned().collect::<Vec<_>>())
    });
    view! {
        <Trouble past />
        {move || view! { <Entries entries=newest.get() /> }}
        <Empty past shown=newest />
    }
}

/// Entries without their days.
#[component]
pub(super) fn Entries(entries: Vec<HistoryEntry>) -> impl IntoView {
    let entries = entries
        .into_iter()
        .map(|entry| view! { <Entry entry /> })
        .collect_view();
    view! { <ol class="history">{entries}</ol> }
}

#[component]
fn Trouble(past: Past) -> impl IntoView {
    move || {
        past.failure().map(|error| {
            let on_retry = Callback::new(move |()| past.retry());
            view! { <Failure what="The history could not be read" error on_retry /> }
        })
    }
}

#[component]
fn Empty(past: Past, shown: Memo<Vec<HistoryEntry>>) -> impl IntoView {
    let text = move || match past.entries() {
        None if past.failure().is_some() => "",
        None => "Loading…",
        Some(entries) if entries.is_empty() => {
            "Nothing has happened since this gateway started watching."
        }
        Some(_) if shown.with(Vec::is_empty) => "Nothing of this kind.",
        Some(_) => "",
    };
    view! { <p class="muted" role="status">{text}</p> }
}
