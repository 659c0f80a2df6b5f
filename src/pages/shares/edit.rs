//! What a link shows, changed: who has it sees the change at once.

use contract::console::share::{Share, ShareChange};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    fields::{Aliases, Parts, Texts},
    form::Form,
    preview::{Preview, PreviewCard},
    told::Told,
};
use crate::{
    api::{self, Client},
    forms::selection::SelectionField,
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
                <p>"This link does not exist, or it belongs to someone else."</p>
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
        let navigate = navigate.clone();
        let change = untrack(|| {
            let typed = form.passphrase.get();
            ShareChange {
                terms: Some(form.terms()),
                passphrase: (without.get() || !typed.is_empty())
                    .then(|| if without.get() { String::new() } else { typed }),
                ..ShareChange::default()
            }
        });
        let id = id.get_value();
        form.request.send(
            async move { api::shares::change(&client, &id, &change).await },
            move |share: Share| {
                notices.done(format!("“{}” was changed.", share.terms.title));
                navigate(&Route::Shares.href(), NavigateOptions::default());
            },
        );
    };
    let label = if had_passphrase {
        "New passphrase"
    } else {
        "Passphrase"
    };
    view! {
        <div class="links-columns">
            <Card title="The link">
                <form class="form" novalidate on:submit=submit>
                    <Texts form />
                    <SelectionField
                        id="links-selection"
                        value=form.selection
                        choices
                        error=form.problem("selection")
                    />
                    <Parts form />
                    <Aliases form page=preview.page.into() />
                    <Told form />
                    <TextField
                        id="links-passphrase"
                        label
                        r#type="password"
                        private=true
                        optional=true
                        value=form.passphrase
                        on_input=move |text| form.passphrase.set(text)
                        hint=if had_passphrase { "Leave empty to keep it." } else { "At least 8 characters." }
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
                                    "Remove the passphrase"
                                </label>
                            }
                        })}
                    {form.request.failure("Nothing was changed")}
                    <div class="form-actions">
                        <Button
                            label="Save"
                            kind=Kind::Primary
                            r#type="submit"
                            refused=form.request.refused()
                        />
                        <ButtonLink href=Route::Shares.href() label="Cancel" />
                    </div>
                </form>
            </Card>
            <PreviewCard preview />
        </div>
    }
}
