//! What will be sent, always as the text is now: mask, difference, request, commands.

use contract::{edit, effects::of_change};
use leptos::prelude::*;

use super::editing::Editing;
use crate::{
    api::runners::dialect,
    format::commands,
    forms::{code::Compare, other_zone::OtherZone},
    state::clock::Clock,
    widgets::{
        card::Card,
        effects::Effects,
        terminal::{Calls, Terminal},
    },
};

/// The card.
#[component]
pub(super) fn Sent() -> impl IntoView {
    let editing = Editing::context();
    let plan = Memo::new(move |_| editing.text.plan());
    let has_plan = Memo::new(move |_| plan.with(Option::is_some));
    let mask = move || {
        let paths = plan.with(|plan| plan.as_ref().map(|plan| plan.mask.documented()));
        let paths = paths.unwrap_or_default().into_iter();
        paths
            .map(|path| view! { <code>{path}</code> })
            .collect_view()
    };
    let before = Memo::new(move |_| editing.text.written());
    let after = Memo::new(move |_| {
        let wanted = editing.text.wanted();
        wanted.map_or_else(|| before.get(), |wanted| edit::write(dialect(), &wanted))
    });
    let calls = Memo::new(move |_| {
        plan.with(|plan| {
            plan.as_ref()
                .map(|plan| plan.calls.clone())
                .unwrap_or_default()
        })
    });
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
        match commands {
            Some(commands) => view! { <Terminal commands=Signal::stored(commands) /> }.into_any(),
            None => view! {
                <p class="muted">
                    "No command is shown, because the change contains environment values or only clears fields."
                </p>
            }
            .into_any(),
        }
    };
    let nothing = move || {
        let text = if editing.text.problems().is_empty() {
            "No change: nothing to send."
        } else {
            "Correct the marked errors first: nothing can be sent until then."
        };
        view! { <p class="muted">{text}</p> }
    };
    view! {
        <Card title="What will be sent">
            <Show when=move || has_plan.get() fallback=nothing>
                <Effects effects />
                <OtherZone identity />
                <p class="mask"><span class="muted">"Update mask"</span>{mask}</p>
                <Compare label="Differences from the current runner" before after />
                <Calls calls />
                {commands}
            </Show>
        </Card>
    }
}
