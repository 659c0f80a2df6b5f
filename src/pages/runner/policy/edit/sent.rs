//! The exact call with its etag, the difference, and the same from a terminal.

use contract::edit;
use leptos::prelude::*;

use crate::{
    format::commands,
    forms::{
        code::Compare,
        sent::{Mask, WhatIsSent, named},
    },
    pages::runner::policy::editing::Editing,
    widgets::terminal::{Calls, Terminal},
};

/// The card.
#[component]
pub(super) fn Sent() -> impl IntoView {
    let editing = Editing::context();
    let update = Memo::new(move |_| editing.update());
    let before = Memo::new(move |_| editing.text.written());
    let after = Memo::new(move |_| {
        let wanted = editing.text.draft();
        wanted.map_or_else(|| before.get(), |wanted| edit::policy::write(&wanted))
    });
    let paths = Signal::derive(move || {
        let update = update.get();
        update
            .map(|u| named(u.mask.documented()))
            .unwrap_or_default()
    });
    let etag = Signal::derive(move || {
        let base = editing.text.base();
        Some(base.etag.as_ref()?.as_str()?.to_owned())
    });
    let calls = Memo::new(move |_| update.get().map(|u| u.calls).unwrap_or_default());
    let terminal = move || {
        let text = after.get();
        let is_hidden = edit::masked(&text) != text;
        let commands = update.with(|update| {
            Some(commands::edit_policy(
                &text,
                &editing.text.base(),
                update.as_ref()?,
            ))
        });
        commands.filter(|_| !is_hidden).map(|commands| {
            view! { <Terminal commands=Signal::stored(commands) note=commands::POLICY_NOTE /> }
        })
    };
    view! {
        <WhatIsSent
            is_change=Signal::derive(move || update.with(Option::is_some))
            is_wrong=Signal::derive(move || !editing.text.problems().is_empty())
        >
            <Mask paths etag />
            <Compare label="Differences from the saved policy" before after />
            <Calls calls />
            {terminal}
        </WhatIsSent>
    }
}
