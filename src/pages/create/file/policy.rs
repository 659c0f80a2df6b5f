//! A file that is a policy: it belongs to an existing runner, or to a new one (contract-v1 J-30).

use contract::invisible::trimmed;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::Batch;
use crate::{
    can,
    pages::create::wizard::Wizard,
    paths::{Create, Route, Tab},
    state::{fleet::use_fleet, handover},
    widgets::{button::Button, card::Card, field::TextField},
};

/// What can be done with it. Nothing is sent.
#[component]
pub(super) fn PolicyFile() -> impl IntoView {
    let batch = Batch::context();
    let wizard = Wizard::context();
    let fleet = use_fleet();
    let navigate = StoredValue::new(use_navigate());
    let go = move |route: Route| {
        navigate.with_value(|navigate| navigate(&route.href(), NavigateOptions::default()));
    };
    let runner_id = RwSignal::new(String::new());
    let typed = move || trimmed(&runner_id.get()).to_owned();
    let wrong = Signal::derive(move || {
        let id = typed();
        let is_unknown = !id.is_empty() && fleet.row(&id).is_none();
        is_unknown.then(|| format!("There is no runner {id}."))
    });
    let refused = Signal::derive(move || {
        let none = typed().is_empty();
        wrong
            .get()
            .or_else(|| none.then(|| "Type the ID of a runner first.".to_owned()))
    });
    let open = Callback::new(move |()| {
        if untrack(|| refused.get()).is_none() {
            handover::policy(&untrack(|| batch.text()));
            go(Route::Runner(untrack(typed), Tab::PolicyEdit));
        }
    });
    let create = Callback::new(move |()| {
        let text = untrack(|| batch.text());
        wizard.edit(|draft| {
            draft.choose_policy();
            draft.policy = Some(text);
        });
        go(Route::Create(Create::Profiles));
    });
    let content = move || match can::see_policies() {
        Ok(()) => view! {
            <p>"This file is a policy. It belongs to a runner; nothing is sent yet."</p>
            <TextField
                id="policy-of"
                label="Runner ID"
                code=true
                value=runner_id
                on_input=move |id| runner_id.set(id)
                error=wrong
            />
            <div class="form-actions">
                <Button label="Open in its policy editor" refused on_press=open />
                <Button label="Use it for a new runner" on_press=create />
            </div>
        }
        .into_any(),
        Err(reason) => view! { <p>"This file is a policy. "{reason.to_string()}</p> }.into_any(),
    };
    view! { <Card title="A policy">{content}</Card> }
}
