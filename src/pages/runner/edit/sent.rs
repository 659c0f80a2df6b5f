//! What will be sent, always as the text is now: mask, difference, request, commands.

use contract::{edit, effects::of_change};
use leptos::prelude::*;

use super::editing::Editing;
use crate::{
    api::runners::dialect,
    format::commands,
    forms::{
        code::Compare,
        other_zone::OtherZone,
        sent::{EditCommands, Mask, WhatIsSent, named},
    },
    state::clock::Clock,
    widgets::{effects::Effects, terminal::Calls},
};

/// The card.
#[component]
pub(super) fn Sent() -> impl IntoView {
    let editing = Editing::context();
    let plan = Memo::new(move |_| editing.text.plan());
    let before = Memo::new(move |_| editing.text.written());
    let after = Memo::new(move |_| {
        let wanted = editing.text.wanted();
        wanted.map_or_else(|| before.get(), |wanted| edit::write(dialect(), &wanted))
    });
    let paths = Signal::derive(move || {
        let plan = plan.get();
        plan.map(|plan| named(plan.mask.documented()))
            .unwrap_or_default()
    });
    let calls = Memo::new(move |_| plan.get().map(|plan| plan.calls).unwrap_or_default());
    let effects = Signal::derive(move || {
        let wanted = editing.text.wanted();
        wanted.map_or_else(Vec::new, |wanted| {
            of_change(&editing.text.base(), &wanted, Clock::instant())
        })
    });
    let identity = Signal::derive(move || {
        let wanted = editing.text.wanted();
        // Whose zone stays as it is has been warned of.
        let moved = wanted.filter(|w| w.identity.zone != editing.text.base().identity.zone);
        moved.map(|wanted| wanted.identity).unwrap_or_default()
    });
    let commands = move || {
        let wanted = editing.text.wanted();
        let commands = plan.with(|plan| commands::edit(&wanted?, plan.as_ref()?));
        view! { <EditCommands commands /> }
    };
    view! {
        <WhatIsSent
            is_change=Signal::derive(move || plan.with(Option::is_some))
            is_wrong=Signal::derive(move || !editing.text.problems().is_empty())
        >
            <Effects effects />
            <OtherZone identity />
            <Mask paths />
            <Compare label="Differences from the current runner" before after />
            <Calls calls />
            {commands}
        </WhatIsSent>
    }
}
