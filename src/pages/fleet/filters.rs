//! The search, and a chip per facet with its words and how many runners each has.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    address::Address,
    listing::{Listing, words},
    view::Facet,
};
use crate::{
    state::{clock::Clock, fleet::use_fleet},
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
pub(super) fn Filters(address: Address, listing: Memo<Listing>) -> impl IntoView {
    let shown = move || {
        let (shown, total) = listing.with(|listing| (listing.rows.len(), listing.total));
        format!("{shown} of {total} shown")
    };
    let filtered = Memo::new(move |_| address.with(super::view::View::is_filtered));
    view! {
        <div class="filters" role="search" aria-label="Filter the runners">
            <SearchBox address />
            {Facet::ALL.into_iter().map(|facet| view! { <Chip address facet /> }).collect_view()}
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
    // A slash goes to the search from anywhere but where it is typed.
    let slash = window_event_listener(ev::keydown, move |event| {
        if event.key() == "/" && !event.ctrl_key() && !event.meta_key() && !is_typing(&event) {
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
                placeholder="Filter by ID, name, cluster, label"
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

/// Whether the key goes into a field or belongs to a dialog.
pub(super) fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            && element.get_attribute("type").as_deref() != Some("checkbox")
            || element.closest("dialog").ok().flatten().is_some()
    })
}

#[component]
fn Chip(address: Address, facet: Facet) -> impl IntoView {
    let open = RwSignal::new(false);
    let chosen = Memo::new(move |_| {
        address.with(|view| {
            let words = view.facets.get(&facet).into_iter().flatten().cloned();
            words.collect::<Vec<_>>()
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
            <Words address facet />
        </Menu>
    }
}

#[component]
fn Words(address: Address, facet: Facet) -> impl IntoView {
    let fleet = use_fleet();
    let typed = RwSignal::new(String::new());
    let counted = Memo::new(move |_| {
        let view = address.get();
        fleet.with(|rows| words(rows, &view, facet, Clock::instant()))
    });
    let found = Memo::new(move |_| {
        let typed = typed.get().to_lowercase();
        counted.with(|words| {
            let found = words
                .iter()
                .filter(|(word, _)| word.to_lowercase().contains(&typed));
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
            <For each=move || found.get() key=|(word, _)| word.clone() let((word, _))>
                <Word address facet word counted />
            </For>
        </ul>
        {move || {
            let hidden = counted.with(Vec::len).saturating_sub(SHOWN);
            (hidden > 0 && typed.with(String::is_empty))
                .then(|| view! { <p class="muted menu-note">{hidden}" more: type to find"</p> })
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
    word: String,
    counted: Memo<Vec<(String, usize)>>,
) -> impl IntoView {
    let word = StoredValue::new(word);
    let count = Memo::new(move |_| {
        counted.with(|words| {
            let found = words
                .iter()
                .find(|(other, _)| word.with_value(|word| word == other));
            found.map_or(0, |(_, count)| *count)
        })
    });
    let checked = Memo::new(move |_| {
        address.with(|view| {
            let words = view.facets.get(&facet);
            words.is_some_and(|words| word.with_value(|word| words.contains(word)))
        })
    });
    view! {
        <li>
            <label class="menu-item">
                <input
                    type="checkbox"
                    prop:checked=move || checked.get()
                    on:change=move |_| {
                        address.change(|view| word.with_value(|word| view.toggle(facet, word)));
                    }
                />
                <span class="menu-word">
                    {word.with_value(|word| if word.is_empty() { "none".to_owned() } else { word.clone() })}
                </span>
                <span class="muted number">{move || count.get()}</span>
            </label>
        </li>
    }
}
