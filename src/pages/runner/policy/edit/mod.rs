//! Edits a policy as text, with what it does to callers always in sight (contract-v1 3, 4.3, design D6, D7).

mod callers;
mod from_profiles;
mod sent;

use contract::{document::Path, policy::POLICY};
use leptos::prelude::*;

use super::{editing::Editing, source::Source, trial::RunnerTrial};
use crate::{
    can,
    forms::{
        code::{CodeEditor, Knowledge, ProblemList},
        conflict,
        outcome::Send,
        policy::Presets,
    },
    pages::runner::Live,
    state::session::use_person,
    widgets::{
        button::Button,
        card::Card,
        icon::{Glyph, Icon},
    },
};

/// The side of the page.
#[component]
pub(super) fn EditPolicy(runner: Live) -> impl IntoView {
    let (editing, source) = (Editing::context(), Source::context());
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
                <Changed />
                <Text runner submit />
                <RunnerTrial />
            </div>
            <div class="wizard-main">
                <Conflicts />
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

/// Says that the policy was changed since the text was begun. The text is left alone.
#[component]
fn Changed() -> impl IntoView {
    let editing = Editing::context();
    let newer = Memo::new(move |_| editing.newer());
    move || {
        newer.get().map(|newest| {
            view! {
                <div class="callout" role="status">
                    <p class="badge-line">
                        <Glyph icon=Icon::Info />
                        <span>
                            "The policy changed while you were editing. Your text is unchanged, and its etag is stale: look at the change first."
                        </span>
                    </p>
                    <div>
                        <Button
                            label="Merge it into my text…"
                            on_press=Callback::new(move |()| editing.meet(newest.clone()))
                        />
                    </div>
                </div>
            }
        })
    }
}

#[component]
fn Text(runner: Live, submit: Callback<()>) -> impl IntoView {
    let editing = Editing::context();
    let check = Callback::new(move |text: String| editing.text.check(&text));
    let problems = Signal::derive(move || editing.text.problems());
    view! {
        <Card title="Edit policy">
            <p class="muted">
                "The whole policy: what you remove is gone. A group that is absent restricts nothing; {} is not the same as absent."
            </p>
            <Presets ask_for=Callback::new(move |policy| editing.ask_for(&policy)) />
            <from_profiles::FromProfiles runner />
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
            <ProblemList problems />
        </Card>
    }
}

/// Base, theirs and mine, field by field.
#[component]
fn Conflicts() -> impl IntoView {
    let editing = Editing::context();
    let theirs_at = RwSignal::new(Vec::<Path>::new());
    let merge = Memo::new(move |_| editing.merge(&theirs_at.get()));
    let conflicts = Signal::derive(move || {
        merge.with(|merge| merge.as_ref().map(|(_, conflicts)| conflicts.clone()))
    });
    let go_on = Callback::new(move |()| {
        if let Some((merged, _)) = merge.get_untracked() {
            theirs_at.set(Vec::new());
            editing.resolve(&merged);
        }
    });
    view! { <conflict::Conflicts what="policy" conflicts theirs_at on_merge=go_on /> }
}
