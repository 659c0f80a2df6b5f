//! Somebody else has changed what this edit replaces (design D6).

use contract::{document::Path, part::Part};
use leptos::prelude::*;

use super::editing::Editing;
use crate::forms::conflict;

/// The fields to decide, if there are any.
#[component]
pub(super) fn Conflicts() -> impl IntoView {
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
    let is_secret = |name: &str| name.starts_with(&format!("{}.env", Part::Overrides.place()));
    view! {
        <conflict::Conflicts
            what="part of the runner"
            conflicts
            theirs_at
            is_secret
            on_merge=go_on
        />
    }
}
