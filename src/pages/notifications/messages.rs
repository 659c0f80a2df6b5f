//! What was told, and what was kept back.

use contract::console::notify::{Delivery, Message};
use leptos::prelude::*;

use super::{
    known::{Known, follow},
    message::Details,
    words,
};
use crate::{
    api::{self, Client},
    format::count,
    forms::request::Request,
    paths::Route,
    widgets::{
        button::Button,
        card::Card,
        icon::{Glyph, Icon},
        moment::{Moment, When},
        table::Table,
    },
};

/// The newest messages of the organization.
#[component]
pub(super) fn MessageList(known: Known) -> impl IntoView {
    let messages = known.messages;
    let row = move |message: Message| {
        let message = follow(move || messages.get(), |message| &message.id, message);
        view! { <Row message known /> }
    };
    let has_none = Memo::new(move |_| messages.with(Vec::is_empty));
    let content = move || {
        if has_none.get() {
            return view! { <p class="muted">"There are no messages yet."</p> }.into_any();
        }
        view! {
            <Table caption="Messages" columns=&["Message", "When", "Channel", "State", "Actions"]>
                <For each=move || messages.get() key=|message| message.id.clone() let:message>
                    {row(message)}
                </For>
            </Table>
        }
        .into_any()
    };
    view! { <Card title="Messages">{content}</Card> }
}

#[component]
fn Row(message: Memo<Message>, known: Known) -> impl IntoView {
    // What it says never changes, only what came of it does.
    let Message {
        content,
        channel,
        at,
        delivery,
        ..
    } = message.get_untracked();
    let was_sent = !matches!(delivery, Delivery::Suppressed { .. });
    let channel = move || {
        if !was_sent {
            return "–".to_owned();
        }
        let named = known.channels.with(|channels| {
            let mut channels = channels.iter();
            let found = channels.find(|one| one.id == channel);
            found.map(|one| one.name.clone())
        });
        named.unwrap_or_else(|| "deleted".to_owned())
    };
    let title = content.title.clone();
    let title = match content.runners.as_slice() {
        [only] if content.more == 0 => {
            view! { <a class="link" href=Route::runner(&only.runner_id).href()>{title}</a> }
                .into_any()
        }
        _ => view! { <strong>{title}</strong> }.into_any(),
    };
    let rule = content.rule.clone();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span class="two-lines notify-text">
                    {title}
                    <span class="muted">{rule}</span>
                </span>
                <Details message content />
            </th>
            <td role="cell" data-label="When">
                <Moment at=Signal::stored(Some(When::from(at))) suffix=" ago" focusable=false />
            </td>
            <td role="cell" data-label="Channel"><span class="notify-text">{channel}</span></td>
            <td role="cell" data-label="State"><State message /></td>
            <td role="cell" data-label="Actions">{was_sent.then(|| view! { <Replay message known /> })}</td>
        </tr>
    }
}

#[component]
fn State(message: Memo<Message>) -> impl IntoView {
    move || {
        let (delivery, attempts) =
            message.with(|message| (message.delivery.clone(), message.attempts.clone()));
        let (class, icon, word) = match &delivery {
            Delivery::Waiting { .. } => ("badge tone-busy", Icon::Busy, "On its way"),
            Delivery::Delivered { .. } => ("badge tone-ok", Icon::Check, "Delivered"),
            Delivery::GivenUp => ("badge tone-bad", Icon::Alert, "Given up"),
            Delivery::Suppressed { .. } => ("badge tone-off", Icon::Minus, "Not sent"),
        };
        let detail = match (delivery, attempts.last()) {
            (Delivery::Suppressed { reason }, _) => words::reason(reason).to_owned(),
            (_, None) => String::new(),
            (_, Some(last)) => {
                format!("{}, {}", count::of(attempts.len(), "attempt"), last.answer)
            }
        };
        view! {
            <span class="two-lines notify-text">
                <span><span class=class><Glyph icon />{word}</span></span>
                <span class="muted">{detail}</span>
            </span>
        }
    }
}

#[component]
fn Replay(message: Memo<Message>, known: Known) -> impl IntoView {
    let client: Client = expect_context();
    let request = Request::new();
    let replay = Callback::new(move |()| {
        let id = message.with_untracked(|message| message.id.clone());
        request.send(
            async move { api::notifications::replay(&client, &id).await },
            move |now| drop(known.messages.try_set(now.messages)),
        );
    });
    view! {
        <div class="links-actions">
            <Button label="Send again" refused=request.refused() on_press=replay />
        </div>
        <div class="notify-text">{request.failure("It was not sent")}</div>
    }
}
