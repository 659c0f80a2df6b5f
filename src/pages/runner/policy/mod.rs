//! The policy of a runner: what it allows, a sandbox to try on it, and its editor (contract-v1 3).

mod draft;
mod edit;
mod editing;
mod network;
mod shown;
mod text;
mod trial;
mod unsent;

pub(super) use draft::Draft;

use leptos::prelude::*;

use super::Live;
use super::in_v1::InV1;
use crate::{
    can,
    forms::policy::trial::Examples,
    lazy::chunk,
    paths::Tab,
    widgets::{card::Card, failure::Failure},
};
use edit::EditPolicy;
use editing::Editing;

chunk! {
    /// The sides of the runner's page that are about its policy.
    policy in policy: (Live, Memo<Tab>) => |(runner, tab)| view! { <Sides runner tab /> }.into_any()
}

#[component]
fn Sides(runner: Live, tab: Memo<Tab>) -> impl IntoView {
    match can::see_policies() {
        Ok(()) => view! { <Read runner tab /> }.into_any(),
        Err(reason) => view! { <Card title="Policy"><p>{reason.to_string()}</p></Card> }.into_any(),
    }
}

/// What there is to show.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    NotYet,
    There,
    NotRead,
}

#[component]
fn Read(runner: Live, tab: Memo<Tab>) -> impl IntoView {
    let source = InV1::follow(runner);
    provide_context(source);
    provide_context(Examples::restore());
    let known = Memo::new(move |_| match (source.runner(), source.failure()) {
        (Some(_), _) => Reading::There,
        (None, Some(_)) => Reading::NotRead,
        (None, None) => Reading::NotYet,
    });
    move || match known.get() {
        Reading::NotYet => {
            view! { <p class="muted" role="status">"Reading the policy…"</p> }.into_any()
        }
        Reading::NotRead => view! { <NotRead source /> }.into_any(),
        Reading::There => view! { <There runner tab source /> }.into_any(),
    }
}

#[component]
fn There(runner: Live, tab: Memo<Tab>, source: InV1) -> impl IntoView {
    let first = untrack(|| source.runner()).unwrap_or_default();
    provide_context(Editing::new(source, &first));
    let is_edit = Memo::new(move |_| tab.get() == Tab::PolicyEdit);
    view! {
        <NotRead source />
        {move || if is_edit.get() {
            view! { <EditPolicy runner /> }.into_any()
        } else {
            view! { <shown::ShownPolicy runner /> }.into_any()
        }}
    }
}

/// Why the newest reading failed, if it did. What was read before stays, and so does what is typed.
#[component]
fn NotRead(source: InV1) -> impl IntoView {
    let retry = Callback::new(move |()| source.read());
    move || {
        source.failure().map(|error| match error.http {
            404 if error.is_not_found() => view! {
                <p class="callout" role="status">
                    "v1 of the API does not show this runner, so there is no policy to see: it covers managed runners only."
                </p>
            }
            .into_any(),
            _ => view! { <Failure what="The policy could not be read" error on_retry=retry /> }
                .into_any(),
        })
    }
}
