//! The channels.

use contract::console::notify::{Channel, ChannelKind, ChannelTest};
use leptos::prelude::*;

use super::{
    channel_new::ChannelDialog,
    known::{Known, follow},
    words,
};
use crate::{
    api::{self, Client},
    format::time,
    forms::request::Request,
    state::{clock::use_clock, notices::use_notices, session::use_person},
    widgets::{
        button::{Button, Kind},
        card::Card,
        icon::{Glyph, Icon},
        table::Table,
    },
};

/// The channels of the organization.
#[component]
pub(super) fn Channels(known: Known) -> impl IntoView {
    let making = RwSignal::new(false);
    let channels = known.channels;
    let row = move |channel: Channel| {
        let channel = follow(move || channels.get(), |channel| &channel.id, channel);
        view! { <Row channel known /> }
    };
    let has_none = Memo::new(move |_| channels.with(Vec::is_empty));
    let content = move || {
        if has_none.get() {
            return view! { <p class="muted">"There are no channels yet."</p> }.into_any();
        }
        view! {
            <Table caption="Channels" columns=&["Channel", "Destination", "State", "Actions"]>
                <For each=move || channels.get() key=|channel| channel.id.clone() let:channel>
                    {row(channel)}
                </For>
            </Table>
        }
        .into_any()
    };
    let made = Callback::new(move |_: Channel| known.reload.run(()));
    let begin = Callback::new(move |()| making.set(true));
    view! {
        <Card
            title="Channels"
            aside=move || view! { <Button label="New channel…" kind=Kind::Quiet icon=Icon::Plus on_press=begin /> }
        >
            {content}
        </Card>
        <ChannelDialog open=making mail=known.mail made />
    }
}

#[component]
fn Row(channel: Memo<Channel>, known: Known) -> impl IntoView {
    let clock = use_clock();
    let state = move || {
        let since = channel.with(|channel| channel.failing_since);
        let Some(since) = since else {
            return view! { <span class="badge tone-ok"><Glyph icon=Icon::Check />"Works"</span> }
                .into_any();
        };
        let (class, word) = if channel.with(|channel| channel.is_dead) {
            ("badge tone-bad", "Dead")
        } else {
            ("badge tone-warn", "Failing")
        };
        view! {
            <span class="two-lines">
                <span><span class=class><Glyph icon=Icon::Alert />{word}</span></span>
                <span class="muted">"since " {time::brief(since.instant(), clock.today())}</span>
            </span>
        }
        .into_any()
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <strong class="notify-text">{move || channel.with(|channel| channel.name.clone())}</strong>
            </th>
            <td role="cell" data-label="Destination">
                <span class="two-lines notify-text">
                    <span>{move || words::kind(channel.with(|channel| channel.kind))}</span>
                    <span class="muted">{move || channel.with(|channel| channel.place.clone())}</span>
                </span>
            </td>
            <td role="cell" data-label="State">{state}</td>
            <td role="cell" data-label="Actions"><Actions channel known /></td>
        </tr>
    }
}

#[component]
fn Actions(channel: Memo<Channel>, known: Known) -> impl IntoView {
    let client: Client = expect_context();
    let notices = use_notices();
    let person = use_person();
    let request = Request::new();
    let id = StoredValue::new(channel.with_untracked(|channel| channel.id.clone()));
    let is_of_browsers = channel.with_untracked(|channel| channel.kind == ChannelKind::Browsers);
    let tested = RwSignal::new(None::<ChannelTest>);
    let sending = request.refused();
    let refused = Signal::derive(move || {
        let mine = channel.with(|channel| channel.made_by == person.me().principal);
        words::kept_from(person, mine).or_else(|| sending.get())
    });
    let test = Callback::new(move |()| {
        tested.set(None);
        request.send(
            async move { api::notifications::test(&client, &id.get_value()).await },
            move |answer| {
                tested.try_set(Some(answer));
                known.reload.try_run(());
            },
        );
    });
    let delete = Callback::new(move |()| {
        tested.set(None);
        request.send(
            async move { api::notifications::delete_channel(&client, &id.get_value()).await },
            move |channel: Channel| {
                notices.done(format!("The channel “{}” was deleted.", channel.name));
                known.reload.try_run(());
            },
        );
    });
    let answer = move || {
        let ChannelTest { delivered, answer } = tested.get()?;
        let (class, icon, word) = if delivered {
            ("tone-ok", Icon::Check, "The test arrived: ")
        } else {
            ("tone-bad", Icon::Alert, "The test did not arrive: ")
        };
        Some(view! { <p><span class=class><Glyph icon /></span> {word} {answer}</p> })
    };
    view! {
        <div class="links-actions">
            // Each browser has a test of its own.
            {(!is_of_browsers).then(|| view! { <Button label="Send a test" refused on_press=test /> })}
            <Button label="Delete" kind=Kind::Danger refused on_press=delete />
        </div>
        <div class="notify-text" role="status">{answer}</div>
        <div class="notify-text">{request.failure("That did not work")}</div>
    }
}
