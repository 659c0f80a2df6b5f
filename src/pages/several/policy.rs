//! One policy for several runners, or one patch for the policy of each (contract-v1 3, 4.3).

use contract::{
    model::Runner,
    policy::{POLICY, compare::compare},
};
use leptos::prelude::*;

use super::{edits::Edits, plan::policy_of};
use crate::{
    forms::{
        code::{CodeEditor, Knowledge, ProblemList},
        policy::callers::{line, title},
    },
    widgets::{card::Card, option::TwoOptions},
};

/// The text, and whether it is the whole policy.
#[component]
pub(super) fn Policies(submit: Callback<()>) -> impl IntoView {
    let edits = Edits::context();
    let problems = Signal::derive(move || edits.problems());
    let check = Callback::new(move |text: String| edits.problems_of_policy(&text));
    view! {
        <Card title="Policies">
            <TwoOptions
                name="several-policies"
                legend="What happens to each policy"
                options=[
                    ("Change", "Only what you name is replaced; null removes it. Lists are replaced as a whole."),
                    ("Replace", "Each runner gets exactly this policy; nothing of its current one is kept."),
                ]
                is_second=Signal::derive(move || edits.replaces_policy())
                choose=Callback::new(move |replaces| edits.set_replaces_policy(replaces))
            />
            <CodeEditor
                id="policies-text"
                label="The policy as YAML or JSON"
                text=Signal::derive(move || edits.text())
                on_input=Callback::new(move |text| edits.write(text))
                on_send=submit
                knowledge=Knowledge::of(&POLICY, check)
                problems
            />
            <ProblemList problems />
        </Card>
    }
}

/// What a change of a runner's policy does to callers, by kind.
#[component]
pub(super) fn ForCallers<'a>(before: &'a Runner, after: &'a Runner) -> impl IntoView + use<> {
    let [before, after] = [before, after].map(|runner| policy_of(runner).unwrap_or_default());
    let mut effects = compare(&before, &after);
    // What is refused comes first.
    effects.sort_by_key(|effect| std::cmp::Reverse(title(effect.kind)));
    let parts = effects
        .chunk_by(|one, other| one.kind == other.kind)
        .map(|part| {
            let lines: Vec<_> = part.iter().map(line).collect();
            view! {
                <p>{title(part[0].kind)}</p>
                <ul class="problems">{lines}</ul>
            }
        });
    parts.collect_view()
}
