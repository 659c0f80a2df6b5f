//! What can be done about a link: another end, a badge, no link any more.

use contract::console::share::{Share, ShareChange, ShareEnd, USUAL};
use leptos::prelude::*;

use super::{asked::Asked, badge::BadgeMaker, fields::Lifetime};
use crate::{
    api::{self, Client},
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
    longest: Signal<u64>,
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
            <div class="share-actions">
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
    longest: Signal<u64>,
    open: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let client: Client = expect_context();
    let lifetime = RwSignal::new(USUAL.min(longest.get_untracked()));
    let asked = Asked::new();
    let extend = Callback::new(move |()| {
        let id = id.clone();
        let change = ShareChange {
            lifetime: Some(lifetime.get_untracked()),
            ..ShareChange::default()
        };
        asked.send(
            async move { api::shares::change(&client, &id, &change).await },
            move |_| {
                reload.try_run(());
                open.try_set(false);
            },
        );
    });
    view! {
        <div class="dialog-body">
            <p>"Everybody who has the link can go on using it. It works from now on for:"</p>
            <Lifetime value=lifetime longest />
            {asked.failure("The link was not extended")}
        </div>
        <DialogFoot open>
            <Button label="Extend" kind=Kind::Primary refused=asked.refused() on_press=extend />
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
    let asked = Asked::new();
    let end = Callback::new(move |()| {
        let id = id.clone();
        asked.send(
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
                    refused=asked.refused()
                    on_press=end
                />
            </div>
        </Show>
        {asked.failure("The badge was not revoked")}
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
    let asked = Asked::new();
    let revoke = Callback::new(move |()| {
        let id = id.clone();
        asked.send(
            async move { api::shares::revoke(&client, &id).await },
            move |share: Share| {
                notices.done(format!("“{}” is revoked.", share.terms.title));
                reload.try_run(());
                open.try_set(false);
            },
        );
    });
    view! {
        <div class="dialog-body">
            <p>
                "“" {move || title.get()} "” shows nothing from now on: not to anybody who has the link, and not in its badge. \
                 This cannot be undone; to share again, make a new link."
            </p>
            {asked.failure("The link was not revoked")}
        </div>
        <footer class="dialog-foot">
            <Button
                label="Keep it"
                kind=Kind::Quiet
                on_press=Callback::new(move |()| open.set(false))
            />
            <Button label="Revoke now" kind=Kind::Danger refused=asked.refused() on_press=revoke />
        </footer>
    }
}
