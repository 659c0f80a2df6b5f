//! A tab stays with its organization, whatever other tabs of the browser switch to, and says so.

use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::session::{Account, Me},
    state::{
        notices::use_notices,
        session::{use_person, use_session},
    },
    widgets::{
        button::{Button, Kind},
        icon::{Glyph, Icon},
    },
};

/// What is to be said of the organization of this tab.
#[derive(Clone, PartialEq)]
enum Told {
    /// The browser stands for another account: this page is as it was, and waits.
    Waits { own: String, other: String },
    /// The page was loaded anew, and is another account's than before.
    WasOf { own: String, former: String },
}

/// How an account is called: by its organization, and by its person where two are of the same.
fn name(me: &Me, id: &str) -> String {
    let Some(account) = me.accounts.iter().find(|account| account.id == id) else {
        return "another organization".to_owned();
    };
    let organization = &account.organization;
    let is_of_it = |other: &&Account| other.organization == *organization;
    if me.accounts.iter().filter(is_of_it).count() > 1 {
        format!("{organization} ({})", account.principal)
    } else {
        organization.clone()
    }
}

/// Says it, with the ways on.
#[component]
pub(super) fn Elsewhere() -> impl IntoView {
    let session = use_session();
    let person = use_person();
    let notices = use_notices();
    let told = Memo::new(move |_| {
        let me = person.me();
        let own = || name(&me, &me.account);
        match (session.other_account(), session.former_account()) {
            (Some(other), _) => Some(Told::Waits {
                own: own(),
                other: name(&me, &other),
            }),
            (None, Some(former)) => Some(Told::WasOf {
                own: own(),
                former: name(&me, &former),
            }),
            (None, None) => None,
        }
    });
    // Another tab may have switched back meanwhile.
    let focus = window_event_listener(ev::focus, move |_| {
        if untrack(|| session.other_account()).is_some() {
            session.look_again();
        }
    });
    on_cleanup(move || focus.remove());
    let switch = move |account: Option<String>| {
        spawn_local(async move {
            let done = match account {
                Some(account) => session.switch(&account).await,
                None => session.come_back().await,
            };
            if let Err(error) = done {
                notices.failed("Could not switch accounts", error);
            }
        });
    };
    let come_back = Callback::new(move |()| switch(None));
    let go_on = Callback::new(move |()| switch(untrack(|| session.other_account())));
    let go_back = Callback::new(move |()| switch(untrack(|| session.former_account())));
    let stay = Callback::new(move |()| session.forget_former());
    move || {
        told.get().map(|told| {
            let (title, text, ways) = match told {
                Told::Waits { own, other } => (
                    format!("This tab is {own}’s"),
                    format!(
                        "Another tab of this browser has switched to {other}. This page no longer updates, and nothing is sent from it until you continue."
                    ),
                    view! {
                        <Button kind=Kind::Primary label=format!("Continue as {own}") on_press=come_back />
                        <Button label=format!("Open {other}") on_press=go_on />
                    }
                    .into_any(),
                ),
                Told::WasOf { own, former } => (
                    format!("This tab is {own}’s now"),
                    format!("It was {former}’s until another tab of this browser switched."),
                    view! {
                        <Button label=format!("Back to {former}") on_press=go_back />
                        <Button kind=Kind::Quiet label="OK" on_press=stay />
                    }
                    .into_any(),
                ),
            };
            view! {
                <div class="callout shell-callout" role="alert">
                    <span class="badge"><Glyph icon=Icon::Info />{title}</span>
                    <p>{text}</p>
                    {ways}
                </div>
            }
        })
    }
}
