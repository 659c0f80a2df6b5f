//! The fleet at a glance: how many runners are how, each a filter.

use leptos::prelude::*;

use super::{address::Address, listing::Listing, view::Group};
use crate::widgets::status::{Tone, ToneClass as _};

/// A button per group with its number.
#[component]
pub(super) fn Strip(address: Address, listing: ReadSignal<Listing>) -> impl IntoView {
    view! {
        <ul class="strip" aria-label="Groups of runners">
            {Group::ALL
                .into_iter()
                .enumerate()
                .map(|(index, group)| {
                    let count = Memo::new(move |_| listing.with(|listing| listing.groups[index]));
                    view! { <li><Cell address group count /></li> }
                })
                .collect_view()}
        </ul>
    }
}

#[component]
fn Cell(address: Address, group: Group, count: Memo<usize>) -> impl IntoView {
    let chosen = Memo::new(move |_| address.with(|view| view.group == Some(group)));
    let class = move || {
        let tone = group.tone().filter(|_| count.get() > 0).map(Tone::class);
        format!("strip-number {}", tone.unwrap_or_default())
    };
    view! {
        <button
            type="button"
            class="strip-cell"
            aria-pressed=move || chosen.get().to_string()
            title=group.meaning()
            on:click=move |_| {
                address
                    .change(move |view| {
                        view.group = if view.group == Some(group) { None } else { Some(group) };
                    });
            }
        >
            <span class="strip-name">{group.name()}</span>
            <span class=class>{move || count.get()}</span>
        </button>
    }
}
