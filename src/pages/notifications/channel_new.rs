//! A new channel.

use contract::console::notify::{Channel, ChannelKind, MadeChannel, NewChannel, Target};
use leptos::{ev::SubmitEvent, prelude::*};

use super::words;
use crate::{
    api::{self, Client},
    forms::request::Request,
    widgets::{
        button::{Button, Kind},
        copy::CopyButton,
        dialog::{Dialog, DialogFoot},
        field::{SelectField, TextField},
    },
};

const KINDS: [ChannelKind; 6] = [
    ChannelKind::Webhook,
    ChannelKind::Slack,
    ChannelKind::Teams,
    ChannelKind::Discord,
    ChannelKind::Mail,
    ChannelKind::Browsers,
];

/// The dialog in which a channel is made.
#[component]
pub(super) fn ChannelDialog(
    open: RwSignal<bool>,
    /// Whether e-mail can be sent.
    #[prop(into)]
    mail: Signal<bool>,
    made: Callback<Channel>,
) -> impl IntoView {
    view! {
        <Dialog title="New channel" open>
            <Content open mail made />
        </Dialog>
    }
}

/// The form, then what is shown once.
#[component]
fn Content(open: RwSignal<bool>, mail: Signal<bool>, made: Callback<Channel>) -> impl IntoView {
    let secret = RwSignal::new(None::<String>);
    let done = Callback::new(move |answer: MadeChannel| {
        made.try_run(answer.channel);
        match answer.secret {
            None => drop(open.try_set(false)),
            given => drop(secret.try_set(given)),
        }
    });
    move || match secret.get() {
        None => view! { <Making open mail done /> }.into_any(),
        Some(secret) => view! { <Secret secret open /> }.into_any(),
    }
}

#[component]
fn Making(open: RwSignal<bool>, mail: Signal<bool>, done: Callback<MadeChannel>) -> impl IntoView {
    let client: Client = expect_context();
    let name = RwSignal::new(String::new());
    let kind = RwSignal::new(ChannelKind::Webhook);
    let target = RwSignal::new(String::new());
    let request = Request::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let target = target.get_untracked().trim().to_owned();
        let new = NewChannel {
            name: name.get_untracked(),
            kind: kind.get_untracked(),
            target: match kind.get_untracked() {
                ChannelKind::Mail => Target::Mailbox(target),
                ChannelKind::Browsers => Target::Browsers,
                _ => Target::Url(target),
            },
        };
        request.send(
            async move { api::notifications::make_channel(&client, &new).await },
            move |answer| {
                done.try_run(answer);
            },
        );
    };
    let kinds = KINDS.map(|one| {
        let is_missing = move || one == ChannelKind::Mail && !mail.get();
        let word = move || {
            if is_missing() {
                "E-mail (this console has no mail server)"
            } else {
                words::kind(one)
            }
        };
        view! { <option disabled=is_missing>{word}</option> }
    });
    let (label, hint) = (
        move || match kind.get() {
            ChannelKind::Mail => "E-mail address",
            _ => "Webhook URL",
        },
        move || match kind.get() {
            ChannelKind::Mail => "",
            ChannelKind::Webhook => "Must begin with https://. It is not shown again.",
            _ => "The URL of the chat’s incoming webhook. It is not shown again.",
        },
    );
    view! {
        <form novalidate on:submit=submit>
            <div class="dialog-body">
                <TextField
                    id="channel-name"
                    label="Name"
                    value=name
                    on_input=move |text| name.set(text)
                    hint="For example, “On call”."
                    error=words::violation(request, "name")
                />
                <SelectField id="channel-kind" label="Kind" on_choose=move |at| kind.set(KINDS[at])>
                    {kinds}
                </SelectField>
                <Show
                    when=move || kind.get() != ChannelKind::Browsers
                    fallback=|| view! {
                        <p class="muted">
                            "Shows messages in every browser where this is turned on under Notifications, while a tab is open."
                        </p>
                    }
                >
                    <TextField
                        id="channel-target"
                        label=Signal::derive(move || label().to_owned())
                        value=target
                        on_input=move |text| target.set(text)
                        hint=Signal::derive(move || hint().to_owned())
                        error=words::violation(request, "target")
                    />
                </Show>
                {request.failure("The channel was not created")}
            </div>
            <DialogFoot open>
                <Button label="Create channel" kind=Kind::Primary r#type="submit" refused=request.refused() />
            </DialogFoot>
        </form>
    }
}

/// What the receiver checks signatures with: the one time that it is shown.
#[component]
fn Secret(secret: String, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="dialog-body">
            <p role="status">
                "This signing secret is shown only once. The receiver needs it to check that messages are from this console (Standard \
                 Webhooks)."
            </p>
            <p class="links-link">
                <code class="notify-text">{secret.clone()}</code>
                <CopyButton text=Signal::stored(secret) what="the secret" />
            </p>
        </div>
        <footer class="dialog-foot">
            <Button label="Done" kind=Kind::Primary on_press=Callback::new(move |()| open.set(false)) />
        </footer>
    }
}
