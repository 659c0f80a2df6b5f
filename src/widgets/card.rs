//! Cards, and lists of names and values in them.

use leptos::prelude::*;

/// A titled box.
#[component]
pub(crate) fn Card(
    #[prop(into)] title: Signal<String>,
    /// What stands at the right of the title.
    #[prop(optional, into)]
    aside: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let id = format!("card-{}", title.with_untracked(|title| slug(title)));
    let labelled_by = id.clone();
    view! {
        <section class="card" aria-labelledby=labelled_by>
            <header class="card-head">
                <h2 id=id>{move || title.get()}</h2>
                {aside.map(|aside| view! { <div class="card-aside">{aside.run()}</div> })}
            </header>
            <div class="card-body">{children()}</div>
        </section>
    }
}

/// A name and its value in a `<dl class="pairs">`.
#[component]
pub(crate) fn Pair(#[prop(into)] name: String, children: Children) -> impl IntoView {
    view! {
        <div class="pair">
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

fn slug(title: &str) -> String {
    title
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}
