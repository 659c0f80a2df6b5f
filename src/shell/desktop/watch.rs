//! Asks for messages and shows those that are new.

use std::collections::BTreeSet;

use contract::console::Millis;
use contract::console::notify::{ChannelKind, Content, Delivery, Message};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Notification, NotificationOptions, Url};

use crate::{
    api::{self, Client},
    state::{
        desktop::{choose, current, use_desktop},
        remote::Remote,
    },
};

/// How often messages are asked for, in milliseconds.
const FRESH: u32 = 15_000;

/// The most that are shown at once: what piled up meanwhile is on the page.
const SHOWN: usize = 5;

#[component]
pub(super) fn Watch() -> impl IntoView {
    let client: Client = expect_context();
    let desktop = use_desktop();
    let navigate = use_navigate();
    let asked = Remote::<()>::new();
    asked.keep_reading(FRESH, move || {
        let navigate = navigate.clone();
        async move {
            let channels = api::notifications::list(&client).await?.channels;
            let messages = api::notifications::messages(&client).await?.messages;
            let Some(since) = current(desktop) else {
                return Ok(());
            };
            let own = channels.into_iter();
            let own = own.filter(|channel| channel.kind == ChannelKind::Browsers);
            let own: BTreeSet<_> = own.map(|channel| channel.id).collect();
            let new = new(&messages, &own, since);
            for message in new.iter().rev().take(SHOWN).rev() {
                let navigate = navigate.clone();
                show(message, move |path| {
                    navigate(path, NavigateOptions::default());
                });
            }
            if let Some(newest) = new.last() {
                choose(desktop, Some(newest.at));
            }
            Ok(())
        }
    });
}

/// What was told to browsers since then, the oldest first.
fn new<'a>(
    messages: &'a [Message],
    channels: &BTreeSet<String>,
    since: Millis,
) -> Vec<&'a Message> {
    let is_new = |message: &&Message| {
        let is_told = !matches!(message.delivery, Delivery::Suppressed { .. });
        is_told && message.at > since && channels.contains(&message.channel)
    };
    let mut new: Vec<_> = messages.iter().filter(is_new).collect();
    new.sort_by_key(|message| message.at);
    new
}

/// Shows a message. Of several tabs that do, the browser shows one: they name it the same.
fn show(message: &Message, go: impl Fn(&str) + 'static) {
    let options = NotificationOptions::new();
    options.set_body(&body(&message.content));
    options.set_tag(&message.id);
    // Not allowed any more: the page of notifications says so.
    let Ok(shown) = Notification::new_with_options(&message.content.title, &options) else {
        return;
    };
    let link = message.content.link.clone();
    let closing = shown.clone();
    let open = Closure::once_into_js(move || {
        window().focus().ok();
        closing.close();
        if let Ok(link) = Url::new(&link) {
            go(&link.pathname());
        }
    });
    shown.set_onclick(Some(open.unchecked_ref()));
}

/// What is known beside the title: the cause in the API's words, else the rule.
fn body(content: &Content) -> String {
    let mut runners = content.runners.iter();
    let cause = runners.find_map(|runner| {
        let texts = [&runner.error, &runner.what];
        texts.into_iter().find(|text| !text.is_empty()).cloned()
    });
    cause.unwrap_or_else(|| content.rule.clone())
}
