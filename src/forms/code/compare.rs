//! The comparison of two texts, as a component.

use contract::edit;
use leptos::{html, prelude::*, task::spawn_local};

use super::{editor::Mounted, script};
use crate::state::catalog::use_catalog;

/// What differs between two texts of a runner: with names beside UUIDs, and without the values of the
/// environment.
#[component]
pub(crate) fn Compare(
    label: &'static str,
    #[prop(into)] before: Signal<String>,
    #[prop(into)] after: Signal<String>,
) -> impl IntoView {
    let catalog = use_catalog();
    let host = NodeRef::<html::Div>::new();
    let shown = StoredValue::new_local(None::<Mounted>);
    Effect::new(move |_| {
        let (before, after) = (before.get(), after.get());
        let shown_as = |text: String| edit::named(&text, |id| catalog.name_of(id));
        let hidden = edit::masked_beside(&after, &before);
        let (before, after) = (shown_as(edit::masked(&before)), shown_as(hidden));
        let Some(host) = host.get() else {
            return;
        };
        spawn_local(async move {
            if script::load().await.is_err() || shown.is_disposed() {
                return;
            }
            let editor = script::compare(&host, label, &before, &after).ok();
            shown.set_value(editor.map(Mounted::alone));
        });
    });
    view! { <div class="code-editor code-compare" node_ref=host></div> }
}
