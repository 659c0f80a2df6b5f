//! Edits a policy as text, with what it does to callers always in sight (contract-v1 3, 4.3, design D6, D7).

mod callers;
mod from_profiles;
mod sent;

use contract::{document::Path, policy::POLICY};
use leptos::prelude::*;

use super::{editing::Editing, trial::RunnerTrial};
use crate::pages::runner::in_v1::InV1;
use crate::{
    can,
    forms::{
        code::{CodeEditor, Knowledge, ProblemList},
        conflict::{Changed, Conflicts},
        outcome::Send,
        policy::{PolicyFields, Presets},
    },
    pages::runner::Live,
    state::session::use_person,
    widgets::{card::Card, chip::Chip},
};

/// The side of the page.
#[component]
pub(super) fn EditPolicy(runner: Live) -> impl IntoView {
    let (editing, source) = (Editing::context(), InV1::context());
    let person = use_person();
    let refused = Signal::derive(move || {
        let shown = source.runner().unwrap_or_default();
        let right = runner.with(|runner| can::change_policy(person.rights(), &**runner, &shown));
        let missing = right.err().map(|reason| reason.to_string());
        missing.or_else(|| editing.refusal())
    });
    let submit = Callback::new(move |()| {
        if untrack(|| refused.get()).is_none() {
            editing.send();
        }
    });
    view! {
        <div class="wizard edit">
            <div class="wizard-main">
                <Newer />
                <Text runner submit />
                <RunnerTrial />
            </div>
            <div class="wizard-main">
                <Conflicts
                    what="policy"
                    merge=Callback::new(move |theirs_at: Vec<Path>| editing.merge(&theirs_at))
                    on_merge=Callback::new(move |merged| editing.resolve(&merged))
                />
                <callers::Callers />
                <sent::Sent />
                <callers::Confirm />
                <Send
                    step=editing.steps()
                    is_typed=Signal::derive(move || editing.text.is_typed())
                    refused
                    submit
                    on_discard=Callback::new(move |()| editing.discard())
                />
            </div>
        </div>
    }
}

/// Says that the policy was changed since the text was begun.
#[component]
fn Newer() -> impl IntoView {
    let editing = Editing::context();
    let newer = Memo::new(move |_| editing.newer());
    move || {
        newer.get().map(|newest| {
            view! {
                <Changed on_merge=Callback::new(move |()| editing.meet(newest.clone()))>
                    "The policy changed while you were editing. Your text is unchanged, but its etag is stale: review the change first."
                </Changed>
            }
        })
    }
}

#[component]
fn Text(runner: Live, submit: Callback<()>) -> impl IntoView {
    let editing = Editing::context();
    let check = Callback::new(move |text: String| editing.text.check(&text));
    let problems = Signal::derive(move || editing.text.problems());
    let ask_for = Callback::new(move |policy| editing.ask_for(&policy));
    let by_fields = RwSignal::new(false);
    let aside = move || {
        view! {
            <div class="chips">
                <Chip
                    label="Document"
                    on=move || !by_fields.get()
                    press=move || by_fields.set(false)
                    title="The whole policy as YAML or JSON"
                />
                <Chip
                    label="Fields"
                    on=move || by_fields.get()
                    press=move || by_fields.set(true)
                    title="The same policy as fields"
                />
            </div>
        }
    };
    let hint = move || {
        if by_fields.get() {
            "What you change here is written into the text, and its comments stay."
        } else {
            "The whole policy: what you remove is gone. A group that is absent restricts nothing; {} is not the same as absent."
        }
    };
    let policy = Signal::derive(move || editing.text.typed().unwrap_or_default());
    let is_read = Memo::new(move |_| editing.text.typed().is_some());
    let unread = || {
        view! {
            <p class="muted" role="status">
                "The text cannot be read. Correct it in the document first."
            </p>
        }
    };
    view! {
        <Card title="Edit policy" aside=aside>
            <p class="muted">{hint}</p>
            <Presets ask_for />
            <from_profiles::FromProfiles runner />
            <Show when=move || !by_fields.get()>
                <CodeEditor
                    id="policy-text"
                    label="The policy as YAML or JSON"
                    text=Signal::derive(move || editing.text.get())
                    on_input=Callback::new(move |text| editing.write(text))
                    on_touch=Callback::new(move |()| editing.touch())
                    on_send=submit
                    knowledge=Knowledge::of(&POLICY, check)
                    problems
                />
            </Show>
            <Show when=move || by_fields.get()>
                <Show when=move || is_read.get() fallback=unread>
                    <PolicyFields
                        policy
                        text=Signal::derive(move || editing.text.get())
                        ask_for
                        write=Callback::new(move |text| editing.write(text))
                    />
                </Show>
            </Show>
            <ProblemList problems />
        </Card>
    }
}
