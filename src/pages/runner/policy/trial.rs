//! Would it run? On the policy of the runner, saved and as it is typed.

use contract::policy::Policy;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::editing::Editing;
use crate::pages::runner::in_v1::InV1;
use crate::{
    forms::policy::trial::{On, Trial},
    paths::{Route, Tab},
};

/// The card. A change that it proposes goes into the editor's text: nothing is sent.
#[component]
pub(super) fn RunnerTrial() -> impl IntoView {
    let (source, editing) = (InV1::context(), Editing::context());
    let on = Memo::new(move |_| On {
        saved: source.policy(),
        draft: editing.text.draft(),
        text: editing.text.get(),
        has_runner: true,
    });
    let navigate = use_navigate();
    let ask_for = Callback::new(move |policy: Policy| {
        editing.ask_for(&policy);
        let edit = Route::Runner(editing.runner_id(), Tab::PolicyEdit);
        navigate(&edit.href(), NavigateOptions::default());
    });
    view! { <Trial on ask_for /> }
}
