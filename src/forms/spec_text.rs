//! A spec as text, with what is wrong at its line.

use contract::spec_file::Diagnostic;
use leptos::prelude::*;

use crate::widgets::icon::{Glyph, Icon};

/// More problems than this are only counted.
const MANY: usize = 8;

/// The text and its problems.
#[component]
pub(crate) fn SpecText(
    /// Unique in the page.
    id: String,
    label: &'static str,
    #[prop(into)] text: Signal<String>,
    on_input: Callback<String>,
    #[prop(into)] problems: Signal<Vec<Diagnostic>>,
    #[prop(into)] is_locked: Signal<bool>,
) -> impl IntoView {
    let label_for = id.clone();
    let problems_id = format!("{id}-problems");
    let described_by = problems_id.clone();
    let list = move || {
        let problems = problems.get();
        let more = problems.len().saturating_sub(MANY);
        let list = problems.into_iter().take(MANY).map(|problem| {
            let excerpt = text.with_untracked(|text| problem.excerpt(text));
            let excerpt = excerpt.map(|excerpt| view! { <pre class="excerpt">{excerpt}</pre> });
            view! {
                <li>
                    <p class="field-error tone-bad">
                        <Glyph icon=Icon::Alert />
                        <span>
                            "Line " {problem.line} ", column " {problem.column} ": " {problem.message}
                        </span>
                    </p>
                    {excerpt}
                </li>
            }
        });
        let more = (more > 0).then(|| view! { <li class="muted">"and " {more} " more"</li> });
        (list.collect_view(), more)
    };
    view! {
        <div class="field">
            <label for=label_for>{label}</label>
            <textarea
                id=id
                class="input code spec-text"
                rows="12"
                spellcheck="false"
                autocapitalize="none"
                autocomplete="off"
                readonly=move || is_locked.get()
                aria-describedby=described_by
                aria-invalid=move || problems.with(|problems| !problems.is_empty()).then_some("true")
                prop:value=move || text.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            ></textarea>
            <div id=problems_id role="status">
                <ul class="stack problems">{list}</ul>
            </div>
        </div>
    }
}
