//! Everybody's own links, and for administrators all of the organization's.

use contract::console::share::{Share, ShareList};
use leptos::prelude::*;

use super::row::ShareRow;
use crate::{
    actions::{Action, ActionButton, Offer, Scope},
    api::{self, Client},
    paths::Route,
    state::remote::Remote,
    widgets::{
        button::{ButtonLink, Kind},
        failure::Failure,
        page::Page,
        table::Table,
    },
};

/// How often the list is read again, in milliseconds: links are opened by others.
const FRESH: u32 = 10_000;

/// The list of links.
#[component]
pub(crate) fn SharesPage() -> impl IntoView {
    let client: Client = expect_context();
    let list = Remote::<ShareList>::new();
    let reload = list.keep_reading(
        FRESH,
        move || async move { api::shares::list(&client).await },
    );
    let shares = Memo::new(move |_| list.with(|list| list.map(|list| list.shares.clone())));
    let ids = Memo::new(move |_| {
        shares.with(|shares| {
            let ids = shares.iter().flatten().map(|share| share.id.clone());
            ids.collect::<Vec<_>>()
        })
    });
    let enabled = move || list.with(|list| list.is_none_or(|list| list.rules.enabled));
    let longest = Signal::derive(move || list.with(|list| list.map(|list| list.rules.longest)));
    let row = move |id: String| {
        let share = Memo::new(move |before: Option<&Option<Share>>| {
            let now = shares.with(|shares| {
                let mut shares = shares.iter().flatten();
                shares.find(|share| share.id == id).cloned()
            });
            now.or_else(|| before.cloned().flatten())
        });
        view! { <ShareRow share longest reload /> }
    };
    let content = move || {
        if shares.with(Option::is_none) {
            return ().into_any();
        }
        if ids.with(Vec::is_empty) {
            return view! {
                <div class="empty">
                    <p>"You have not shared anything yet."</p>
                    <p class="muted">
                        "A link shows the status of runners to a teammate who has no account: live, read-only, and for as long as you \
                         choose. Start with “Share…” in the list of runners or on a runner."
                    </p>
                    <p>
                        <ButtonLink href=Route::NewShare.href() label="Share status…" kind=Kind::Primary />
                    </p>
                </div>
            }
            .into_any();
        }
        view! {
            <Table caption="Links" columns=&["Link", "Shows", "Expires", "Opened", "Actions"]>
                <For each=move || ids.get() key=Clone::clone let:id>{row(id)}</For>
            </Table>
        }
        .into_any()
    };
    let is_listed = Memo::new(move |_| (shares.with(Option::is_none), ids.with(Vec::is_empty)));
    let share = Offer::link(Action::Share, Scope::Page, None, Route::NewShare.href())
        .called("Share status…".to_owned())
        .put();
    view! {
        <Page
            title="Shared links"
            actions=move || view! { <ActionButton offer=share /> }
        >
            {move || (!enabled()).then(|| view! {
                <p class="callout" role="status">"Links are turned off in this console: none can be created or opened."</p>
            })}
            {move || list.error().map(|error| view! {
                <Failure what="The links could not be read" error on_retry=reload />
            })}
            {move || {
                // Read, not only tracked: a memo that nobody read follows nothing.
                is_listed.get();
                untrack(content)
            }}
        </Page>
    }
}
