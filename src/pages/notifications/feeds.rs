//! The calendars and feeds.

use contract::console::feed::Feed;
use leptos::prelude::*;

use super::{
    known::{Known, follow},
    words,
};
use crate::{
    api::{self, Client},
    format::{selection::selection, time},
    forms::request::Request,
    paths::Route,
    state::{clock::use_clock, notices::use_notices},
    widgets::{
        button::{Button, ButtonLink, Kind},
        card::Card,
        dialog::{Dialog, DialogFoot},
        icon::Icon,
        table::Table,
    },
};

/// The feeds of the person, or for an administrator those of the organization.
#[component]
pub(super) fn FeedList(known: Known) -> impl IntoView {
    let feeds = known.feeds;
    let row = move |feed: Feed| {
        let feed = follow(move || feeds.get(), |feed| &feed.id, feed);
        view! { <Row feed known /> }
    };
    let has_none = Memo::new(move |_| feeds.with(Vec::is_empty));
    let content = move || {
        if has_none.get() {
            return view! {
                <p class="muted">
                    "There are none yet. A calendar shows when updates may start; an activity feed lists what happened."
                </p>
            }
            .into_any();
        }
        view! {
            <Table caption="Calendars and feeds" columns=&["Name", "Kind", "Runners", "Last read", "Actions"]>
                <For each=move || feeds.get() key=|feed| feed.id.clone() let:feed>{row(feed)}</For>
            </Table>
        }
        .into_any()
    };
    view! {
        <Card
            title="Calendars and feeds"
            aside=move || {
                view! {
                    <ButtonLink href=Route::NewFeed.href() label="New calendar or feed…" kind=Kind::Quiet icon=Icon::Plus />
                }
            }
        >
            {content}
        </Card>
    }
}

#[component]
fn Row(feed: Memo<Feed>, known: Known) -> impl IntoView {
    let with = move |look: fn(&Feed) -> String| move || feed.with(look);
    let by = |feed: &Feed| {
        if feed.mine {
            String::new()
        } else {
            format!("by {}", feed.made_by)
        }
    };
    let clock = use_clock();
    let read = move || match feed.with(|feed| feed.fetched_at) {
        Some(at) => time::brief(at.instant(), clock.today()),
        None => "Never".to_owned(),
    };
    let revoking = RwSignal::new(false);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span class="two-lines notify-text">
                    <strong>{with(|feed| feed.name.clone())}</strong>
                    <span class="muted">{with(by)}</span>
                </span>
            </th>
            <td role="cell" data-label="Kind">{with(|feed| words::feed_kind(feed.kind).to_owned())}</td>
            <td role="cell" data-label="Runners">
                <span class="notify-text">{with(|feed| selection(&feed.selection))}</span>
            </td>
            <td role="cell" data-label="Last read">{read}</td>
            <td role="cell" data-label="Actions">
                <div class="links-actions">
                    <Button
                        label="Revoke…"
                        kind=Kind::Danger
                        on_press=Callback::new(move |()| revoking.set(true))
                    />
                </div>
                <Dialog title="Revoke the address" open=revoking>
                    <Revoking feed known open=revoking />
                </Dialog>
            </td>
        </tr>
    }
}

#[component]
fn Revoking(feed: Memo<Feed>, known: Known, open: RwSignal<bool>) -> impl IntoView {
    let client: Client = expect_context();
    let notices = use_notices();
    let request = Request::new();
    let revoke = Callback::new(move |()| {
        let id = feed.with_untracked(|feed| feed.id.clone());
        request.send(
            async move { api::feeds::revoke(&client, &id).await },
            move |feed: Feed| {
                notices.done(format!("The address of “{}” no longer works.", feed.name));
                open.try_set(false);
                known.reload.try_run(());
            },
        );
    });
    view! {
        <div class="dialog-body">
            <p>
                "Programs that read “" {move || feed.with(|feed| feed.name.clone())}
                "” will get nothing from now on. This cannot be undone."
            </p>
            {request.failure("The address was not revoked")}
        </div>
        <DialogFoot open keep="Keep it">
            <Button label="Revoke now" kind=Kind::Danger refused=request.refused() on_press=revoke />
        </DialogFoot>
    }
}
