//! What is wrong with a text, in words.

use contract::spec_file::Diagnostic;
use leptos::prelude::*;

/// So many are told at once.
const MOST: usize = 6;

/// What is wrong, for those who do not see the marks in the editor.
#[component]
pub(crate) fn ProblemList(#[prop(into)] problems: Signal<Vec<Diagnostic>>) -> impl IntoView {
    let list = move || {
        let problems = problems.get().into_iter().take(MOST);
        problems
            .map(|problem| view! { <li class="field-error tone-bad">{problem.to_string()}</li> })
            .collect_view()
    };
    view! {
        <div role="status" aria-label="What is wrong">
            <ul class="stack problems">{list}</ul>
        </div>
    }
}
