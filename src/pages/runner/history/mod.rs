//! What happened to the runner, as a time line.

mod change;
mod entry;
mod words;

use contract::console::HistoryEntry;
use leptos::prelude::*;

use crate::{
    format::time,
    state::past::{Past, use_past},
    widgets::{button::Button, card::Card, chip::Chip, failure::Failure},
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
    let days = Memo::new(move |_| shown.with(|entries| by_day(entries)));
    let names = move || {
        days.with(|days| {
            days.iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        })
    };
    let of_day = move |name: String| {
        let entries = Signal::derive({
            let name = name.clone();
            move || {
                days.with(|days| {
                    let found = days.iter().find(|(day, _)| *day == name);
                    found
                        .map(|(_, entries)| entries.clone())
                        .unwrap_or_default()
                })
            }
        });
        view! {
            <li>
                <h3 class="history-day">{name}</h3>
                <Entries entries />
            </li>
        }
    };
    view! {
        <Card title="History">
            <div class="filters" role="group" aria-label="Show only">
                {Kind::ALL
                    .map(|kind| {
                        let chosen = move || kinds.with(|kinds| kinds.contains(&kind));
                        let press = move || {
                            kinds
                                .update(|kinds| {
                                    if kinds.contains(&kind) {
                                        kinds.retain(|other| *other != kind);
                                    } else {
                                        kinds.push(kind);
                                    }
                                });
                        };
                        view! { <Chip label=kind.name() on=chosen press /> }
                    })}
            </div>
            <Trouble past />
            <ul class="stack">
                <For each=names key=Clone::clone let:name>
                    {of_day(name)}
                </For>
            </ul>
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
        <Entries entries=newest.into() />
        <Empty past shown=newest />
    }
}

/// Entries, the newest first, by their day, as its heading says it.
fn by_day(entries: &[HistoryEntry]) -> Vec<(String, Vec<HistoryEntry>)> {
    let mut days: Vec<(String, Vec<HistoryEntry>)> = Vec::new();
    for entry in entries {
        let name = time::day(entry.at.instant());
        match days.iter_mut().find(|(day, _)| *day == name) {
            Some((_, entries)) => entries.push(entry.clone()),
            None => days.push((name, vec![entry.clone()])),
        }
    }
    days
}

/// Entries without their days. What was unfolded in one stays so when others come.
#[component]
pub(super) fn Entries(entries: Signal<Vec<HistoryEntry>>) -> impl IntoView {
    view! {
        <ol class="history">
            <For each=move || entries.get() key=|entry| entry.id let:entry>
                <Entry entry />
            </For>
        </ol>
    }
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
