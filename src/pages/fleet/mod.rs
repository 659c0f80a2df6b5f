//! The fleet: every runner in a table, what is wrong at a glance, and what can be done to several.

mod address;
mod bulk;
mod column;
mod days;
mod export;
mod filters;
mod grid;
mod listing;
mod selection;
mod states;
mod strip;
mod view;
mod views;

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    actions::{Action, ActionButton, Offer, Scope},
    paths::{self, Route},
    state::{
        clock::use_clock,
        fleet::use_fleet,
        following::{Freshness, use_following},
        handover,
        session::use_person,
    },
    widgets::{beacon::Beacon, page::Page, status::Tone},
};
use address::Address;
use bulk::{Bulk, BulkBar};
use export::ExportDialog;
use filters::Filters;
use grid::Grid;
use listing::Listing;
use selection::Selection;
use states::{Loading, NoMatch, Nothing, Summary, Trouble};
use strip::Strip;
use view::View;
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
    let listing = listing::follow(fleet, address, tick);
    Effect::new(move |_| {
        listing.track();
        untrack(|| fleet.with(|rows| selection.retain(|id| rows.contains_key(id))));
    });
    let exporting = RwSignal::new(false);
    // A background tab tells what is wrong.
    let attention = Memo::new(move |_| {
        listing.with(|listing| (listing.overview.attention, listing.overview.failed))
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
    let person = use_person();
    let create = Offer::link(
        Action::Create,
        Scope::Page,
        Signal::derive(move || Action::Create.refusal(person.rights(), None)),
        Route::CREATE.href(),
    );
    let export = Offer::new(Action::Export, Scope::Page, None, move || {
        exporting.set(true);
    })
    .put();
    let about = (address, selection);
    let share = offer_about(Action::Share, about, paths::share_view, paths::share_runner);
    let notify = offer_about(
        Action::Notify,
        about,
        paths::notify_of_view,
        paths::notify_of_runner,
    );
    view! {
        <Page
            title="Runners"
            document_title=Signal::derive(document_title)
            beside=move || view! { <Summary listing /> }
            actions=move || {
                view! {
                    <Views address />
                    <Columns address listing />
                    <ActionButton offer=share />
                    <ActionButton offer=notify />
                    <ActionButton offer=export />
                    <ActionButton offer=create />
                }
            }
        >
            <Beacon worst=Signal::derive(worst) />
            <Trouble />
            <Content address listing selection create />
            <ExportDialog listing selection open=exporting />
        </Page>
    }
}

/// Begins something about what is selected, or else about what the filter shows: on a page for a view, or for the
/// runners that were handed over.
fn offer_about(
    action: Action,
    (address, selection): (Address, Selection),
    of_view: fn(&str) -> String,
    of_runners: fn(Option<&str>) -> String,
) -> Offer {
    let navigate = use_navigate();
    let begin = move || {
        let ids = untrack(|| selection.ids());
        let page = if ids.is_empty() {
            of_view(&untrack(|| address.with(View::query)))
        } else {
            handover::runners(&ids);
            of_runners(None)
        };
        navigate(&page, NavigateOptions::default());
    };
    Offer::new(action, Scope::Page, None, begin).put()
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
fn Content(
    address: Address,
    listing: ReadSignal<Listing>,
    selection: Selection,
    create: Offer,
) -> impl IntoView {
    let bulk = Bulk::new(selection);
    let fleet = use_fleet();
    let following = use_following();
    let shown = Memo::new(move |_| match (fleet.len(), following.freshness()) {
        (0, Freshness::Loading) => Shown::Loading,
        (0, Freshness::AsOf(_) | Freshness::Stale(Some(_), _)) => Shown::Nothing,
        (0, Freshness::Stale(None, _)) => Shown::Trouble,
        // The runners have come and were not looked through yet.
        _ if listing.with(|listing| listing.overview.total == 0) => Shown::Loading,
        _ => Shown::Table,
    });
    let is_empty = Memo::new(move |_| listing.with(|listing| listing.rows.is_empty()));
    move || match shown.get() {
        Shown::Loading => view! { <Loading /> }.into_any(),
        Shown::Nothing => view! { <Nothing create /> }.into_any(),
        Shown::Table => view! {
            <Strip address listing />
            <Filters address listing />
            <div class="grid-frame">
                <BulkBar bulk />
                <Show
                    when=move || !is_empty.get()
                    fallback=move || view! { <NoMatch address /> }
                >
                    <Grid address listing bulk />
                </Show>
            </div>
        }
        .into_any(),
        Shown::Trouble => ().into_any(),
    }
}
