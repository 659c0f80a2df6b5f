//! The policy that a runner is created with, tried on sandboxes while it is written (contract-v1 3). Comes with the
//! code of the pages of policies.

use contract::{
    edit,
    policy::{POLICY, Policy, summary::summary, warnings::warnings},
};
use leptos::prelude::*;

use super::{profiles::Limits, review::offer_to_submit, wizard::Wizard};
use crate::{
    forms::{
        code::{CodeEditor, Knowledge, ProblemList},
        policy::{
            Presets, callers,
            trial::{Examples, On, Trial},
        },
        problems::Problems,
    },
    lazy::chunk,
    widgets::{card::Card, field::FieldError},
};

chunk! {
    /// The second step of a runner that gets a policy.
    policy_step in policy: () => |()| view! { <PolicyStep /> }.into_any()
}

#[component]
fn PolicyStep() -> impl IntoView {
    provide_context(Examples::restore());
    let wizard = Wizard::context();
    let problems = Problems::context();
    let text = Memo::new(move |_| wizard.with(|draft| draft.policy_text().to_owned()));
    let typed = Memo::new(move |_| {
        let draft = wizard.with(super::draft::Draft::policy);
        draft.ok().map(Option::unwrap_or_default)
    });
    let write = Callback::new(move |text: String| {
        wizard.edit(|draft| draft.policy = Some(text));
    });
    let ask_for = Callback::new(move |policy: Policy| {
        write.run(edit::policy::retell(&untrack(|| text.get()), &policy));
    });
    let check =
        Callback::new(|text: String| edit::policy::read(&text, None).err().unwrap_or_default());
    let submit = offer_to_submit(wizard);
    let wrong = Signal::derive(move || wizard.bad_policy());
    let on = Memo::new(move |_| On {
        saved: None,
        draft: typed.get(),
        text: text.get(),
        has_runner: false,
    });
    view! {
        <Card title="Policy">
            <p class="muted">
                "What sandboxes on this runner may run and reach. Start with a preset and enter your own registries and hosts; {} sets no limits of your own."
            </p>
            <Presets ask_for />
            <CodeEditor
                id="new-policy"
                label="The policy as YAML or JSON"
                text
                on_input=write
                // The button says why not.
                on_send=Callback::new(move |()| drop(untrack(|| submit.run())))
                knowledge=Knowledge::of(&POLICY, check)
                problems=wrong
            />
            <ProblemList problems=wrong />
            <FieldError
                id="policy-error".to_owned()
                // Those of the text are in the list above.
                error=Signal::derive(move || problems.at("policy").filter(|_| wrong.with(Vec::is_empty)))
            />
        </Card>
        <Words typed />
        <Trial on ask_for />
        <Limits />
    }
}

/// What the policy says, and what of it is seldom meant.
#[component]
fn Words(typed: Memo<Option<Policy>>) -> impl IntoView {
    let sentences = move || {
        let said = typed.with(|policy| Some(summary(Some(policy.as_ref()?))));
        let said = said.unwrap_or_default().into_iter();
        said.map(|sentence| view! { <li>{sentence}</li> })
            .collect_view()
    };
    let warned = move || {
        let found = typed.with(|policy| Some(warnings(None, policy.as_ref()?)));
        callers::warned(found.unwrap_or_default())
    };
    let is_read = Memo::new(move |_| typed.with(Option::is_some));
    view! {
        <Show when=move || is_read.get()>
            <Card title="What it allows">
                <ul class="bullets">{sentences}</ul>
                <ul class="problems" aria-label="Warnings">{warned}</ul>
            </Card>
        </Show>
    }
}
