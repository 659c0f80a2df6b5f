//! What can be done about a link: another end, a badge, no link any more.

use contract::console::share::{Share, ShareChange, ShareEnd};
use leptos::prelude::*;

use super::{
    badge::BadgeMaker,
    lifetime::{Lifetime, LifetimeField},
};
use crate::{
    api::{self, Client},
    forms::request::Request,
    paths::Route,
    state::notices::use_notices,
    widgets::{
        button::{Button, ButtonLink, Kind},
        dialog::{Dialog, DialogFoot},
    },
};

/// The buttons of a link, and their dialogs.
#[component]
pub(super) fn Actions(
    share: Memo<Option<Share>>,
    over: Memo<Option<ShareEnd>>,
    longest: Signal<Option<u64>>,
    reload: Callback<()>,
) -> impl IntoView {
    let extending = RwSignal::new(false);
    let badging = RwSignal::new(false);
    let revoking = RwSignal::new(false);
    let id = share.with_untracked(|share| share.as_ref().map(|share| share.id.clone()));
    let id = StoredValue::new(id.unwrap_or_default());
    let title = Signal::derive(move || {
        share
            .with(|share| share.as_ref().map(|share| share.terms.title.clone()))
            .unwrap_or_default()
    });
    let is_revoked = move || over.get() == Some(ShareEnd::Revoked);
    let has_badge = move || share.with(|share| share.as_ref().is_some_and(|share| share.has_badge));
    view! {
        <Show when=move || !is_revoked()>
            <div class="links-actions">
                <ButtonLink href=Route::Share(id.get_value()).href() label="Edit" />
                <Button label="Extend…" on_press=Callback::new(move |()| extending.set(true)) />
                <Button label="Badge…" on_press=Callback::new(move |()| badging.set(true)) />
                <Button
                    label="Revoke…"
                    kind=Kind::Danger
                    on_press=Callback::new(move |()| revoking.set(true))
                />
            </div>
        </Show>
        <Dialog title="Extend the link" open=extending>
            <Extend id=id.get_value() longest open=extending reload />
        </Dialog>
        <Dialog title="Badge" open=badging>
            <div class="dialog-body">
                <BadgeMaker id=id.get_value() replaces=has_badge() />
                <EndBadge id=id.get_value() shown=Signal::derive(has_badge) open=badging reload />
            </div>
        </Dialog>
        <Dialog title="Revoke the link" open=revoking>
            <Revoke id=id.get_value() title open=revoking reload />
        </Dialog>
    }
}

#[component]
fn Extend(
    id: String,
    longest: Signal<Option<u64>>,
    open: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let client: Client = expect_context();
    let lifetime = Lifetime::new(longest);
    let request = Request::new();
    let extend = Callback::new(move |()| {
        let id = id.clone();
        let change = ShareChange {
            lifetime: Some(untrack(|| lifetime.get())),
            ..ShareChange::default()
        };
        request.send(
            async move { api::shares::change(&client, &id, &change).await },
            move |_| {
                reload.try_run(());
                open.try_set(false);
            },
        );
    });
    view! {
        <div class="dialog-body">
            <p>"Everyone who has the link can keep using it. From now on, it works for:"</p>
            <LifetimeField value=lifetime />
            {request.failure("The link was not extended")}
        </div>
        <DialogFoot open>
            <Button label="Extend" kind=Kind::Primary refused=request.refused() on_press=extend />
        </DialogFoot>
    }
}

#[component]
fn EndBadge(
    id: String,
    shown: Signal<bool>,
    open: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let client: Client = expect_context();
    let request = Request::new();
    let end = Callback::new(move |()| {
        let id = id.clone();
        request.send(
            async move { api::shares::end_badge(&client, &id).await },
            move |_| {
                reload.try_run(());
                open.try_set(false);
            },
        );
    });
    view! {
        <Show when=move || shown.get()>
            <div>
                <Button
                    label="Revoke the badge"
                    kind=Kind::Danger
                    refused=request.refused()
                    on_press=end
                />
            </div>
        </Show>
        {request.failure("The badge was not revoked")}
    }
}

#[component]
fn Revoke(
    id: String,
    title: Signal<String>,
    open: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let client: Client = expect_context();
    let notices = use_notices();
    let request = Request::new();
    let revoke = Callback::new(move |()| {
        let id = id.clone();
        request.send(
            async move { api::shares::revoke(&client, &id).await },
            move |share: Share| {
                notices.done(format!("“{}” was revoked.", share.terms.title));
                reload.try_run(());
                open.try_set(false);
            },
        );
    });
    view! {
        <div class="dialog-body">
            <p>
                "“" {move || title.get()} "” and its badge stop working for everyone who has them. \
                 This cannot be undone; to share again, create a new link."
            </p>
            {request.failure("The link was not revoked")}
        </div>
        <DialogFoot open keep="Keep it">
            <Button label="Revoke now" kind=Kind::Danger refused=request.refused() on_press=revoke />
        </DialogFoot>
    }
}
