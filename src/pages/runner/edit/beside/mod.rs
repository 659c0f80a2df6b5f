//! What only v1 can change in a runner that is written in v1beta2: sent through v1, separately from the text (design
//! D11).

mod draft;
mod editing;
mod sent;

use contract::document::Path;
use leptos::prelude::*;

use super::fields::Named;
use crate::{
    can,
    forms::{
        conflict::Conflicts,
        only_v1::{OnlyV1Form, Parts},
        outcome::Send,
        problems::Problems,
    },
    pages::runner::{Live, in_v1::InV1},
    state::session::use_person,
    widgets::failure::Failure,
};
use editing::Editing;

/// The form, once v1 was read.
#[component]
pub(super) fn BesideV1(runner: Live) -> impl IntoView {
    let in_v1 = InV1::follow(runner);
    let is_read = Memo::new(move |_| in_v1.runner().is_some());
    let form = move || {
        let first = untrack(|| in_v1.runner()).unwrap_or_default();
        view! { <Form runner editing=Editing::new(in_v1, &first) /> }
    };
    view! {
        {move || in_v1.failure().map(|error| view! {
            <Failure
                what="The v1 settings of this runner could not be read"
                error
                on_retry=Callback::new(move |()| in_v1.read())
            />
        })}
        <Show when=move || is_read.get()>{form}</Show>
    }
}

#[component]
fn Form(runner: Live, editing: Editing) -> impl IntoView {
    let person = use_person();
    let wanted = Memo::new(move |_| editing.wanted());
    let found = Memo::new(move |_| wanted.with(draft::problems));
    provide_context(Problems::new(found.into()));
    provide_context(editing);
    let spec =
        Memo::new(move |_| wanted.with(|wanted| wanted.managed_spec.clone().unwrap_or_default()));
    let set_parts = Callback::new(move |parts: Parts| {
        editing.change(|runner| parts.give(runner.managed_spec.get_or_insert_default()));
    });
    let on_change = Callback::new(move |wanted| editing.change(|runner| *runner = wanted));
    let refused = Signal::derive(move || {
        let right = runner.with(|runner| can::change(person.rights(), &**runner));
        let missing = right.err().map(|reason| reason.to_string());
        missing.or_else(|| editing.refusal())
    });
    view! {
        <Named wanted on_change />
        <OnlyV1Form spec on_change=set_parts />
        <Conflicts
            what="part of the runner"
            merge=Callback::new(move |theirs_at: Vec<Path>| editing.merge(&theirs_at))
            on_merge=Callback::new(move |merged| editing.resolve(merged))
        />
        <sent::Sent />
        <Send
            step=editing.step
            is_typed=Signal::derive(move || editing.draft.with(Option::is_some))
            refused
            submit=Callback::new(move |()| editing.send())
            on_discard=Callback::new(move |()| editing.discard())
            verb="Send through v1"
        />
    }
}
