//! Rules, channels, messages and feeds of the organization.

use contract::console::notify::Notifications;
use leptos::prelude::*;

use super::{
    channels::Channels, feeds::FeedList, known::Known, messages::MessageList, rules::Rules,
    this_browser::ThisBrowser,
};
use crate::{
    actions::{Action, ActionButton, Offer, Scope},
    api::{self, Client},
    paths::Route,
    state::remote::Remote,
    widgets::{
        button::{ButtonLink, Kind},
        failure::Failure,
        page::Page,
    },
};

/// How often it is read again, in milliseconds.
const FRESH: u32 = 5_000;

/// The page of notifications.
#[component]
pub(super) fn NotificationsPage() -> impl IntoView {
    let client: Client = expect_context();
    let all = Remote::<Notifications>::new();
    let messages = RwSignal::new(Vec::new());
    let feeds = RwSignal::new(Vec::new());
    let reload = all.keep_reading(FRESH, move || async move {
        let now = api::notifications::list(&client).await?;
        messages.set(api::notifications::messages(&client).await?.messages);
        match api::feeds::list(&client).await {
            Ok(now) => feeds.set(now.feeds),
            // A gateway of an earlier version has none.
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
        Ok(now)
    });
    let known = Known::of(all, messages, feeds, reload);
    let has_any = Memo::new(move |_| {
        let is_listed = |all: &Notifications| !(all.rules.is_empty() && all.channels.is_empty());
        let listed = all.with(|all| all.map(is_listed))?;
        let told = messages.with(|messages| !messages.is_empty());
        Some(listed || told || feeds.with(|feeds| !feeds.is_empty()))
    });
    let is_waiting = Memo::new(move |_| has_any.get().is_none() && all.error().is_none());
    let content = move || match has_any.get() {
        None => is_waiting
            .get()
            .then(|| view! { <p class="muted" role="status">"Loading…"</p> })
            .into_any(),
        Some(false) => view! { <Empty /> }.into_any(),
        Some(true) => view! {
            <div class="notify-parts">
                <Rules known />
                <Channels known />
                <ThisBrowser />
                <MessageList known />
                <FeedList known />
            </div>
        }
        .into_any(),
    };
    let make = Offer::link(Action::Notify, Scope::Page, None, Route::NewRule.href())
        .called("New rule…".to_owned())
        .put();
    view! {
        <Page title="Notifications" actions=move || view! { <ActionButton offer=make /> }>
            {move || all.error().map(|error| view! {
                <Failure what="The notifications could not be read" error on_retry=known.reload />
            })}
            {content}
        </Page>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="empty">
            <p>"Nobody is notified yet."</p>
            <p class="muted">
                "A rule notifies a webhook, a chat, a mailbox or your browsers when something is wrong with a runner: once it has lasted for \
                 a while, and again when it is over. Start with “Notify…” in the list of runners or on a runner."
            </p>
            <p class="links-actions">
                <ButtonLink href=Route::NewRule.href() label="New rule…" kind=Kind::Primary />
                <ButtonLink href=Route::NewFeed.href() label="New calendar or feed…" />
            </p>
        </div>
    }
}
