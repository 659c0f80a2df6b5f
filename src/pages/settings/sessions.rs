//! Where the person is signed in, and the way out of each.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::session::OwnSession,
    api::{Client, session},
    state::{notices::use_notices, remote::Remote},
    widgets::{
        button::Button,
        failure::Failure,
        moment::{Moment, When},
    },
};

/// The list, and what can be done with it.
#[component]
pub(super) fn Sessions() -> impl IntoView {
    let client: Client = expect_context();
    let sessions = Remote::<Vec<OwnSession>>::new();
    let load = move || sessions.load(async move { session::own_sessions(&client).await });
    load();
    let loaded = Callback::new(move |()| load());
    let has_several_others = Memo::new(move |_| {
        let others = |all: &Vec<OwnSession>| all.iter().filter(|one| !one.current).count();
        sessions.with(|all| all.map_or(0, others)) > 1
    });
    view! {
        {move || {
            sessions
                .error()
                .map(|error| {
                    view! { <Failure what="Your sessions could not be read" error on_retry=loaded /> }
                })
        }}
        {move || {
            sessions.get().is_none().then(|| view! { <p class="muted" role="status">"Reading…"</p> })
        }}
        <ul class="sessions">
            {move || {
                sessions
                    .get()
                    .unwrap_or_default()
                    .into_iter()
                    .map(|one| view! { <Session one on_ended=loaded /> })
                    .collect_view()
            }}
        </ul>
        <Show when=move || has_several_others.get()>
            <EndButton id=None label="Sign out of all others" on_ended=loaded />
        </Show>
        <p class="muted">"Browsers that are signed in as you in this organization. Anyone who has the token can sign in again; revoke it where it was created."</p>
    }
}

#[component]
fn Session(one: OwnSession, on_ended: Callback<()>) -> impl IntoView {
    let OwnSession {
        id,
        begun_at,
        used_at,
        browser,
        address,
        current,
    } = one;
    let name = match browser.as_str() {
        "" => "Unknown browser".to_owned(),
        _ => browser,
    };
    let from = (!address.is_empty()).then(|| format!(" from {address}"));
    let label = format!("Sign out of {name}");
    let at = |at| Signal::stored(Some(When::from(at)));
    view! {
        <li class="session">
            <div>
                <p>
                    <strong>{name}</strong>
                    {from}
                    {current.then(|| view! { <span class="session-here">"This browser"</span> })}
                </p>
                <p class="muted">
                    "Signed in " <Moment at=at(begun_at) suffix=" ago" /> ", used "
                    <Moment at=at(used_at) suffix=" ago" />
                </p>
            </div>
            {(!current).then(|| view! { <EndButton id=Some(id) label on_ended /> })}
        </li>
    }
}

/// Ends one session, or all others.
#[component]
fn EndButton(
    id: Option<String>,
    #[prop(into)] label: String,
    on_ended: Callback<()>,
) -> impl IntoView {
    let client: Client = expect_context();
    let notices = use_notices();
    let ending = RwSignal::new(false);
    let refused = Signal::derive(move || ending.get().then(|| "Signing out…".to_owned()));
    let press = move |()| {
        let id = id.clone();
        ending.set(true);
        spawn_local(async move {
            match session::end_session(&client, id.as_deref()).await {
                Ok(()) => notices.done("Signed out"),
                Err(error) => notices.failed("The session was not ended", error),
            }
            ending.try_set(false);
            on_ended.try_run(());
        });
    };
    view! { <Button label refused on_press=Callback::new(press) /> }
}
