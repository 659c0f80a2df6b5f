//! What will be sent through v1: what it sets off, mask and requests.

use contract::{api::Dialect, effects::of_change};
use leptos::prelude::*;

use super::{draft::give, editing::Editing};
use crate::{
    forms::sent::{Mask, WhatIsSent},
    state::clock::Clock,
    widgets::{effects::Effects, terminal::Calls},
};

/// The card.
#[component]
pub(super) fn Sent() -> impl IntoView {
    let editing = expect_context::<Editing>();
    let update = Memo::new(move |_| editing.update());
    let paths = Signal::derive(move || {
        let update = update.get();
        update
            .map(|u| u.mask.spelled(Dialect::V1))
            .unwrap_or_default()
    });
    let calls = Memo::new(move |_| update.get().map(|u| u.calls).unwrap_or_default());
    let effects = Signal::derive(move || {
        let full = editing.in_v1.runner().unwrap_or_default();
        let (before, after) = (give(&full, &editing.base()), give(&full, &editing.wanted()));
        of_change(&before, &after, Clock::instant())
    });
    view! {
        <WhatIsSent
            title="What will be sent through v1"
            lead="Display name, resource limits, data plane, volumes, tenant metrics and image pull exist only in v1 of the API, so they are sent separately."
            is_change=Signal::derive(move || update.with(Option::is_some))
        >
            <Effects effects />
            <Mask paths />
            <Calls calls />
        </WhatIsSent>
    }
}
