//! A foldable part of the form, with what is set in it said beside its title.

use leptos::prelude::*;

use crate::{format::count, forms::problems::Problems};

/// So many of something; nothing where there is none.
pub(in crate::forms) fn counted(count: usize, one: &str) -> String {
    match count {
        0 => String::new(),
        count => count::of(count, one),
    }
}

/// The part; open at first if something is set or wrong in it.
#[component]
pub(in crate::forms) fn Part(
    /// Its place in the document that the form is over.
    #[prop(into)]
    place: Signal<String>,
    #[prop(into)] title: String,
    /// What is set; empty where nothing is.
    summary: Signal<String>,
    /// What is said where nothing is set.
    #[prop(default = "platform default")]
    unset: &'static str,
    children: Children,
) -> impl IntoView {
    let problems = Problems::context();
    let is_wrong = Memo::new(move |_| !problems.under(&place.read()).is_empty());
    let open = untrack(|| is_wrong.get() || summary.with(|summary| !summary.is_empty()));
    let said = move || {
        let summary = summary.get();
        if summary.is_empty() {
            unset.to_owned()
        } else {
            summary
        }
    };
    view! {
        <details class="part" open=open>
            <summary>
                <span class="part-title">{title}</span>
                <span class="muted">{said}</span>
                {move || is_wrong.get().then(|| view! { <span class="pill tone-bad">"has errors"</span> })}
            </summary>
            <div class="part-body">{children()}</div>
        </details>
    }
}
