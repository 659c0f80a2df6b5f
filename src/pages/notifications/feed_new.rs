//! A new calendar or feed.

use contract::console::feed::{FeedKind, MadeFeed, NewFeed};
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_router::hooks::use_location;

use super::{rule::offered, words};
use crate::{
    api::{self, Client},
    forms::{
        request::Request,
        selection::{SelectionField, choices},
    },
    paths::Route,
    state::draft,
    widgets::{
        button::{Button, ButtonLink, Kind},
        card::Card,
        copy::CopyButton,
        field::TextField,
        option::RadioOption,
        page::Page,
    },
};

/// What was typed and not sent.
const DRAFT: &str = "feed";

const KINDS: [FeedKind; 2] = [FeedKind::Calendar, FeedKind::History];

/// The page of a new feed: the form, then its address, which is shown once.
#[component]
pub(super) fn NewFeedPage() -> impl IntoView {
    let made = RwSignal::new(None::<MadeFeed>);
    let content = move || match made.get() {
        None => view! { <Making made /> }.into_any(),
        Some(made) => view! { <Made made /> }.into_any(),
    };
    view! { <Page title="New calendar or feed">{content}</Page> }
}

#[component]
fn Making(made: RwSignal<Option<MadeFeed>>) -> impl IntoView {
    let client: Client = expect_context();
    let choices = offered(choices(&use_location().search.get_untracked()));
    let kept = draft::restore::<NewFeed>(DRAFT).map(|(feed, _)| feed);
    let kept = kept.filter(|kept| choices.contains(&kept.selection));
    let begun = kept.unwrap_or_else(|| NewFeed {
        name: String::new(),
        kind: FeedKind::Calendar,
        selection: choices.first().cloned().unwrap_or_default(),
    });
    let name = RwSignal::new(begun.name);
    let kind = RwSignal::new(begun.kind);
    let selection = RwSignal::new(begun.selection);
    let typed = move || NewFeed {
        name: name.get(),
        kind: kind.get(),
        selection: selection.get(),
    };
    Effect::new(move |before: Option<()>| {
        let typed = typed();
        if before.is_some() {
            draft::keep(DRAFT, &typed);
        }
    });
    let request = Request::new();
    let refused = request.refused();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if refused.with_untracked(Option::is_some) {
            return;
        }
        let feed = untrack(typed);
        request.send(
            async move { api::feeds::make(&client, &feed).await },
            move |answer| {
                draft::discard(DRAFT);
                made.try_set(Some(answer));
            },
        );
    };
    let option = move |one: FeedKind| {
        view! {
            <RadioOption
                name="feed-kind"
                label=words::feed_kind(one)
                hint=words::feed_hint(one)
                chosen=Signal::derive(move || kind.get() == one)
                choose=Callback::new(move |()| kind.set(one))
            />
        }
    };
    view! {
        <Card title="The feed">
            <form class="form" novalidate on:submit=submit>
                <TextField
                    id="feed-name"
                    label="Name"
                    value=name
                    on_input=move |text| name.set(text)
                    hint="Shown where it is read. For example, “Production maintenance”."
                    error=words::violation(request, "name")
                />
                <fieldset class="options links-options">
                    <legend>"Kind"</legend>
                    {KINDS.map(option)}
                </fieldset>
                <SelectionField
                    id="feed-selection"
                    value=selection
                    choices
                    error=words::violation(request, "selection")
                />
                {request.failure("It was not created")}
                <div class="form-actions">
                    <Button label="Create" kind=Kind::Primary r#type="submit" refused />
                    <ButtonLink href=Route::Notifications.href() label="Cancel" />
                </div>
            </form>
        </Card>
    }
}

#[component]
fn Made(made: MadeFeed) -> impl IntoView {
    let MadeFeed { feed, address } = made;
    let told = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        if let Some(told) = told.get() {
            // An element with a tabindex takes the focus.
            told.focus().ok();
        }
    });
    let where_to = match feed.kind {
        FeedKind::Calendar => {
            "Add it to your calendar as a subscription from a URL. Programs read it about once an hour."
        }
        FeedKind::History => "Add it to a feed reader, or to a chat that can follow feeds.",
    };
    view! {
        <Card title="The address">
            <p tabindex="-1" node_ref=told role="status">
                "This address is shown only once. Whoever has it can read the feed, without signing in, until you revoke it or lose your right to read."
            </p>
            <p class="links-link">
                <code class="notify-text">{address.clone()}</code>
                <CopyButton text=Signal::stored(address) what="the address" main=true />
            </p>
            <p class="muted">{where_to}</p>
            <div class="form-actions">
                <ButtonLink href=Route::Notifications.href() label="Done" />
            </div>
        </Card>
    }
}
