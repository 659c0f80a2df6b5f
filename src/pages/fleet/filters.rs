//! The search, and a chip per facet with its values and how many runners each has.

use contract::invisible::sought;
use leptos::{ev, html, prelude::*};

use super::{
    address::Address,
    listing::{Listing, words},
    view::Facet,
};
use crate::{
    actions::keys::is_typing,
    state::{clock::Clock, fleet::use_fleet, shortcuts::use_shortcuts},
    widgets::{
        icon::{Glyph, Icon},
        menu::Menu,
    },
};

/// More words than this are found by typing.
const SHOWN: usize = 60;
/// With more words than this a search stands above them.
const FEW: usize = 12;

/// Search, chips, and how much of the fleet is shown.
#[component]
pub(super) fn Filters(address: Address, listing: ReadSignal<Listing>) -> impl IntoView {
    let shown = move || {
        let (shown, total) = listing.with(|listing| (listing.rows.len(), listing.overview.total));
        format!("{shown} of {total} shown")
    };
    let filtered = Memo::new(move |_| address.with(super::view::View::is_filtered));
    // What nobody told us is nothing to choose by, unless it was chosen elsewhere.
    let has_policies = Memo::new(move |_| listing.with(|listing| listing.overview.has_policies));
    let chips = Facet::ALL.map(|facet| {
        let is_offered = move || {
            !facet.is_for_admins()
                || has_policies.get()
                || address.with(|view| view.facets.contains_key(&facet))
        };
        let is_offered = Memo::new(move |_| is_offered());
        view! {
            <Show when=move || is_offered.get()>
                <Chip address listing facet />
            </Show>
        }
    });
    view! {
        <div class="filters" role="search" aria-label="Filter the runners">
            <SearchBox address />
            {chips}
            <Show when=move || filtered.get()>
                <button
                    type="button"
                    class="link-button"
                    on:click=move |_| address.change(|view| *view = view.unfiltered())
                >
                    "Clear filters"
                </button>
            </Show>
            <span class="filters-count muted" role="status">{shown}</span>
        </div>
    }
}

#[component]
fn SearchBox(address: Address) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let text = Memo::new(move |_| address.with(|view| view.text.clone()));
    let shortcuts = use_shortcuts();
    // A slash goes to the search from anywhere but where it is typed.
    let slash = window_event_listener(ev::keydown, move |event| {
        let is_slash = event.key() == "/" && !event.ctrl_key() && !event.meta_key();
        if is_slash && shortcuts.are_on_untracked() && !is_typing(&event) {
            event.prevent_default();
            if let Some(input) = input.get_untracked() {
                // An input in the page takes the focus.
                input.focus().ok();
                input.select();
            }
        }
    });
    on_cleanup(move || slash.remove());
    view! {
        <div class="search">
            <Glyph icon=Icon::Search />
            <input
                type="search"
                class="input"
                aria-label="Filter by ID, name, cluster or label"
                placeholder="ID, name, cluster, label"
                autocomplete="off"
                spellcheck="false"
                node_ref=input
                prop:value=move || text.get()
                on:input=move |event| address.type_text(event_target_value(&event))
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
}

#[component]
fn Chip(address: Address, listing: ReadSignal<Listing>, facet: Facet) -> impl IntoView {
    let open = RwSignal::new(false);
    let chosen = Memo::new(move |_| {
        address.with(|view| {
            let values = view.facets.get(&facet).into_iter().flatten();
            values
                .map(|value| facet.say(value).into_owned())
                .collect::<Vec<_>>()
        })
    });
    let class = move || {
        if chosen.with(Vec::is_empty) {
            "chip".to_owned()
        } else {
            "chip chip-on".to_owned()
        }
    };
    let face = move || {
        let name = facet.name();
        let text = chosen.with(|words| match words.as_slice() {
            [] => name.to_owned(),
            [one] => format!("{name}: {one}"),
            [one, two] => format!("{name}: {one}, {two}"),
            [one, two, rest @ ..] => format!("{name}: {one}, {two}, +{}", rest.len()),
        });
        view! { <span class="chip-text">{text}</span> }
    };
    view! {
        <Menu class=Signal::derive(class) label=facet.name() face=move || view! { {face} } open>
            <Words address listing facet />
        </Menu>
    }
}

#[component]
fn Words(address: Address, listing: ReadSignal<Listing>, facet: Facet) -> impl IntoView {
    let fleet = use_fleet();
    let typed = RwSignal::new(String::new());
    let counted = Memo::new(move |_| {
        let view = address.get();
        // Which is looked at as often as the machine can bear.
        listing.track();
        untrack(|| fleet.with(|rows| words(rows, &view, facet, Clock::instant())))
    });
    let found = Memo::new(move |_| {
        let typed = sought(&typed.get());
        counted.with(|words| {
            let found = words
                .iter()
                .filter(|(value, _)| facet.say(value).to_lowercase().contains(typed.trim()));
            found.take(SHOWN).cloned().collect::<Vec<_>>()
        })
    });
    let many = counted.with_untracked(|words| words.len() > FEW);
    let chosen = Memo::new(move |_| address.with(|view| view.facets.contains_key(&facet)));
    view! {
        {many
            .then(|| {
                view! {
                    <input
                        type="search"
                        class="input"
                        aria-label=format!("Find in {}", facet.name())
                        placeholder="Find"
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                }
            })}
        <ul class="menu-list">
            <For each=move || found.get() key=|(value, _)| value.clone() let((value, _))>
                <Word address facet value counted />
            </For>
        </ul>
        {move || {
            let hidden = counted.with(Vec::len).saturating_sub(SHOWN);
            (hidden > 0 && typed.with(String::is_empty))
                .then(|| view! { <p class="muted menu-note">{hidden}" more: type to find them"</p> })
        }}
        <Show when=move || chosen.get()>
            <button
                type="button"
                class="link-button menu-note"
                on:click=move |_| address.change(|view| drop(view.facets.remove(&facet)))
            >
                "Any"
            </button>
        </Show>
    }
}

#[component]
fn Word(
    address: Address,
    facet: Facet,
    value: String,
    counted: Memo<Vec<(String, usize)>>,
) -> impl IntoView {
    let value = StoredValue::new(value);
    let count = Memo::new(move |_| {
        counted.with(|words| {
            let found = words
                .iter()
                .find(|(other, _)| value.with_value(|value| value == other));
            found.map_or(0, |(_, count)| *count)
        })
    });
    let checked = Memo::new(move |_| {
        address.with(|view| {
            let values = view.facets.get(&facet);
            values.is_some_and(|values| value.with_value(|value| values.contains(value)))
        })
    });
    view! {
        <li>
            <label class="menu-item">
                <input
                    type="checkbox"
                    prop:checked=move || checked.get()
                    on:change=move |_| {
                        address.change(|view| value.with_value(|value| view.toggle(facet, value)));
                    }
                />
                <span class="menu-word">
                    {value
                        .with_value(|value| {
                            if value.is_empty() {
                                "none".to_owned()
                            } else {
                                facet.say(value).into_owned()
                            }
                        })}
                </span>
                <span class="muted number">{move || count.get()}</span>
            </label>
        </li>
    }
}
