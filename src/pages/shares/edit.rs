//! What a link shows, changed: who has it sees the change at once.

use contract::console::share::{Share, ShareChange};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    fields::{Aliases, Parts, Runners, Texts},
    form::Form,
    preview::{Preview, PreviewCard},
};
use crate::{
    api::{self, ApiError, Client},
    paths::Route,
    state::{notices::use_notices, remote::Remote},
    widgets::{
        button::{Button, ButtonLink, Kind},
        card::Card,
        failure::Failure,
        field::TextField,
        page::Page,
    },
};

/// The page of one link.
#[component]
pub(crate) fn EditSharePage(id: String) -> impl IntoView {
    let client: Client = expect_context();
    let share: Remote<Option<Share>> = Remote::new();
    share.load(async move {
        let list = api::shares::list(&client).await?;
        Ok(list.shares.into_iter().find(|share| share.id == id))
    });
    let page = move || match (share.get(), share.error()) {
        (Some(Some(share)), _) => view! { <Edit share /> }.into_any(),
        (Some(None), _) => view! {
            <div class="empty">
                <p>"There is no such link, or it is somebody else’s."</p>
                <p><a class="link" href=Route::Shares.href()>"All links"</a></p>
            </div>
        }
        .into_any(),
        (None, Some(error)) => {
            view! { <Failure what="The link could not be read" error /> }.into_any()
        }
        (None, None) => view! { <p class="muted" role="status">"Loading…"</p> }.into_any(),
    };
    view! { <Page title="Edit a link">{page}</Page> }
}

#[component]
fn Edit(share: Share) -> impl IntoView {
    let client: Client = expect_context();
    let notices = use_notices();
    let navigate = use_navigate();
    // A link stays of the runners that it is of; others get a link of their own.
    let choices = vec![share.terms.selection.clone()];
    let form = Form::of(share.terms);
    let preview = Preview::follow(form);
    let without = RwSignal::new(false);
    let id = StoredValue::new(share.id);
    let had_passphrase = share.has_passphrase;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            let change = untrack(|| {
                let typed = form.passphrase.get();
                ShareChange {
                    terms: Some(form.terms()),
                    passphrase: (without.get() || !typed.is_empty())
                        .then(|| if without.get() { String::new() } else { typed }),
                    ..ShareChange::default()
                }
            });
            let answer: Result<Share, ApiError> =
                api::shares::change(&client, &id.get_value(), &change).await;
            form.busy.try_set(false);
            match answer {
                Ok(share) => {
                    notices.done(format!("“{}” is changed.", share.terms.title));
                    navigate(&Route::Shares.href(), NavigateOptions::default());
                }
                Err(error) => {
                    form.error.try_set(Some(error));
                }
            }
        });
    };
    let label = if had_passphrase {
        "New passphrase"
    } else {
        "Passphrase"
    };
    view! {
        <div class="share-columns">
            <Card title="The link">
                <form class="form" novalidate on:submit=submit>
                    <Texts form />
                    <Runners form choices />
                    <Parts form />
                    <Aliases form page=preview.page.into() />
                    <TextField
                        id="share-passphrase"
                        label
                        r#type="password"
                        autocomplete="new-password"
                        optional=true
                        value=form.passphrase
                        on_input=move |text| form.passphrase.set(text)
                        hint=if had_passphrase { "Empty leaves it as it is." } else { "At least 8 characters." }
                        error=form.problem("passphrase")
                    />
                    {had_passphrase
                        .then(|| {
                            view! {
                                <label class="choice">
                                    <input
                                        type="checkbox"
                                        prop:checked=move || without.get()
                                        on:change=move |event| without.set(event_target_checked(&event))
                                    />
                                    "No passphrase any more"
                                </label>
                            }
                        })}
                    {move || form.error.get().map(|error| view! { <Failure what="Nothing was changed" error /> })}
                    <div class="form-actions">
                        <Button label="Save" kind=Kind::Primary r#type="submit" />
                        <ButtonLink href=Route::Shares.href() label="Cancel" />
                    </div>
                </form>
            </Card>
            <PreviewCard preview />
        </div>
    }
}
