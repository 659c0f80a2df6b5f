//! What will be sent, always as the text is now: mask, difference, request, commands.

use contract::{effects::of_profile, spec_file::write_profile};
use leptos::prelude::*;

use super::editing::Editing;
use crate::{
    format::commands,
    forms::code::Compare,
    widgets::{
        card::Card,
        effects::Effects,
        terminal::{Calls, Terminal},
    },
};

/// The card.
#[component]
pub(super) fn Sent() -> impl IntoView {
    let edit = Editing::context();
    let update = Memo::new(move |_| edit.update());
    let has_update = Memo::new(move |_| update.with(Option::is_some));
    let mask = move || {
        let paths = update.with(|update| update.as_ref().map(|update| update.mask.clone()));
        let paths = paths.unwrap_or_default().into_iter();
        paths
            .map(|path| view! { <code>{path}</code> })
            .collect_view()
    };
    let before = Memo::new(move |_| write_profile(&edit.base()));
    let after = Memo::new(move |_| {
        let wanted = edit.wanted();
        wanted.map_or_else(|| before.get(), |wanted| write_profile(&wanted))
    });
    let calls = Memo::new(move |_| {
        let update = update.get();
        update.map(|update| vec![update.call]).unwrap_or_default()
    });
    let terminal = move || {
        let update = update.get()?;
        let commands = commands::edit_profile(&edit.base().id, &update);
        Some(view! {
            <Terminal commands=Signal::stored(commands) note=commands::profile_note() />
        })
    };
    let nothing = move || {
        let text = if edit.problems().is_empty() {
            "No change: nothing to send."
        } else {
            "Correct the marked errors first: nothing can be sent until then."
        };
        view! { <p class="muted">{text}</p> }
    };
    view! {
        <Card title="What will be sent">
            <Show when=move || has_update.get() fallback=nothing>
                <Effects effects=Signal::stored(of_profile()) />
                <p class="mask"><span class="muted">"Update mask"</span>{mask}</p>
                <Compare label="Differences from the current profile" before after />
                <Calls calls />
                {terminal}
            </Show>
        </Card>
    }
}
