//! By which channels a rule tells.

use contract::console::notify::{Channel, Notifications};
use leptos::prelude::*;

use super::{channel_new::ChannelDialog, form::Form, words};
use crate::{
    state::remote::Remote,
    widgets::{button::Button, failure::Failure, field::FieldError},
};

/// The channels to choose from, and a new one.
#[component]
pub(super) fn ChannelsField(form: Form, known: Remote<Notifications>) -> impl IntoView {
    let making = RwSignal::new(false);
    let added = RwSignal::new(Vec::<Channel>::new());
    let made = Callback::new(move |channel: Channel| {
        form.channels.update(|chosen| {
            chosen.insert(channel.id.clone());
        });
        added.update(|added| added.insert(0, channel));
    });
    let channels = Memo::new(move |_| {
        let known = known.with(|known| known.map(|known| known.channels.clone()))?;
        Some([added.get(), known].concat())
    });
    // What was chosen once may be gone.
    Effect::new(move |_| {
        let Some(channels) = channels.get() else {
            return;
        };
        let is_there = |id: &String| channels.iter().any(|channel| channel.id == *id);
        if untrack(|| !form.channels.with(|chosen| chosen.iter().all(is_there))) {
            form.channels.update(|chosen| chosen.retain(is_there));
        }
    });
    let option = move |channel: Channel| {
        let id = StoredValue::new(channel.id);
        let toggle = move |event| {
            let is_chosen = event_target_checked(&event);
            form.channels.update(|chosen| {
                if is_chosen {
                    chosen.insert(id.get_value());
                } else {
                    chosen.remove(&id.get_value());
                }
            });
        };
        view! {
            <label class="option">
                <input
                    type="checkbox"
                    prop:checked=move || form.channels.with(|chosen| chosen.contains(&id.get_value()))
                    on:change=toggle
                />
                <span class="option-label">
                    <strong>{channel.name}</strong>
                    <span class="muted">{words::destination(channel.kind, &channel.place)}</span>
                </span>
            </label>
        }
    };
    let has_none =
        Memo::new(move |_| channels.with(|known| known.as_ref().is_some_and(Vec::is_empty)));
    let mail = Memo::new(move |_| known.with(|known| known.is_some_and(|known| known.mail)));
    view! {
        <fieldset class="options links-options">
            <legend>"Channels"</legend>
            <For
                each=move || channels.get().unwrap_or_default()
                key=|channel| channel.id.clone()
                let:channel
            >
                {option(channel)}
            </For>
            <Show when=move || has_none.get()>
                <p class="muted">"A channel is where messages go: a webhook, a chat, a mailbox or your browsers. There are none yet."</p>
            </Show>
            {move || known.error().map(|error| view! { <Failure what="The channels could not be read" error /> })}
            <div>
                <Button label="New channel…" on_press=Callback::new(move |()| making.set(true)) />
            </div>
            <FieldError id="rule-channels-error".to_owned() error=form.problem("channels") />
        </fieldset>
        <ChannelDialog open=making mail made />
    }
}
