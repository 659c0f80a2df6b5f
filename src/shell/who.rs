//! Who one is, and who else one may be in this browser.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    actions::{Action, Offer, Scope},
    api::session::{Account, Me},
    forms::sign_in::SignInForm,
    state::{
        notices::use_notices,
        session::{use_person, use_session},
    },
    widgets::{
        dialog::Dialog,
        icon::{Glyph, Icon},
    },
};

/// The person, the other accounts of this browser, and the ways out.
#[component]
pub(super) fn Who() -> impl IntoView {
    let person = use_person();
    let adding = RwSignal::new(false);
    let others = Memo::new(move |_| others(&person.me()));
    view! {
        <div>
            <p class="side-organization">{move || person.me().organization.clone()}</p>
            <p>{move || person.rights().role()}</p>
        </div>
        {move || person.me().simulated.then(|| view! { <p>"Simulated control plane"</p> })}
        <ul class="side-accounts" aria-label="Accounts in this browser">
            {move || {
                others.get().into_iter().map(|account| view! { <SwitchTo account /> }).collect_view()
            }}
            <li>
                <button
                    type="button"
                    class="link-button"
                    on:click=move |_| adding.set(true)
                >
                    <Glyph icon=Icon::Plus />
                    "Another organization…"
                </button>
            </li>
        </ul>
        <WaysOut others=Signal::derive(move || !others.with(Vec::is_empty)) />
        <Dialog title="Sign in to another organization" open=adding>
            <div class="dialog-body">
                <p>"You stay signed in to this one and can switch between them here."</p>
                <SignInForm adds=true />
            </div>
        </Dialog>
    }
}

fn others(me: &Arc<Me>) -> Vec<Account> {
    let others = me.accounts.iter();
    others
        .filter(|account| account.id != me.account)
        .cloned()
        .collect()
}

#[component]
fn SwitchTo(account: Account) -> impl IntoView {
    let session = use_session();
    let notices = use_notices();
    let Account {
        id,
        principal,
        organization,
    } = account;
    let switch = move |_| {
        let id = id.clone();
        spawn_local(async move {
            if let Err(error) = session.switch(&id).await {
                notices.failed("Could not switch accounts", error);
            }
        });
    };
    view! {
        <li>
            <button type="button" class="link-button" on:click=switch>
                <Glyph icon=Icon::Runners />
                <span>
                    "Switch to " <strong>{organization}</strong>
                    <span class="side-principal">{principal}</span>
                </span>
            </button>
        </li>
    }
}

/// Out of this account, and out of all where there are several.
#[component]
fn WaysOut(others: Signal<bool>) -> impl IntoView {
    let session = use_session();
    let notices = use_notices();
    let leave = move |all: bool| {
        spawn_local(async move {
            let left = if all {
                session.sign_out().await
            } else {
                session.sign_out_of_one().await
            };
            if let Err(error) = left {
                notices.failed("You are still signed in", error);
            }
        });
    };
    Offer::new(Action::SignOut, Scope::Everywhere, None, move || {
        leave(true);
    })
    .put();
    view! {
        <Show when=move || others.get()>
            <button type="button" class="link-button side-leave" on:click=move |_| leave(false)>
                <Glyph icon=Icon::Leave />
                "Sign out of this one"
            </button>
        </Show>
        <button type="button" class="link-button side-leave" on:click=move |_| leave(true)>
            <Glyph icon=Icon::Leave />
            {move || if others.get() { "Sign out of all" } else { Action::SignOut.label() }}
        </button>
    }
}
