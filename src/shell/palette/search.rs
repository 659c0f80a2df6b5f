//! The field and its list: a combobox whose list box is always open (ARIA APG, combobox).

use leptos::{ev::KeyboardEvent, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    super::focus,
    About,
    entry::{Entry, Place, Thing},
    lists::{Entries, Runners, everything, unasked},
    rank::Query,
    recent,
};
use crate::paths::Route;

/// The palette.
#[component]
pub(super) fn Palette(about: About) -> impl IntoView {
    let open = about.open;
    let runners = Runners::new(about.offers_only);
    let entries = if about.offers_only {
        Memo::new(move |_| Entries(about.offers.iter().copied().map(Entry::offer).collect()))
    } else {
        everything(&about)
    };
    let text = about.text;
    let recent = StoredValue::new(recent::keys());
    let found = Memo::new(move |_| {
        entries.with(|Entries(entries)| {
            let since = |entry: &Entry| {
                let key = entry.thing.key();
                recent.with_value(|keys| keys.iter().position(|other| *other == key))
            };
            Shown(text.with(|text| match text.trim() {
                "" => recent.with_value(|keys| unasked(entries, keys)),
                text => runners.with(|runners| {
                    let found = Query::new(text).best(entries.iter().chain(runners), since);
                    found.into_iter().map(|entry| entry.thing.clone()).collect()
                }),
            }))
        })
    });
    let at = RwSignal::new(0_usize);
    Effect::watch(move || text.track(), move |(), _, _| at.set(0), false);
    let active = Memo::new(move |_| {
        let last = found.with(|Shown(found)| found.len().checked_sub(1))?;
        Some(at.get().min(last))
    });

    let navigate = StoredValue::new(use_navigate());
    let take = move |index: usize| {
        let Some(thing) = found.with_untracked(|Shown(found)| found.get(index).cloned()) else {
            return;
        };
        if thing.refused().is_some() {
            return at.set(index);
        }
        recent::note(thing.key());
        let navigate = navigate.get_value();
        open.set(false);
        // The dialog first gives the focus back to what had it.
        request_animation_frame(move || {
            match thing {
                Thing::Offer(offer) => drop(offer.run()),
                Thing::Place(Place { href, .. }) => navigate(&href, NavigateOptions::default()),
                Thing::Runner(row) => {
                    navigate(&Route::runner(&row.id).href(), NavigateOptions::default());
                }
            }
            request_animation_frame(focus::enter);
        });
    };
    let press = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let count = found.with_untracked(|Shown(found)| found.len());
        let now = active.get_untracked().unwrap_or(0);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.set((now + 1) % count),
            "ArrowUp" if count > 0 => at.set((now + count - 1) % count),
            "Enter" => take(now),
            _ => return,
        }
        event.prevent_default();
    };
    // The line that is chosen stays in sight.
    Effect::new(move |_| {
        if let Some(line) = active
            .get()
            .and_then(|at| document().get_element_by_id(&line_id(at)))
        {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field in the page takes the focus.
            field.focus().ok();
        }
    });
    let count = move || match found.with(|Shown(found)| found.len()) {
        0 => "Nothing found".to_owned(),
        1 => "1 result".to_owned(),
        many => format!("{many} results"),
    };
    let lines = move || {
        let Shown(things) = found.get();
        let line = move |(index, thing): (usize, Thing)| view! { <Line index thing active take /> };
        things.into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <div class="palette">
            <input
                type="text"
                class="input"
                role="combobox"
                aria-label="Search for a page, a runner or an action"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="palette-list"
                aria-activedescendant=move || active.get().map(line_id)
                placeholder="Search for a page, a runner or an action"
                autocomplete="off"
                spellcheck="false"
                node_ref=field
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=press
            />
            <ul class="palette-list" role="listbox" id="palette-list" aria-label="Results">
                {lines}
            </ul>
            <p class="palette-count muted" role="status">{count}</p>
        </div>
    }
}

fn line_id(index: usize) -> String {
    format!("palette-{index}")
}

#[component]
fn Line(
    index: usize,
    thing: Thing,
    active: Memo<Option<usize>>,
    take: impl Fn(usize) + Copy + 'static,
) -> impl IntoView {
    let (kind, title, detail) = thing.shown();
    let refused = thing.refused();
    let is_refused = refused.is_some().then_some("true");
    let key = match &thing {
        Thing::Offer(offer) => offer.action.key(),
        Thing::Place(_) | Thing::Runner(_) => None,
    };
    view! {
        <li
            role="option"
            id=line_id(index)
            class="palette-line"
            aria-selected=move || (active.get() == Some(index)).to_string()
            aria-disabled=is_refused
            on:click=move |_| take(index)
        >
            <span class="palette-title">{title}</span>
            <span class="palette-detail muted">{detail}</span>
            <span class="palette-kind muted">{kind}</span>
            {key.map(|key| view! { <kbd>{key.to_string()}</kbd> })}
            {refused.map(|reason| view! { <span class="palette-reason">{reason}</span> })}
        </li>
    }
}

/// The lines that are shown.
#[derive(Clone)]
struct Shown(Vec<Thing>);

impl PartialEq for Shown {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}
