//! One link of the list, and what can be done about it.

use contract::console::share::{Share, ShareChange, ShareEnd, USUAL};
use leptos::{prelude::*, task::spawn_local};

use super::{badge::BadgeMaker, fields::Lifetime, words};
use crate::{
    api::{self, ApiError, Client},
    format::time,
    paths::Route,
    state::notices::use_notices,
    widgets::{
        button::{Button, ButtonLink, Kind},
        dialog::Dialog,
        failure::Failure,
        icon::{Glyph, Icon},
        moment::{Moment, When},
    },
};

/// A row. Everything in it follows the link.
#[component]
pub(super) fn ShareRow(
    share: Memo<Option<Share>>,
    longest: Signal<u64>,
    reload: Callback<()>,
) -> impl IntoView {
    let with = move |look: fn(&Share) -> String| {
        share.with(|share| share.as_ref().map(look).unwrap_or_default())
    };
    let over = Memo::new(move |_| share.with(|share| share.as_ref().and_then(|share| share.over)));
    let ends = move || {
        let at = share.with(|share| share.as_ref().map(|share| share.ends_at));
        at.map(|at| time::local_short(at.instant()))
    };
    let status = move || match over.get() {
        None => view! { <span>{ends}</span> }.into_any(),
        Some(end) => {
            let (word, next) = words::over(end);
            view! {
                <span class="badge tone-off" title=next><Glyph icon=Icon::Minus />{word}</span>
                <span class="muted">{next}</span>
            }
            .into_any()
        }
    };
    let opened = move || {
        with(|share| match share.opened {
            0 => "Never".to_owned(),
            1 => "Once".to_owned(),
            times => format!("{times} times"),
        })
    };
    let opened_at = Signal::derive(move || {
        share
            .with(|share| share.as_ref().and_then(|share| share.opened_at))
            .map(When::from)
    });
    let extras = move || {
        with(|share| {
            let mut parts = Vec::new();
            if share.has_passphrase {
                parts.push("passphrase");
            }
            if share.has_badge {
                parts.push("badge");
            }
            if share.terms.aliases.is_some() {
                parts.push("aliases");
            }
            parts.join(", ")
        })
    };
    let made_by = move || {
        with(|share| {
            if share.mine {
                String::new()
            } else {
                format!("by {}", share.made_by)
            }
        })
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span class="two-lines">
                    <strong>{move || with(|share| share.terms.title.clone())}</strong>
                    <span class="muted">{made_by}</span>
                </span>
            </th>
            <td role="cell" data-label="Shows">
                <span class="two-lines">
                    <span>{move || with(|share| words::selection(&share.terms.selection))}</span>
                    <span class="muted">{extras}</span>
                </span>
            </td>
            <td role="cell" data-label="Ends"><span class="two-lines">{status}</span></td>
            <td role="cell" data-label="Opened">
                <span class="two-lines">
                    <span>{opened}</span>
                    <Show when=move || opened_at.with(Option::is_some)>
                        <span class="muted"><Moment at=opened_at none="" suffix=" ago" /></span>
                    </Show>
                </span>
            </td>
            <td role="cell" data-label="Actions">
                <Actions share over longest reload />
            </td>
        </tr>
    }
}

#[component]
fn Actions(
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
    let error = RwSignal::new(None::<ApiError>);
    let extend = Callback::new(move |()| {
        let id = id.clone();
        spawn_local(async move {
            let change = ShareChange {
                lifetime: Some(lifetime.get_untracked()),
                ..ShareChange::default()
            };
            match api::shares::change(&client, &id, &change).await {
                Ok(_) => {
                    reload.try_run(());
                    open.try_set(false);
                }
                Err(why) => {
                    error.try_set(Some(why));
                }
            }
        });
    });
    view! {
        <div class="dialog-body">
            <p>"Everybody who has the link can go on using it. It works from now on for:"</p>
            <Lifetime value=lifetime longest />
            {move || error.get().map(|error| view! { <Failure what="The link was not extended" error /> })}
        </div>
        <div class="dialog-foot">
            <Button label="Extend" kind=Kind::Primary on_press=extend />
        </div>
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
    let error = RwSignal::new(None::<ApiError>);
    let end = Callback::new(move |()| {
        let id = id.clone();
        spawn_local(async move {
            match api::shares::end_badge(&client, &id).await {
                Ok(_) => {
                    reload.try_run(());
                    open.try_set(false);
                }
                Err(why) => {
                    error.try_set(Some(why));
                }
            }
        });
    });
    view! {
        <Show when=move || shown.get()>
            <div><Button label="Revoke the badge" kind=Kind::Danger on_press=end /></div>
        </Show>
        {move || error.get().map(|error| view! { <Failure what="The badge was not revoked" error /> })}
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
    let error = RwSignal::new(None::<ApiError>);
    let revoke = Callback::new(move |()| {
        let id = id.clone();
        spawn_local(async move {
            match api::shares::revoke(&client, &id).await {
                Ok(share) => {
                    notices.done(format!("“{}” is revoked.", share.terms.title));
                    reload.try_run(());
                    open.try_set(false);
                }
                Err(why) => {
                    error.try_set(Some(why));
                }
            }
        });
    });
    view! {
        <div class="dialog-body">
            <p>
                "“" {move || title.get()} "” shows nothing from now on: not to anybody who has the link, and not in its badge. \
                 This cannot be undone; to share again, make a new link."
            </p>
            {move || error.get().map(|error| view! { <Failure what="The link was not revoked" error /> })}
        </div>
        <div class="dialog-foot">
            <Button label="Keep it" on_press=Callback::new(move |()| open.set(false)) />
            <Button label="Revoke now" kind=Kind::Danger on_press=revoke />
        </div>
    }
}
