//! The fleet: every runner in a table, what is wrong at a glance, and what can be done to several.

mod address;
mod bulk;
mod export;
mod filters;
mod grid;
mod listing;
mod selection;
mod states;
mod strip;
mod view;
mod views;

use std::collections::BTreeSet;

use contract::console::filter::Filter;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    paths,
    state::{
        clock::use_clock,
        draft,
        feed::{Freshness, use_feed},
        fleet::{Row, use_fleet},
    },
    widgets::{beacon::Beacon, button::Button, icon::Icon, page::Page, status::Tone},
};
use address::Address;
pub(super) use bulk::{About as BulkAbout, show as show_bulk};
pub(super) use export::{About as ExportAbout, show as show_export};

use bulk::BulkBar;
use export::ExportDialog;
use filters::Filters;
use grid::Grid;
use listing::Listing;
use selection::Selection;
use states::{CreateButton, Loading, NoMatch, Nothing, Summary, Trouble};
use strip::Strip;
use view::{Group, View};
use views::{Columns, Views};

/// What depends on the clock is looked at again every so many seconds.
const TICK: i64 = 5;

/// The table of runners.
#[component]
pub(crate) fn FleetPage() -> impl IntoView {
    let fleet = use_fleet();
    let clock = use_clock();
    let address = Address::follow();
    let selection = Selection::new();
    let tick = Memo::new(move |_| clock.now().as_second() / TICK);
    let listing = Memo::new(move |_| {
        tick.track();
        let now = untrack(|| clock.now());
        fleet.with(|rows| address.with(|view| Listing::of(rows, view, now)))
    });
    Effect::new(move |_| {
        fleet.with(|rows| selection.retain(|id| rows.contains_key(id)));
    });
    let exporting = RwSignal::new(false);
    // A background tab tells what is wrong.
    let attention = Memo::new(move |_| {
        tick.track();
        let now = untrack(|| clock.now());
        let holds = |group: Group, row: &Row| {
            row.summary
                .with_untracked(|runner| group.holds(runner, now))
        };
        fleet.with(|rows| {
            let count = |group| rows.values().filter(|row| holds(group, row)).count();
            (count(Group::Attention), count(Group::Failed))
        })
    });
    let document_title = move || match attention.get().0 {
        0 => "Runners".to_owned(),
        1 => "1 needs attention · Runners".to_owned(),
        several => format!("{several} need attention · Runners"),
    };
    let worst = move || match attention.get() {
        (0, _) => None,
        (_, 0) => Some(Tone::Warn),
        _ => Some(Tone::Bad),
    };
    view! {
        <Page
            title="Runners"
            document_title=Signal::derive(document_title)
            beside=move || view! { <Summary /> }
            actions=move || {
                view! {
                    <Views address />
                    <Columns address />
                    <ShareButton address selection />
                    <Button
                        label="Export…"
                        icon=Icon::Download
                        on_press=Callback::new(move |()| exporting.set(true))
                    />
                    <CreateButton />
                }
            }
        >
            <Beacon worst=Signal::derive(worst) />
            <Trouble />
            <Content address listing selection />
            <ExportDialog listing selection open=exporting />
        </Page>
    }
}

/// Which runners an address of this page shows.
pub(super) fn filter_of(query: &str) -> Filter {
    let View {
        text,
        group,
        facets,
        ..
    } = View::parse(query);
    Filter {
        text,
        group,
        facets,
    }
}

/// Begins a link to what is selected, or else to what the filter shows.
#[component]
fn ShareButton(address: Address, selection: Selection) -> impl IntoView {
    let navigate = use_navigate();
    let share = Callback::new(move |()| {
        let ids = untrack(|| selection.ids());
        let page = if ids.is_empty() {
            paths::share_view(&untrack(|| address.with(View::query)))
        } else {
            let ids: BTreeSet<&str> = ids.iter().map(|id| &**id).collect();
            draft::keep_secret(paths::CHOSEN, &ids);
            paths::share_runner(None)
        };
        navigate(&page, NavigateOptions::default());
    });
    view! { <Button label="Share…" icon=Icon::Link on_press=share /> }
}

/// What there is to show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Loading,
    Nothing,
    Table,
    /// Nothing could be read; the trouble above says why.
    Trouble,
}

#[component]
fn Content(address: Address, listing: Memo<Listing>, selection: Selection) -> impl IntoView {
    let fleet = use_fleet();
    let feed = use_feed();
    let shown = Memo::new(move |_| match (fleet.len(), feed.freshness()) {
        (0, Freshness::Loading) => Shown::Loading,
        (0, Freshness::AsOf(_) | Freshness::Stale(Some(_), _)) => Shown::Nothing,
        (0, Freshness::Stale(None, _)) => Shown::Trouble,
        _ => Shown::Table,
    });
    let is_empty = Memo::new(move |_| listing.with(|listing| listing.rows.is_empty()));
    move || match shown.get() {
        Shown::Loading => view! { <Loading /> }.into_any(),
        Shown::Nothing => view! { <Nothing /> }.into_any(),
        Shown::Table => view! {
            <Strip address listing />
            <Filters address listing />
            <div class="grid-frame">
                <BulkBar selection />
                <Show
                    when=move || !is_empty.get()
                    fallback=move || view! { <NoMatch address /> }
                >
                    <Grid address listing selection />
                </Show>
            </div>
        }
        .into_any(),
        Shown::Trouble => ().into_any(),
    }
}
